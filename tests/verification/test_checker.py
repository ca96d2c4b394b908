"""Citations: a model's marks become sentences of papers, and every claim carries a verdict."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from askpapers.answers.answer import Claim, Status, Support
from askpapers.models.cross_encoder import reader as bundled
from askpapers.papers.paper import Paper
from askpapers.text.sentences import Span, split
from askpapers.verification import checker, resolution
from askpapers.verification.checker import Checker, status
from tests.fakes.reader import WordReader

TURBO, SLOW, KITCHENS = SHOWN = (
    Paper(
        "2510.00001",
        "TurboMerge: Merging Models in Weight Space",
        "Merging fine-tuned models saves memory. TurboMerge merges task vectors of eight models. "
        "It reaches 91.2% on GLUE, 3.5 points above task arithmetic. Code is at htps://github.com/x/turbo.",
    ),
    Paper(
        "2510.00002",
        "SlowNet: Reading Proteins with Patience",
        "Protein folding is slow. We train SlowNet on 40,000 proteins with reinforcement learning. "
        "It does not use a multiple sequence alignment.",
    ),
    Paper("2510.00003", "A Survey of Kitchens", ""),
)
LONG = Paper("2510.00004", "Twelve", " ".join(f"Fact number {n} is about topic {n}." for n in range(1, 13)))

READER = WordReader()


def check(text: str, shown: Sequence[Paper], scope_size: int | None = None) -> tuple[Claim, ...]:
    return checker.check(text, shown, READER, scope_size)


V, W, U = Support.VERIFIED, Support.WEAK, Support.UNSUPPORTED


def cited(claim: Claim) -> list[tuple[str, tuple[int, ...]]]:
    return [(citation.paper_id, citation.sentences) for citation in claim.citations]


def only(text: str) -> Claim:
    (claim,) = check(text, SHOWN)
    return claim


@pytest.mark.parametrize(
    "text",
    [
        "TurboMerge merges task vectors of eight models [1.2].",
        "TurboMerge merges task vectors of eight models. [1.2]",
        "TurboMerge merges task vectors of eight models.[1.2]",
        "TurboMerge merges task vectors of eight models. [1.2].",
        "TurboMerge merges task vectors of eight models [1.2]",
        "TurboMerge merges task vectors of eight models.\n[1.2]",
        "TurboMerge merges task vectors of eight models.\r\n[1.2]\r\n",
        "[1.2] TurboMerge merges task vectors of eight models.",
        "According to [1.2], TurboMerge merges task vectors of eight models.",
        "TurboMerge, e.g. [1.2], merges task vectors of eight models.",
        "TurboMerge merges task vectors of eight models ([1.2]).",
        "TurboMerge merges task vectors of eight models (1.2).",
        "**TurboMerge** merges `task vectors` of eight models **[1.2]**.",
        "> TurboMerge merges task vectors of eight models [1.2].",
        "| TurboMerge | merges task vectors of eight models [1.2] |",
    ],
)
def test_a_mark_belongs_to_its_sentence_before_or_after_the_full_stop(text: str) -> None:
    claim = only(text)
    assert cited(claim) == [(TURBO.id, (2,))]
    assert claim.support is V
    assert claim.citations[0].span.of(text) in {"[1.2]", "(1.2)"}
    assert claim.span.start <= claim.citations[0].span.start
    assert claim.citations[0].span.end <= claim.span.end


def test_marks_after_full_stops_go_with_the_sentence_before_each() -> None:
    text = "TurboMerge merges task vectors of eight models. [1.2] It reaches 91.2% on GLUE. [1.3]"
    assert [cited(claim) for claim in check(text, SHOWN)] == [[(TURBO.id, (2,))], [(TURBO.id, (3,))]]
    assert {claim.support for claim in check(text, SHOWN)} == {V}


@pytest.mark.parametrize("marks", ["[1.2]", "[1.2][1.3]", "[1.2] [1.3]", "[1.2] [1.3].", "【1.2】[1.3]"])
@pytest.mark.parametrize("following", ["It is fast.", "它很快。"])
def test_marks_that_touch_the_sentence_behind_them_belong_to_the_one_before(marks: str, following: str) -> None:
    text = f"TurboMerge merges task vectors of eight models. {marks}{following}"
    assert [claim.span.of(text) for claim in check(text, SHOWN)] == [text.removesuffix(following), following]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("[1.2]", "[1.1]"),
        ("【1.2】", "【1.1】"),
        ("([1.2])", "([1.1])"),
        ("**[1.2]**", "**[1.1]**"),
        ("[1.2][1.2].", "[1.1]."),
    ],
)
def test_a_mark_that_touches_the_full_stop_ends_its_sentence(first: str, second: str) -> None:
    text = f"TurboMerge merges task vectors of eight models.{first} Nobody bakes bread.{second} It is etc.{first} and so on."
    claims = check(text, SHOWN)
    assert [claim.support is V for claim in claims] == [True, False, False]
    assert [claim.span.of(text).strip() for claim in claims][1] == f"Nobody bakes bread.{second}"
    streaming = Checker(SHOWN, READER)
    assert streaming.feed(text[: text.index("bakes")]) == claims[:1]


def test_lines_that_end_as_windows_ends_them_are_claims_of_their_own() -> None:
    text = "- It reaches 91.2% on GLUE [1.3]\r\n- Protein folding is slow [2.1]\r\n"
    assert [claim.span.of(text) for claim in check(text, SHOWN)] == [
        "It reaches 91.2% on GLUE [1.3]",
        "Protein folding is slow [2.1]",
    ]


@pytest.mark.parametrize(
    ("mark", "sentences"),
    [
        ("[4.10-4.11]", [(10, 11)]),
        ("[4.7][4.9]", [(7,), (9,)]),
        ("[4.7, 4.9]", [(7,), (9,)]),
        ("[4.3, 4.2]", [(2, 3)]),
        ("[4.1; 4.2; 4.5]", [(1, 2), (5,)]),
    ],
)
def test_a_quotation_is_of_consecutive_sentences_and_verbatim(mark: str, sentences: list[tuple[int, ...]]) -> None:
    claims = check(f"The facts number some topics {mark}.", (*SHOWN, LONG))
    citations = [citation for claim in claims for citation in claim.citations]
    assert [citation.sentences for citation in citations] == sentences
    spans = split(LONG.abstract)
    for citation in citations:
        first, last = spans[citation.sentences[0] - 1], spans[citation.sentences[-1] - 1]
        assert citation.quote == LONG.abstract[first.start : last.end].strip()


def test_one_mark_of_two_papers_quotes_both() -> None:
    assert cited(only("Merging saves memory and protein folding is slow [1.1, 2.1].")) == [
        (TURBO.id, (1,)),
        (SLOW.id, (1,)),
    ]


@pytest.mark.parametrize("mark", ["[1]", "[TurboMerge]", "[Paper 1]", "[^1]"])
def test_where_only_a_paper_is_cited_code_finds_the_sentence_and_says_so(mark: str) -> None:
    claim = only(f"It reaches 91.2% on GLUE {mark}.")
    assert cited(claim) == [(TURBO.id, (3,))]
    assert claim.citations[0].chosen
    assert claim.support is V


def test_a_cited_sentence_was_not_chosen() -> None:
    assert not only("It reaches 91.2% on GLUE [1.3].").citations[0].chosen


@pytest.mark.parametrize(
    ("mark", "reason"),
    [
        ("[7.1]", "there is no paper 7; 3 were shown"),
        ("[7]", "there is no paper 7; 3 were shown"),
        ("[1.9]", "paper 1 has no sentence 9; it has 4"),
        ("[1.0]", "paper 1 has no sentence 0; it has 4"),
        ("[3.1]", "paper 3 has no sentence 1; it has 0"),
        ("[1.1-2.1]", "“1.1-2.1” is no paper or sentence that was shown"),
        ("[sentence 3]", "“sentence 3” is no paper or sentence that was shown"),
    ],
)
def test_an_unknown_source_is_shown_with_its_reason_and_without_a_quotation(mark: str, reason: str) -> None:
    text = f"It reaches 91.2% on GLUE {mark}."
    claim = only(text)
    assert (claim.support, claim.reason) == (Support.UNKNOWN_SOURCE, reason)
    (citation,) = claim.citations
    assert (citation.sentences, citation.quote, citation.support) == ((), "", Support.UNKNOWN_SOURCE)
    assert citation.span.of(text) == mark


def test_a_paper_without_an_abstract_supports_nothing() -> None:
    assert only("Kitchens are surveyed in full [3].").support is Support.UNKNOWN_SOURCE


def test_one_unknown_number_among_known_ones_is_not_hidden_by_them() -> None:
    claim = only("It reaches 91.2% on GLUE [1.3, 1.9].")
    assert claim.support is Support.UNKNOWN_SOURCE
    assert claim.reason == "paper 1 has no sentence 9; it has 4"
    assert [citation.support for citation in claim.citations] == [Support.UNKNOWN_SOURCE, V]


def test_an_unknown_name_does_not_hide_the_sentence_beside_it() -> None:
    claim = only("It reaches 91.2% on GLUE [FastMerge, 1.3].")
    assert claim.support is Support.UNKNOWN_SOURCE
    assert cited(claim) == [("", ()), (TURBO.id, (3,))]


@pytest.mark.parametrize(
    ("text", "supports"),
    [
        ("Merging fine-tuned models saves memory [2.1], and protein folding is slow [1.1].", [W, W]),
        ("Merging fine-tuned models saves memory [1.1], and protein folding is slow [2.1].", [V, V]),
        ("Merging fine-tuned models saves memory [2.1, 1.1].", [W, V]),
        ("[1.1] Merging fine-tuned models saves memory, and [2.1] protein folding is slow.", [V, V]),
    ],
)
def test_a_mark_behind_what_another_paper_says_is_doubted(text: str, supports: list[Support]) -> None:
    assert [citation.support for citation in only(text).citations] == supports


def test_no_papers_shown_makes_every_source_unknown() -> None:
    (claim,) = check("It reaches 91.2% on GLUE [1.3].", ())
    assert claim.support is Support.UNKNOWN_SOURCE


def test_a_claim_without_a_citation_is_uncited_with_a_reason() -> None:
    claim = only("TurboMerge merges task vectors of eight models.")
    assert (claim.support, claim.citations) == (Support.UNCITED, ())
    assert claim.reason


@pytest.mark.parametrize(
    "text", ["It reaches 91.2% and 3.5 points.", "It was shown in [2023] already.", "The token [CLS] is put first."]
)
def test_decimals_years_and_tokens_cite_nothing(text: str) -> None:
    claim = only(text)
    assert (claim.support, claim.citations) == (Support.UNCITED, ())


@pytest.mark.parametrize(
    "text",
    ["", " \n\t\r\n ", "## Results", "---", "\x1b\u202e", "。", "**1."],
)
def test_what_has_no_words_and_a_heading_are_no_claims(text: str) -> None:
    assert check(text, SHOWN) == ()


@pytest.mark.parametrize(
    ("text", "support"),
    [
        ("Here is what they say:", Support.UNCHECKED),
        ("Which one is it?", Support.UNCHECKED),
        ("It gains 40% in three ways:", Support.UNCITED),
        ("Yes.", Support.UNCITED),
        ("No.\n\n## Results", Support.UNCITED),
        ("The papers do not say this.", Support.NOT_STATED),
        ("The abstract does not say which ranks first [1.3].", Support.NOT_STATED),
        ("It does not say whether SlowNet beats GPT-9 [2.2].", Support.NOT_STATED),
        ("MegaMerge merges task vectors of eight models [1.2].", U),
    ],
)
def test_every_sentence_has_a_sign(text: str, support: Support) -> None:
    assert only(text).support is support


def test_a_bare_yes_is_one_claim_with_its_reasons() -> None:
    text = "Yes. TurboMerge merges task vectors of eight models [1.2]. No. It bakes bread."
    first, second = check(text, SHOWN)
    assert (first.support, first.span.of(text)[:15]) == (V, "Yes. TurboMerge")
    assert (second.support, second.span.of(text)) == (Support.UNCITED, "No. It bakes bread.")


@pytest.mark.parametrize(
    ("text", "support"),
    [
        ("Whether SlowNet uses a multiple sequence alignment is not stated [2.3].", W),
        ("It does not use a multiple sequence alignment [2.3].", V),
        ("Not stated in the abstract; it reaches 99.9% on CIFAR [1.3].", U),
        ("Not stated in the abstract; it reaches 99.9% on CIFAR.", Support.UNCITED),
        ("Not stated in the abstract; not stated in the paper either [1.3].", Support.NOT_STATED),
    ],
)
def test_a_claim_of_absence_is_neither_signed_nor_hides_another_claim(text: str, support: Support) -> None:
    (claim,) = checker.check(text, SHOWN, bundled())
    assert claim.support is support


def test_what_is_cited_for_a_refusal_answers_nothing() -> None:
    assert status(check("The abstract does not say which ranks first [1.3].", SHOWN)) is Status.NOT_FOUND
    assert status(check("It merges eight models [1.2]. It does not say which [1.3].", SHOWN)) is Status.PARTLY


def test_a_wrong_figure_is_unsupported_in_the_claim_and_its_citation() -> None:
    claim = only("It reaches 95.7% on GLUE [1.3].")
    assert claim.support is U
    assert claim.reason.startswith("95.7% is not in 1.3")
    assert (claim.citations[0].support, claim.citations[0].reason) == (U, claim.reason)


def test_a_right_figure_from_another_sentence_names_that_sentence() -> None:
    assert only("It reaches 91.2% on GLUE [1.2].").reason == "91.2% is not in 1.2, but in 1.3"


def test_a_url_whose_typing_error_the_model_mended_still_opens_its_sentence() -> None:
    claim = only("The code is at https://github.com/x/turbo [1.4].")
    assert cited(claim) == [(TURBO.id, (4,))]
    assert claim.support in {V, W}


def test_one_citation_for_a_whole_bullet_covers_its_sentences() -> None:
    text = "- TurboMerge merges task vectors of eight models. It reaches 91.2% on GLUE. [1.2, 1.3]"
    first, second = check(text, SHOWN)
    assert (first.support, second.support) == (V, V)
    assert cited(first) == cited(second) == [(TURBO.id, (2, 3))]


def test_a_sentence_of_a_bullet_that_its_one_citation_does_not_bear_out_is_marked() -> None:
    text = "- The chef of Paris ate 17 cakes on Monday. It reaches 91.2% on GLUE. [1.3]"
    first, second = check(text, SHOWN)
    assert first.support not in {V, W}
    assert second.support is V


def test_a_citation_on_the_next_line_covers_no_sentence_of_the_line_before() -> None:
    first, second = check("Protein folding is slow.\nProteins are slow in folding [2.1].", SHOWN)
    assert (first.support, first.citations) == (Support.UNCITED, ())
    assert second.support is V


@pytest.mark.parametrize(
    "text",
    [
        "It would be wrong to say, as many do who have not read the paper, that\nTurboMerge merges task vectors of eight models [1.2].",
        "- It reaches 91.2%\n  on GLUE [1.3]",
        "> It reaches 91.2%\r\n> on GLUE [1.3].",
        "It is, as do Smith et al.\nsay, 91.2% on GLUE [1.3].",
        "It reaches 91.2% [1.3]\non no other data at all.",
    ],
)
def test_a_sentence_goes_on_over_a_soft_line_break(text: str) -> None:
    assert only(text).span.of(text) == text.removeprefix("- ")


@pytest.mark.parametrize(
    "text",
    [
        "Protein folding is slow.\nit reaches 91.2% on GLUE [1.3].",
        "Protein folding is slow [2.1]\nIt reaches 91.2% on GLUE [1.3]",
        "- Protein folding is slow\n- It reaches 91.2% on GLUE [1.3]",
        "Protein folding is slow\n\nIt reaches 91.2% on GLUE [1.3]",
        "Protein folding is slow  \nIt reaches 91.2% on GLUE [1.3]",
        "Protein folding is slow\n---\nIt reaches 91.2% on GLUE [1.3]",
        "| Protein folding is slow |\n| It reaches 91.2% on GLUE [1.3] |",
        "**Protein folding is very slow.**\nIt reaches 91.2% on GLUE [1.3].",
        "P(a|b) of folding is slow.\n---\nIt reaches 91.2% on GLUE [1.3].",
        "| SlowNet | 40,000 [2.2] |\n|---|---|\n| GLUE | It reaches 91.2% on GLUE [1.3] |",
        "**SlowNet fails and needs 900 GPUs**\nIt reaches 91.2% on GLUE [1.3].",
        "## SlowNet fails on every protein\nIt reaches 91.2% on GLUE [1.3].",
        "```x = 1``` it is.\nIt reaches 91.2% on GLUE [1.3].",
    ],
)
def test_lines_that_stand_apart_are_claims_of_their_own(text: str) -> None:
    _, last = check(text, SHOWN)
    assert cited(last) == [(TURBO.id, (3,))]
    assert last.support is V


@pytest.mark.parametrize("name", ["markdown", "md"])
def test_a_reply_in_a_block_of_markdown_is_no_code(name: str) -> None:
    text = (
        f"```{name}\nProtein folding is slow [2.1].\n\n```python\nx[1.2]\n```\n\nIt reaches 91.2% on GLUE [1.3].\n```\n"
    )
    first, code, last = check(text, SHOWN)
    assert (first.support, code.support, last.support) == (V, Support.UNCHECKED, V)
    assert last.span.of(text) == "It reaches 91.2% on GLUE [1.3]."
    assert status((first, code, last)) is Status.ANSWERED


def test_a_line_of_marks_alone_adds_to_those_of_the_sentence_above() -> None:
    text = "Merging saves memory, and protein folding is slow [1.1].\n[2.1]"
    assert cited(only(text)) == [(TURBO.id, (1,)), (SLOW.id, (1,))]


def test_a_citation_does_not_cover_what_comes_after_it() -> None:
    _, second = check("Protein folding is slow [2.1]. Merging fine-tuned models saves memory.", SHOWN)
    assert (second.support, second.citations) == (Support.UNCITED, ())


@pytest.mark.parametrize(
    "heading", ["**1. TurboMerge [1]**", "**TurboMerge [1]**:", "## TurboMerge [1]", "1. **TurboMerge [1]**",
    "### 1. TurboMerge [1]"]
)  # fmt: skip
def test_a_heading_that_names_its_paper_covers_what_stands_below(heading: str) -> None:
    text = f"{heading}\n- It merges task vectors of eight models.\n- It reaches 91.2% on GLUE.\n"
    named, first, second = check(text, SHOWN)
    assert named.support is V
    assert named.span.of(text) == heading
    assert (cited(first), cited(second)) == ([(TURBO.id, (2,))], [(TURBO.id, (3,))])
    assert (first.support, second.support) == (V, V)


def test_a_heading_with_the_wrong_paper_is_doubted() -> None:
    claims = check("**1. SlowNet [1]**\nIt merges task vectors of eight models.", SHOWN)
    assert claims[0].support is U
    assert claims[0].reason


def test_titles_are_folded_once_for_all_headings(monkeypatch: pytest.MonkeyPatch) -> None:
    folded: list[str] = []
    fold = resolution.fold_words

    def counted(text: str) -> str:
        folded.append(text)
        return fold(text)

    monkeypatch.setattr(resolution, "fold_words", counted)
    check("**SlowNet**\n- Protein folding is slow. [2.1]\n\n**Kitchens**\n- It saves memory. [1.1]\n", SHOWN)
    assert sorted(folded) == sorted([*(paper.title for paper in SHOWN), "SlowNet", "Kitchens"])


@pytest.mark.parametrize(
    ("heading", "support"),
    [
        ("# TurboMerge: Merging Models in Weight Space [1.2]", V),
        ("### 2. Weight Space [1]", V),
        ("## TurboMerge merges task vectors [1.2]", V),
        ("## TurboMerge never reaches Weight Space [1.2]", W),
        ("### 99.9% [1.3]", U),
        ("1. **TurboMerge merges models: 12% on GLUE [1.3]**", U),
    ],
)
def test_a_heading_that_says_more_than_a_title_is_judged_as_any_claim(heading: str, support: Support) -> None:
    assert only(heading).support is support


@pytest.mark.parametrize(
    ("behind", "supported"),
    [("(https://example.org/2)", True), ("(#ref-3)", True), ("(99.9%)", False), ("(and77.5%onCIFAR)", False)],
)
def test_of_what_touches_a_mark_an_address_alone_is_left_out(behind: str, supported: bool) -> None:
    assert (only(f"It reaches 91.2% on GLUE [1.3]{behind}.").support is V) is supported
    assert only("It [1.3](not) reaches 91.2% on GLUE.").support is not V


def test_words_inside_a_mark_are_told_and_keep_it_from_being_signed() -> None:
    claim = only("It reaches 91.2% on GLUE [1.3, but only on toy data].")
    assert claim.support is Support.WEAK
    assert "but only on toy data" in claim.reason
    assert only("It reaches 91.2% on GLUE [1.3, by FastNet].").support is Support.UNKNOWN_SOURCE


def test_lines_of_their_own_are_no_wrapped_sentence() -> None:
    for text in (
        "Nobody bakes bread here\nIt reaches 91.2% on GLUE [1.3]",
        "– Nobody bakes bread, although many people of all kinds would like to do it\n– It reaches 91.2% on GLUE [1.3]",
        "a) Nobody bakes bread, although many people of all kinds would like to do it\nb) It reaches 91.2% on GLUE [1.3]",
        "Bread: nobody bakes it, although many people of all kinds would like to do\nResult: It reaches 91.2% on GLUE [1.3]",
    ):
        first, second = check(text, SHOWN)
        assert (first.support, second.support) == (Support.UNCITED, V)


@pytest.mark.parametrize(
    "line", ["It is so [1.2] and\n", "and so it goes on, with the many words of a line that is wrapped [1.2]\n"]
)
def test_what_is_settled_of_a_stream_without_full_stops_is_not_read_again(
    line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = 0
    real = checker.split_claims

    def counted(text: str, marks: Any, at: int = 0) -> Any:
        nonlocal read
        read += len(text) - at
        return real(text, marks, at)

    monkeypatch.setattr(checker, "split_claims", counted)
    streamed = Checker(SHOWN)
    text = line * 80
    for start in range(0, len(text), 40):
        streamed.feed(text[start : start + 40])
    assert read < 30 * len(text)


def test_what_stands_below_a_heading_is_still_checked_against_its_paper() -> None:
    claims = check("**1. TurboMerge [1]**\n- It reaches 95.7% on GLUE.", SHOWN)
    assert claims[1].support is U


def test_the_next_heading_ends_the_one_before_it() -> None:
    text = (
        "**1. TurboMerge [1]**\n- It reaches 91.2% on GLUE.\n**2. Others**\n- It merges task vectors of eight models."
    )
    claims = check(text, SHOWN)
    assert (claims[-1].support, claims[-1].citations) == (Support.UNCITED, ())


@pytest.mark.parametrize(
    "last",
    [
        "The price is not in these papers [none].",
        "The price is not in these papers. [none]",
        "The price is not in these papers.\n[none]",
    ],
)
def test_not_in_these_papers_after_half_an_answer_leaves_it_partly_answered(last: str) -> None:
    claims = check(f"SlowNet is trained on 40,000 proteins [2.2]. {last}", SHOWN)
    assert [claim.support for claim in claims] == [V, Support.NOT_STATED]
    assert claims[1].citations == ()
    assert status(claims) is Status.PARTLY


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Protein folding is slow [2.1].", Status.ANSWERED),
        ("Protein folding costs 17 dollars [2.1].", Status.ANSWERED),
        ("Protein folding is slow [2.1]. The rest is missing [none].", Status.PARTLY),
        ("Protein folding is slow [2.1], but the price is open [none].", Status.PARTLY),
        ("The price is open [none], while protein folding is slow [2.1].", Status.PARTLY),
        ("The papers do not say [none].", Status.NOT_FOUND),
        ("[none]", Status.NOT_FOUND),
        ("Protein folding is slow.", Status.NOT_FOUND),
        ("Protein folding is slow [9.9].", Status.NOT_FOUND),
        ("Protein folding is slow [9.9]. The rest is missing [none].", Status.NOT_FOUND),
        ("", Status.NOT_FOUND),
    ],
)
def test_the_status_comes_of_known_sources_and_of_none(text: str, expected: Status) -> None:
    assert status(check(text, SHOWN)) is expected


def test_verdicts_come_while_the_answer_streams() -> None:
    checker = Checker(SHOWN, READER)
    assert checker.feed("Protein folding is slow [2.1]") == ()
    assert checker.feed(".") == ()
    first = checker.feed(" TurboMerge merges task vectors")
    assert [claim.support for claim in first] == [V]
    assert checker.feed(" of nine models") == first
    assert checker.finish()[0] == first[0]
    assert len(checker.finish()) == 2


def test_an_item_without_a_full_stop_is_judged_when_its_line_ends() -> None:
    checker = Checker(SHOWN, READER)
    assert checker.feed("- It reaches 91.2% on GLUE [1.3]") == ()
    assert [claim.support for claim in checker.feed("\n")] == [V]
    assert len(checker.feed("- It reaches 95.7% on GLUE [1.3]")) == 1
    assert [claim.support for claim in checker.feed("\n- Protein")] == [V, U]


def test_an_item_without_a_mark_waits_for_the_next_words() -> None:
    checker = Checker(SHOWN, READER)
    assert checker.feed("- Protein folding is slow\n") == ()
    assert checker.feed("[2.1") == ()
    assert [claim.support for claim in checker.feed("]\n- It")] == [V]


def test_a_mark_after_its_full_stop_is_waited_for() -> None:
    checker = Checker(SHOWN, READER)
    assert checker.feed("Protein folding is slow. ") == ()
    assert checker.feed("[2.") == ()
    assert checker.feed("1] ") == ()
    assert [claim.support for claim in checker.feed("It")] == [V]


def test_an_answer_that_was_stopped_keeps_its_unfinished_sentence() -> None:
    checker = Checker(SHOWN, READER)
    checker.feed("Protein folding is slow [2.1]. It reaches 91")
    assert [claim.support for claim in checker.finish()] == [V, Support.UNCITED]


WELL_WRITTEN = [
    "TurboMerge merges task vectors of eight models [1.2]. ",
    "It reaches 91.2% on GLUE [1.3]. ",
    "It reaches 95.7% on GLUE [1.3]. ",
    "Protein folding is slow [2.1].\n",
    "- SlowNet is trained on 40,000 proteins [2.2].\n",
    "\n- SlowNet is trained on 40,000 proteins [2.2]\n",
    "\n1. TurboMerge merges task vectors of eight models [1.2]\n",
    "\n2. Protein folding is slow. [2.1]\n",
    "Protein folding is slow. [2.1] ",
    "It is so and so [9.9]. ",
    "The price is not in these papers [none].\n\n",
]
HOSTILE = [
    "[1.2]", "[1.7][1.9]", "[3]", "(1.2)", "[none]", "[9.9]", "[TurboMerge]", "[1.1-1.3]",
    "**1. TurboMerge [1]**", "**", "__",
    "- ", "1. ", "## ", "> ", "| ", "`", "```", "$", ".", ". ", "。", "!", "\n", "\r\n", "\n\n", " ", "[",
    "]", "(", ")", "91.2%",
    "It reaches 95% on GLUE", "Protein folding is slow", "蛋白质折叠很慢", "٣.٢", "\x1b[31m", "\u202e", "\x00",
    "\ufeff", "\u2028",
]  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(WELL_WRITTEN), max_size=6).map("".join), st.data())
def test_a_verdict_given_while_a_well_written_answer_streams_is_never_taken_back(
    text: str, data: st.DataObject
) -> None:
    final = check(text, SHOWN)
    checker = Checker(SHOWN, READER)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=10)))
    for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True):
        claims = checker.feed(text[start:end])
        assert claims == final[: len(claims)]
    assert len(claims) >= len(final) - 1
    assert checker.finish() == final


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(HOSTILE), max_size=20).map("".join), st.data())
def test_what_is_found_at_the_end_does_not_depend_on_how_the_stream_was_cut(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=10)))
    checker = Checker(SHOWN, READER)
    for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True):
        checker.feed(text[start:end])
    assert checker.finish() == check(text, SHOWN)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(HOSTILE), max_size=20).map("".join) | st.text(max_size=120))
def test_any_answer_is_checked_without_an_error_and_its_claims_lie_in_it_in_order(text: str) -> None:
    at = 0
    for claim in check(text, SHOWN):
        assert at <= claim.span.start < claim.span.end <= len(text)
        at = claim.span.end
        for citation in claim.citations:
            assert 0 <= citation.span.start < citation.span.end <= len(text)
            assert citation.span.of(text)[-1] in "])】］"
            numbers = citation.sentences
            assert list(numbers) == list(range(numbers[0], numbers[0] + len(numbers))) if numbers else True
            if numbers:
                paper = next(paper for paper in SHOWN if paper.id == citation.paper_id)
                assert citation.quote
                assert citation.quote in paper.abstract
            else:
                assert citation.quote == ""


@pytest.mark.parametrize("word", ["x", "[1.2]", "(", "**", "\x1b[2J", "1. ", "$", "`"])
def test_an_endless_word_is_checked_like_any_other(word: str) -> None:
    word *= 600
    claims = check(f"TurboMerge {word} merges [1.2].", SHOWN)
    assert [citation.paper_id for claim in claims for citation in claim.citations][-1:] == [TURBO.id]


@pytest.mark.parametrize(
    ("text", "support"),
    [
        ("- Deep Boat Racing: code [1.2]", Support.VERIFIED),
        ("- Deep Boat: code [1.2]", Support.VERIFIED),
        ("- TurboMerge: code [1.2]", Support.UNSUPPORTED),
        ("- Deep Boat Racing: a new optimiser of quantum circuits [1.2]", Support.UNSUPPORTED),
    ],
)
def test_a_line_may_begin_with_the_name_of_its_paper_and_of_no_other(text: str, support: Support) -> None:
    shown = (Paper("2510.00009", "Deep Boat Racing", "Boats are fast. Our code is available to everybody."),)
    assert check(text, shown)[0].support is support


PARAGRAPH = (
    "TurboMerge merges task vectors of eight models [1.2]. It reaches 91.2% on GLUE [1.3]. Nobody cites this one.\n\n"
)
LISTED = "Two papers merge:\n- TurboMerge merges task vectors [1.2]\n- SlowNet trains on 40,000 proteins [2.2]\n\n"


@pytest.mark.parametrize(
    "text",
    [
        PARAGRAPH * 6,
        PARAGRAPH.replace("\n", " ") * 6,
        LISTED * 6,
        "## TurboMerge [1]\n" + "It merges task vectors of eight models.\n" * 6,
        "| what | where |\n|---|---|\n" + "| merges task vectors | [1.2] |\n" * 6,
        "```\ncode [1.2]\n\nmore\n```\n" + PARAGRAPH * 3,
        "It merges task vectors of eight models (1.2).\n\n" * 6 + "It reaches 91.2% on GLUE [1.3].\n\n",
        "- It merges task vectors of eight models [1.2]\n" * 30,
    ],
)
def test_what_is_complete_stays_where_it_is_and_reads_the_same(text: str) -> None:
    checker = Checker(SHOWN, READER)
    seen: tuple[Claim, ...] = ()
    for start in range(0, len(text), 13):
        claims = checker.feed(text[start : start + 13])
        assert [claim.span for claim in claims[: len(seen)]] == [claim.span for claim in seen]
        seen = claims
    whole = check(text, SHOWN)
    assert checker.finish() == whole
    assert len(whole) - len(seen) <= 8
    assert set(seen) <= {*whole, *(c for c in seen if c.support is Support.UNCITED or "counts" in c.reason)}


def test_a_long_list_that_streams_asks_the_reader_no_more_than_one_that_is_checked_whole() -> None:
    papers = [
        Paper(f"2511.{n:05}", f"Paper {n}", " ".join(f"It gives item {i} of words." for i in range(9)))
        for n in range(70)
    ]
    lines = [f"- It gives words for group {'xyz'[n % 3] * n} [{n}]\n" for n in range(1, 71)]
    piecemeal, whole = WordReader(), WordReader()
    streaming = Checker(papers, piecemeal)
    for line in lines:
        streaming.feed(line)
    assert streaming.finish() == checker.check("".join(lines), papers, whole)
    assert 512 < len(piecemeal.asked) <= len(whole.asked)


def test_of_a_reply_of_a_thousand_sentences_the_first_are_checked_as_they_come() -> None:
    text = "It is so and so in many of the papers that were read here. " * 1_000
    checker = Checker(SHOWN, READER)
    seen = [len(checker.feed(text[start : start + 400])) for start in range(0, len(text), 400)]
    assert 300 < seen[-1] == seen[-2] < 1_000
    assert len(checker.finish()) == 1_000


LINES = (
    "Yes.", "No.", "Three papers speak of this:", "- TurboMerge merges task vectors of eight models [1.2].", "1. It is fast",
    "* **Speed**: 91.2% on GLUE [1.3]; no more is known.", "| TurboMerge | merges eight models [1.2] | good |", "Why so?",
    "| --- | --- | --- |", "## Results", "The papers do not say this.", "South Africa won the cup in 2023.", "```", "x = 1", "",
    "Code is public [1.4]. I hope this helps!", "> Protein folding is slow. [2.1]", "Not stated [none].", "Gut, z. B. [2.2].",
    "Sure! Here is the answer.", "In short, [1] and [2] differ.", "这是一个方法。", "…", "   - nested, two words",
)  # fmt: skip


@given(st.lists(st.sampled_from(LINES), max_size=8))
@settings(max_examples=60, deadline=None)
def test_no_sentence_of_a_reply_is_without_a_sign(lines: list[str]) -> None:
    text = "\n".join(lines)
    claims = check(text, SHOWN)
    at, code = 0, False
    for number, line in enumerate(lines):
        below = lines[number + 1] if number + 1 < len(lines) else ""
        fence = line == "```"
        titled = line.startswith(("#", "| -")) or ("|" in line and below.startswith("| -"))
        for span in [] if titled and not code else split(line):
            whole = Span(at + span.start, at + span.end)
            if any(c.isalpha() for c in whole.of(text)):
                assert any(c.span.start < whole.end and whole.start < c.span.end for c in claims), whole.of(text)
        code ^= fence
        at += len(line) + 1


@pytest.mark.parametrize("denied", ["won't", "can’t", "don’t", "aren't", "cannot"])
def test_a_counted_claim_that_denies_is_not_signed_by_its_words(denied: str) -> None:
    papers = [Paper(str(n), f"Agents {n}", "Models scale well with data. Agents plan with tools.") for n in range(3)]
    (claim,) = check(f"Three papers say that agents {denied} plan with tools [1.2][2.2][3.2].", papers)
    assert claim.support is not Support.VERIFIED
