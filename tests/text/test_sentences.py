"""Sentences: nothing is lost, and a full stop inside a sentence ends nothing."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from askpapers.text.sentences import split


def parts(text: str) -> list[str]:
    """The sentences without the white space around them."""
    return [span.of(text).strip() for span in split(text)]


# Text that is made of what the splitter looks at, so that its branches meet in every order.
pieces = st.sampled_from(
    [". ", ".", "! ", "? ", "… ", "... ", "。", "\n", "\r\n", "\n\n", " ", "\u00a0", "$", "\\$", "(",
     ")", "[3]", "”", "’", '"', "et al", "e.g", "i.e", "Fig", "U.S", "No", "A", "J", "we", "We", "vLLM", "3.5", "1",
     "१", "ii", "https://a.b/c.d", "\u202e", "\x1b[31m", "\x00", "\u2028", "é", "e\u0301", "🙂", "\ud800", "中文"]
)  # fmt: skip
crowded = st.lists(pieces, max_size=30).map("".join)


@given(st.text() | crowded)
@example(" ")
@example(" \n\n ")
@example("\r\n\r\nA.\r\n\r\n")
@example("... A. ...")
@example("x" * 10_000)
def test_the_spans_joined_are_the_text_and_none_is_empty(text: str) -> None:
    spans = split(text)
    assert "".join(span.of(text) for span in spans) == text
    assert all(span.start < span.end for span in spans)
    edges = [edge for span in spans for edge in (span.start, span.end)]
    assert edges == sorted(edges)
    assert edges[:1] in ([], [0]) and edges[-1:] in ([], [len(text)])


@given(crowded)
def test_every_sentence_of_several_holds_a_letter_or_a_digit(text: str) -> None:
    spans = split(text)
    if len(spans) > 1:
        assert all(any(c.isalnum() for c in span.of(text)) for span in spans)


@given(crowded)
def test_the_white_space_between_two_sentences_belongs_to_the_first(text: str) -> None:
    for span in split(text)[1:]:
        assert not text[span.start].isspace()


def test_no_text_has_no_sentence() -> None:
    assert split("") == ()


@pytest.mark.parametrize("text", [" ", "\n\n", "!!! ??? ...", ". . . .", "—", "\u202e"])
def test_signs_without_a_word_are_one_piece(text: str) -> None:
    assert [span.of(text) for span in split(text)] == [text]


@pytest.mark.parametrize(
    "text",
    [
        "See e.g. Smith and i.e. Jones for proofs.",
        "Results vs. Baselines are given in Fig. 3 and Sec. 2.",
        "It holds, cf. Table 1, by Eq. (3) and Figs. 1-3.",
        "The derivative w.r.t. Theta is zero.",
        "It grows by approx. 5% a year.",
        "Lemmas 1 and 2, resp. Theorem 2, follow.",
        "Cats, dogs, etc. and birds are classified.",
        "The U.S. Army and the U.K. Navy use it.",
        "Dr. Who and Prof. Smith agree.",
        "See No. 5 and Refs. 3 and pp. 4 of vol. 2.",
        "The i.i.d. assumption fails.",
    ],
)
def test_an_abbreviation_ends_no_sentence(text: str) -> None:
    assert parts(text + " We go on.") == [text, "We go on."]


@pytest.mark.parametrize(
    "text",
    [
        "Smith et al. show this.",
        "Smith et al. (2020) show this.",
        "Smith et al. [12] show this.",
        "Smith et al.'s result is improved.",
        "Smith et al.~\\cite{smith} show this.",
        "This is known (Smith et al., 2020; Doe et al. 2021) for long.",
        "This is known from Smith et al.\nand others.",
        "Smith ET AL. showed this.",
    ],
)
def test_et_al_within_a_citation_ends_no_sentence(text: str) -> None:
    assert parts(text + " We differ.") == [text, "We differ."]


def test_the_number_of_a_step_ends_nothing() -> None:
    text = "We use two tricks: 1. More light, which is dear, and 2. Less tin. Both help."
    assert parts(text) == ["We use two tricks: 1. More light, which is dear, and 2. Less tin.", "Both help."]


@pytest.mark.parametrize("text", ["It holds for 0, 1, and 2.", "Two of them fail, and 3.", "We take n from: 2."])
def test_a_sentence_may_end_on_a_number(text: str) -> None:
    assert parts(text + " The rest is ours.") == [text, "The rest is ours."]


@pytest.mark.parametrize(
    "text", ["We follow Smith et al.", "We extend Brown et al. [12].", "This is new (Doe et al.)."]
)
def test_a_sentence_may_end_with_a_citation(text: str) -> None:
    assert parts(text + " The rest is ours.") == [text, "The rest is ours."]


@pytest.mark.parametrize(
    "text",
    [
        "It gains 3.5 points over GPT-4.1.",
        "The rate is .05 and p<0.001 for 1.000.000 tokens.",
        "Version v1.2.3 of Qwen2.5 is used.",
        "Arabic digits too: ٣.٥ points.",
    ],
)
def test_a_decimal_ends_no_sentence(text: str) -> None:
    assert parts(text + " We go on.") == [text, "We go on."]


def test_a_figure_may_end_a_sentence_and_begin_one() -> None:
    assert parts("It reaches 91.2%. 3 models fail. It is GPT-3.5. Next.") == [
        "It reaches 91.2%.",
        "3 models fail.",
        "It is GPT-3.5.",
        "Next.",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "The loss $L. A$ is small.",
        "Let $x = 1. Y$ be given.",
        "We minimise $f(x)! + g(x)? + H$ over all.",
        "The set $A. B. C$ costs nothing.",
    ],
)
def test_a_full_stop_within_maths_ends_no_sentence(text: str) -> None:
    assert parts(text + " We go on.") == [text, "We go on."]


def test_a_command_of_latex_may_end_a_sentence() -> None:
    assert parts(r"We use \alpha. It converges to $\beta$. Good \cite{a.b}. End.") == [
        r"We use \alpha.",
        r"It converges to $\beta$.",
        r"Good \cite{a.b}.",
        "End.",
    ]


def test_prices_are_no_maths_and_end_sentences() -> None:
    assert parts("It costs $5. We sell it at $6. More.") == ["It costs $5.", "We sell it at $6.", "More."]
    assert parts(r"It costs \$5. We sell it at \$6. More.") == [r"It costs \$5.", r"We sell it at \$6.", "More."]


@pytest.mark.parametrize(
    "url", ["https://github.com/a/b.c?x=1.5", "github.com/foo.bar", "(http://x.org/a.b!c)", "a@b.org"]
)
def test_a_full_stop_within_an_address_ends_no_sentence(url: str) -> None:
    assert parts(f"Code is at {url}. We release it.") == [f"Code is at {url}.", "We release it."]


@pytest.mark.parametrize("text", ["J. R. R. Tolkien wrote it.", "A. Einstein and N. C. Okafor agree."])
def test_an_initial_ends_no_sentence(text: str) -> None:
    assert parts(text + " Then more.") == [text, "Then more."]


def test_a_single_letter_may_close_a_sentence() -> None:
    assert parts("The states are of type A. We show it.") == ["The states are of type A.", "We show it."]


@pytest.mark.parametrize("mark", ["1.", "12.", "(ii.", "ii.", "a."])
def test_what_numbers_a_sentence_is_no_sentence(mark: str) -> None:
    assert parts(f"{mark} We train it.") == [f"{mark} We train it."]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Is it good? Yes. No! Fine.", ["Is it good?", "Yes.", "No!", "Fine."]),
        ("What?! No.", ["What?!", "No."]),
        ('He said "It works." Then he left.', ['He said "It works."', "Then he left."]),
        ("He said “It works.” Then he left.", ["He said “It works.”", "Then he left."]),
        ("(It works.) Then he left.", ["(It works.)", "Then he left."]),
        ("The end… Then more.", ["The end…", "Then more."]),
    ],
)
def test_questions_exclamations_and_closing_quotes_end_sentences(text: str, expected: list[str]) -> None:
    assert parts(text) == expected


@pytest.mark.parametrize("text", ["We ask: why? because it is so.", "It is Yahoo! that wins.", "Wait... what now."])
def test_what_goes_on_with_a_small_letter_is_one_sentence(text: str) -> None:
    assert parts(text) == [text]


@pytest.mark.parametrize("name", ["vLLM", "mT5", "nnU-Net", "t5", "iPhone"])
def test_a_name_that_begins_small_may_begin_a_sentence(name: str) -> None:
    assert parts(f"We compare two. {name} is faster.") == ["We compare two.", f"{name} is faster."]


def test_chinese_and_japanese_need_no_space_between_sentences() -> None:
    assert parts("これは文です。次の文です！中文？好。English next.") == [
        "これは文です。",
        "次の文です！",
        "中文？",
        "好。",
        "English next.",
    ]


@pytest.mark.parametrize("gap", ["\n\n", "\r\n\r\n", "\n \t\n", "\n\n\n\n"])
def test_a_blank_line_ends_a_sentence_without_a_full_stop(gap: str) -> None:
    text = f"A heading{gap}The text."
    assert [span.of(text) for span in split(text)] == [f"A heading{gap}", "The text."]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_line_wrap_ends_no_sentence_and_stands_for_a_space_after_one(newline: str) -> None:
    text = f"It is{newline}wrapped.{newline}We go on."
    assert [span.of(text) for span in split(text)] == [f"It is{newline}wrapped.{newline}", "We go on."]


def test_a_no_break_space_after_a_full_stop_parts_sentences() -> None:
    assert parts("It works.\u00a0We go on.") == ["It works.", "We go on."]


def test_independent_and_identically_distributed_is_not_an_end() -> None:
    text = "We add i.i.d. Gaussian noise. The samples are i.i.d. We prove it."
    assert [span.of(text).strip() for span in split(text)] == [
        "We add i.i.d. Gaussian noise.", "The samples are i.i.d.", "We prove it.",
    ]  # fmt: skip


def test_a_row_of_dots_is_read_once() -> None:
    assert len(split("." * 50_000 + "x")) == 1


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("It limits access.We present UniFusion, a method. It works.", 3),
        ("See https://foo.com/abc.Some text and more. Done.", 2),
        ("We build on torch.nn.functional.Softmax and more. Done.", 2),
        ("Mail to anna@site.Org for more. Done.", 2),
    ],
)
def test_a_missing_space_ends_a_sentence_too_but_not_inside_an_address(text: str, count: int) -> None:
    assert len(split(text)) == count
