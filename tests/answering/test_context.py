"""Evidence: which papers and earlier turns go into a prompt, and what is said of those that do not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from askpapers import errors
from askpapers.answering import context
from askpapers.answering.context import EARLIER_SHARE, MOST_CALLS, Context, build_context
from askpapers.answering.estimate import renumber
from askpapers.answers.answer import Answer, Citation, Status, Support
from askpapers.answers.usage import Usage
from askpapers.library.library import Library
from askpapers.models import prompts, tokens
from askpapers.papers.paper import Match, Paper, Reason, ReasonKind
from askpapers.papers.scope import Scope
from askpapers.text.sanitize import sanitize
from askpapers.text.sentences import Span

DAY = date(2025, 10, 31)
TURBO, SLOW, KITCHENS = "2510.00001", "2510.00002", "2510.00003"
FILLER = "It goes on at some length about other things. "


async def fill(library: Library, papers: tuple[Paper, ...]) -> None:
    await library.catalog.merge(papers, default_day=DAY)


def ids(evidence: Context) -> list[str]:
    return [match.paper.id for match in evidence.matches]


def why(evidence: Context, id: str) -> str:
    return next(match.reason.words for match in evidence.matches if match.paper.id == id)


def many(count: int, sentences: int = 20, first: int = 1) -> tuple[Paper, ...]:
    """Papers about soups, each with its own number and much else to say."""
    return tuple(
        Paper(f"2511.{n:05}", f"Soup{n}: a Recipe", f"Recipe {n} cooks a soup of leeks. " + FILLER * sentences)
        for n in range(first, first + count)
    )


def turn(question: str, text: str, *cited: str) -> Answer:
    """An earlier answer whose marks, one for each paper, stand at its end."""
    marks, citations = "", []
    for number, id in enumerate(cited, 1):
        start = len(text) + len(marks) + 1
        marks += f" [{number}.1]"
        citations.append(Citation(id, (1,), Span(start, len(text) + len(marks)), Support.VERIFIED))
    return Answer(question, text + marks, Status.ANSWERED, tuple(citations), (), Usage())


async def test_of_a_large_library_no_more_papers_are_named_than_a_question_reads(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fill(library, many(30, sentences=1))
    monkeypatch.setattr(context, "LISTED", 5)
    given, named = library.catalog.ids, list[int]()

    async def counted(scope: Scope, **how: Any) -> list[str]:
        found = await given(scope, **how)
        named.append(len(found))
        return found

    monkeypatch.setattr(library.catalog, "ids", counted)
    evidence = await build_context(library, "Which soups are of leeks?", Scope(), free=True, k=3)
    # Afterwards the search looks why it found no vectors: none were made here.
    assert named[0] == 6
    assert (evidence.scope_size, evidence.whole, len(evidence.matches)) == (30, False, 3)


async def test_everything_goes_in_where_the_scope_fits(library: Library, papers: tuple[Paper, ...]) -> None:
    await fill(library, papers)
    evidence = await build_context(library, "Which paper merges task vectors?", Scope())
    assert ids(evidence) == [TURBO, SLOW]
    assert evidence.parts == (evidence.papers,)
    assert (evidence.scope_size, evidence.whole, evidence.filters, evidence.notes) == (3, False, (), ())


async def test_an_empty_library_is_asked_over_nothing(library: Library) -> None:
    evidence = await build_context(library, "What are today's themes?", Scope())
    assert (evidence.matches, evidence.parts, evidence.scope_size) == ((), (), 0)


@pytest.mark.parametrize(
    "question", ["", "\ud800 soup", "?", "\0\x1b[31m", '"', "((", "NEAR(", "AND OR NOT", "x" * 10_000, "¿主题؟"]
)
async def test_whatever_is_asked_is_gathered(library: Library, papers: tuple[Paper, ...], question: str) -> None:
    await fill(library, papers)
    evidence = await build_context(library, question, Scope())
    assert evidence.scope_size == 3
    assert evidence.question == question


async def test_the_papers_shown_are_those_of_the_parts_in_their_order(library: Library) -> None:
    await fill(library, many(60))
    for question in ("Which soup has leeks?", "How many papers cook leeks?", "Soup7"):
        evidence = await build_context(library, question, Scope(), budget=1500)
        assert [paper for part in evidence.parts for paper in part] == list(evidence.papers)
        assert len({paper.id for paper in evidence.papers}) == len(evidence.papers)


@pytest.mark.parametrize("budget", [500, 1000, 3000])
async def test_the_papers_of_a_question_fit_into_its_budget(library: Library, budget: int) -> None:
    await fill(library, many(60))
    evidence = await build_context(library, "Which soup has leeks?", Scope(), budget=budget)
    assert evidence.papers
    assert len(evidence.parts) == 1
    assert tokens.count(prompts.evidence(evidence.papers)) <= budget
    assert len(evidence.papers) < evidence.scope_size == 60


async def test_how_long_a_question_is_counts_only_where_papers_fit_or_not_by_it(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fill(library, many(30))
    question, counted, real = "Which soups have zzqxvw and qqxzzk?", list[str](), tokens.count
    least, most = tokens.bounds(question)
    sizes = sorted({prompts.size_of(paper) for paper in many(30)})

    def count(text: str) -> int:
        counted.append(text)
        return real(text)

    monkeypatch.setattr(tokens, "count", count)
    for budget in range(10 * sizes[0], 10 * sizes[0] + sizes[-1]):
        evidence = await build_context(library, question, Scope(), budget=budget)
        room = budget - real(question)
        assert sum(map(prompts.size_of, evidence.papers)) <= room
        assert len(evidence.papers) == 30 or sum(map(prompts.size_of, evidence.papers)) + sizes[-1] > room
    assert 0 < counted.count(question) <= most - least + 2


async def test_a_list_is_read_once_however_often_it_is_packed(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fill(library, many(30))
    given, read = library.catalog.papers, list[int]()

    async def counted(ids: Sequence[str]) -> list[Paper]:
        read.append(len(ids))
        return await given(ids)

    size = prompts.size_of(many(1)[0])
    least, most = tokens.bounds(question := "Which soups have zzqxvw and qqxzzk?")
    assert least < most
    monkeypatch.setattr(library.catalog, "papers", counted)
    # Ten papers fit where the question is as short as it may be, and one less where it is as long.
    evidence = await build_context(library, question, Scope(), budget=10 * size + least, k=20)
    assert len(evidence.papers) < 30
    assert read.count(30) == 1


async def test_a_wider_budget_shows_no_fewer_papers(library: Library) -> None:
    await fill(library, many(60))
    shown = [
        len((await build_context(library, "leek soup", Scope(), budget=b)).papers) for b in (500, 1000, 2000, 4000)
    ]
    assert shown == sorted(shown)
    assert shown[0] < shown[-1]


async def test_the_budget_of_the_settings_holds_where_none_is_given(library: Library) -> None:
    await fill(library, many(60))
    library.settings = replace(library.settings, budget=800)
    assert await build_context(library, "leek soup", Scope()) == await build_context(
        library, "leek soup", Scope(), budget=800
    )


async def test_a_paper_that_is_named_goes_in_front_whatever_its_score(
    library: Library, papers: tuple[Paper, ...]
) -> None:
    await fill(library, (*many(60), *papers))
    question = "Is TurboMerge a soup of leeks, cooked by a recipe?"
    evidence = await build_context(library, question, Scope(), budget=600)
    assert ids(evidence)[0] == TURBO
    assert why(evidence, TURBO) == "named: TurboMerge"


@pytest.mark.parametrize(
    ("question", "id"),
    [
        ("Is 2510.00001v3 a soup of leeks?", TURBO),
        ("Is “Reading proteins with patience” a soup of leeks?", SLOW),
        ("Is slowNET a soup of leeks?", SLOW),
    ],
)
async def test_a_paper_is_named_by_id_title_or_coined_name(
    library: Library, papers: tuple[Paper, ...], question: str, id: str
) -> None:
    await fill(library, (*many(60), *papers))
    evidence = await build_context(library, question, Scope(), budget=600)
    assert ids(evidence)[0] == id
    assert why(evidence, id).startswith("named: ")


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("Compare Loong and Depth Pro", ["2512.00001", "2512.00002"]),
        ("Is Depth Pro a soup of leeks?", ["2512.00002"]),
        ("Depth of the soup? Pro or con?", []),
        ("Is a loong a soup of leeks?", []),
        ("Is RLX a soup?", ["2512.00003"]),
    ],
)
async def test_a_paper_is_named_by_what_stands_before_the_colon_of_its_title(
    library: Library, question: str, first: list[str]
) -> None:
    titles = ("Loong: Long Videos", "Depth Pro: Sharp Depth", "RLX: a Trick")
    named = tuple(Paper(f"2512.{n:05}", title, "Nothing much.") for n, title in enumerate(titles, 1))
    await fill(library, (*many(60), *named))
    evidence = await build_context(library, question, Scope(), budget=600)
    assert [match.paper.id for match in evidence.matches if match.reason.kind is ReasonKind.NAMED] == first
    assert ids(evidence)[: len(first)] == first


async def test_a_name_inside_another_word_names_no_paper(library: Library, papers: tuple[Paper, ...]) -> None:
    await fill(library, papers)
    evidence = await build_context(library, "What does TurboMergesort do, and TurboMer?", Scope())
    assert not any(match.reason.kind is ReasonKind.NAMED for match in evidence.matches)


async def test_a_name_out_of_scope_does_not_widen_it(library: Library, papers: tuple[Paper, ...]) -> None:
    await fill(library, papers)
    evidence = await build_context(library, "What does TurboMerge merge?", Scope(ids=(SLOW,)))
    assert ids(evidence) == [SLOW]


async def test_a_question_about_a_named_paper_does_not_read_the_whole_list(
    library: Library, papers: tuple[Paper, ...]
) -> None:
    await fill(library, (*many(60), *papers))
    one = await build_context(library, "List the data sets of TurboMerge", Scope(), budget=600)
    assert (one.whole, ids(one)[0]) == (False, TURBO)
    both = await build_context(library, "How many of these cite TurboMerge?", Scope(), budget=600)
    assert both.whole


async def test_a_name_that_no_paper_bears_leaves_the_question_about_the_list(library: Library) -> None:
    await fill(library, many(60))
    evidence = await build_context(library, "Which papers beat NoSuchNet?", Scope(), budget=600)
    assert evidence.whole


async def test_a_question_about_the_list_reads_all_of_it_over_any_budget(library: Library) -> None:
    await fill(library, many(60, sentences=60))
    evidence = await build_context(library, "How many papers cook leeks?", Scope(), budget=500)
    assert evidence.whole
    assert len(evidence.papers) == evidence.scope_size == 60
    assert len(evidence.parts) > 1
    assert evidence.notes == ()


async def test_each_call_over_a_list_fits_half_of_the_models_context(library: Library) -> None:
    await fill(library, many(30))
    library.settings = replace(library.settings, model="tiny")
    library.settings.prices.parent.mkdir(parents=True)
    library.settings.prices.write_text('{"tiny": {"input": 1, "output": 1, "context": 4000}}')
    evidence = await build_context(library, "What are today's themes?", Scope(), budget=500)
    sizes = [tokens.count(prompts.evidence(part)) for part in evidence.parts]
    assert len(sizes) > 1
    assert max(sizes) <= 2000


async def test_a_list_too_long_for_its_calls_is_read_in_part_and_that_is_told(library: Library) -> None:
    await fill(library, many(60, sentences=25))
    library.settings = replace(library.settings, model="tiny")
    library.settings.prices.parent.mkdir(parents=True)
    library.settings.prices.write_text('{"tiny": {"input": 1, "output": 1, "context": 800}}')
    evidence = await build_context(library, "What are today's themes?", Scope(), budget=500)
    assert len(evidence.parts) == MOST_CALLS
    assert len(evidence.papers) < 60
    assert any(f"the nearest {len(evidence.papers)} of 60 papers" in note for note in evidence.notes)


async def test_papers_without_an_abstract_are_counted_but_not_read(library: Library, papers: tuple[Paper, ...]) -> None:
    await fill(library, papers)
    evidence = await build_context(library, "What are today's themes?", Scope())
    assert evidence.whole
    assert set(ids(evidence)) == {TURBO, SLOW}
    assert evidence.scope_size == 3


async def test_chosen_papers_are_shown_in_the_order_chosen_and_once(
    library: Library, papers: tuple[Paper, ...]
) -> None:
    await fill(library, (*papers, *many(5)))
    evidence = await build_context(library, "Does TurboMerge or Soup1 differ?", Scope(), papers=[SLOW, TURBO, SLOW])
    assert ids(evidence) == [SLOW, TURBO]
    assert {match.reason.words for match in evidence.matches} == {"chosen"}
    assert evidence.scope_size == 2


async def test_chosen_papers_are_all_that_a_follow_up_shows(library: Library, papers: tuple[Paper, ...]) -> None:
    await fill(library, papers)
    evidence = await build_context(library, "And then?", Scope(), papers=[SLOW], turns=[turn("What?", "That.", TURBO)])
    assert ids(evidence) == [SLOW]


async def test_chosen_papers_over_the_budget_are_told(library: Library) -> None:
    await fill(library, many(5, sentences=40))
    chosen = [f"2511.{n:05}" for n in range(1, 6)]
    evidence = await build_context(library, "What is cooked?", Scope(), papers=chosen, budget=1500)
    assert ids(evidence) == chosen[: len(ids(evidence))]
    assert len(ids(evidence)) == 2
    assert evidence.notes == (
        "not read: “Soup3: a Recipe”, “Soup4: a Recipe”, “Soup5: a Recipe”; "
        "the budget is 1,500 tokens, raise it or ask about fewer papers",
    )
    assert (await build_context(library, "What is cooked?", Scope(), papers=chosen, budget=9000)).notes == ()


async def test_a_named_paper_over_the_budget_is_told(library: Library) -> None:
    await fill(library, many(60, sentences=40))
    evidence = await build_context(library, "Compare Soup1, Soup2, Soup3, Soup4, Soup5 and Soup6", Scope(), budget=1500)
    assert any(note.startswith("not read: “Soup3: a Recipe”") and "and 1 more;" in note for note in evidence.notes)


@pytest.mark.parametrize("question", ["What of “A Survey of Kitchens”?", "What of 2510.00003?"])
async def test_a_named_paper_without_an_abstract_is_told(
    library: Library, papers: tuple[Paper, ...], question: str
) -> None:
    await fill(library, papers)
    title = next(paper.title for paper in papers if paper.id == KITCHENS)
    note = f"“{title}” has no abstract: it is not read"
    for chosen in ((), (KITCHENS, TURBO)):
        evidence = await build_context(library, question, Scope(), papers=chosen)
        assert evidence.notes == (note,)
        assert KITCHENS not in ids(evidence)
    alone = await build_context(library, question, Scope(), papers=[KITCHENS])
    assert (alone.matches, alone.parts, alone.notes) == ((), (), (note,))


async def test_chosen_papers_are_shown_whatever_the_question_and_the_scope_say(
    library: Library, papers: tuple[Paper, ...]
) -> None:
    await fill(library, papers)
    scope = Scope(since=date(2020, 1, 1), until=date(2020, 1, 1))
    evidence = await build_context(library, "What do papers by Microsoft from yesterday say?", scope, papers=[SLOW])
    assert ids(evidence) == [SLOW]
    assert (evidence.filters, evidence.notes) == ((), ())


@pytest.mark.parametrize("id", ["no-such-id", "", "2510.99999", "\x1b[31mred\x1b[0m", "x" * 5000])
async def test_an_unknown_paper_is_named_in_the_error(library: Library, papers: tuple[Paper, ...], id: str) -> None:
    await fill(library, papers)
    with pytest.raises(errors.UnknownPaper) as caught:
        await build_context(library, "What?", Scope(), papers=[TURBO, id])
    assert f"“{sanitize(id, 60)}”" in str(caught.value)
    assert "\x1b" not in str(caught.value)


async def test_conditions_in_the_question_narrow_the_scope_and_are_told(
    library: Library, papers: tuple[Paper, ...]
) -> None:
    await fill(library, papers)
    question = "What do papers by Microsoft with more than ten comments since October 30 train?"
    evidence = await build_context(library, question, Scope())
    assert ids(evidence) == [TURBO]
    assert evidence.scope == Scope(since=date(2025, 10, 30), organization="Microsoft", min_comments=11)
    assert evidence.notes == ("filter: since 30 Oct 2025", "filter: by Microsoft", "filter: ≥ 11 comments")
    assert set(evidence.filters) >= {"since", "organization", "min_comments"}


async def test_a_person_narrows_the_scope_where_the_library_knows_a_paper_of_theirs(
    library: Library, papers: tuple[Paper, ...]
) -> None:
    await fill(library, papers)
    evidence = await build_context(library, "What do papers by Kurt Godel merge?", Scope())
    assert (ids(evidence), evidence.scope_size, evidence.filters) == ([TURBO], 1, ("author",))
    assert evidence.notes == ("filter: written by Kurt Godel",)
    for question in ("papers by Lovelace", "papers by ada lovelace on merging"):
        evidence = await build_context(library, question, Scope())
        assert (ids(evidence), evidence.filters) == ([TURBO], ("author",))
    for question in ("What is gained by Grand Piano?", "What is gained by Lovelace?"):
        evidence = await build_context(library, question, Scope())
        assert (evidence.scope_size, evidence.filters) == (3, ())


async def test_literally_asked_no_word_is_a_condition_but_names_are_names(
    library: Library, papers: tuple[Paper, ...]
) -> None:
    await fill(library, papers)
    evidence = await build_context(
        library, "Do papers by Microsoft from yesterday beat SlowNet?", Scope(), literal=True
    )
    assert (evidence.scope, evidence.scope_size, evidence.filters, evidence.notes) == (Scope(), 3, (), ())
    assert ids(evidence)[0] == SLOW


async def test_a_condition_that_the_reader_set_is_no_note_of_the_question(
    library: Library, papers: tuple[Paper, ...]
) -> None:
    await fill(library, papers)
    evidence = await build_context(library, "What is trained?", Scope(organization="Microsoft", min_comments=3))
    assert (ids(evidence), evidence.filters, evidence.notes) == ([TURBO], (), ())


async def test_a_follow_up_shows_what_the_last_turn_cited(library: Library, papers: tuple[Paper, ...]) -> None:
    await fill(library, (*many(60), *papers))
    turns = [turn("What merges?", "TurboMerge does.", TURBO), turn("What folds?", "SlowNet does.", SLOW)]
    evidence = await build_context(library, "And which soup has leeks?", Scope(), turns=turns, budget=700)
    assert ids(evidence)[0] == SLOW
    assert why(evidence, SLOW) == "cited before"
    assert all(match.reason.kind is not ReasonKind.CITED_BEFORE for match in evidence.matches[1:])


async def test_a_follow_up_is_searched_with_the_question_that_it_follows(
    library: Library, papers: tuple[Paper, ...]
) -> None:
    await fill(library, (*many(60), *papers))
    before = turn("What folds proteins with reinforcement learning?", "Something does.")
    alone = await build_context(library, "How slow is it?", Scope(), budget=400)
    after = await build_context(library, "How slow is it?", Scope(), turns=[before], budget=400)
    assert why(after, SLOW).count("protein") == 1
    assert "protein" not in "".join(match.reason.words for match in alone.matches)


async def test_a_mark_that_cited_nothing_known_brings_no_paper(library: Library, papers: tuple[Paper, ...]) -> None:
    await fill(library, papers)
    unknown = Citation("", (), Span(0, 5), Support.UNKNOWN_SOURCE)
    gone = Citation("2401.00001", (1,), Span(0, 5), Support.VERIFIED)
    before = replace(turn("What?", "That."), citations=(unknown, gone))
    evidence = await build_context(library, "And then?", Scope(), turns=[before])
    assert set(ids(evidence)) <= {TURBO, SLOW}


async def test_earlier_turns_are_kept_newest_first_and_in_order(library: Library, papers: tuple[Paper, ...]) -> None:
    await fill(library, papers)
    turns = [turn(f"Question {n}?", f"Answer {n}.", TURBO) for n in range(3)]
    evidence = await build_context(library, "And then?", Scope(), turns=turns)
    assert evidence.earlier == tuple(turns)
    assert evidence.notes == ()


@pytest.mark.parametrize(("long", "told"), [(0, "1 earlier turn left"), (1, "2 earlier turns left")])
async def test_turns_that_do_not_fit_are_dropped_with_all_before_them_and_told(
    library: Library, papers: tuple[Paper, ...], long: int, told: str
) -> None:
    await fill(library, papers)
    turns = [turn(f"Question {n}?", "Words " * (3000 if n == long else 3)) for n in range(3)]
    evidence = await build_context(library, "And then?", Scope(), turns=turns, budget=1500)
    assert evidence.earlier == tuple(turns[long + 1 :])
    assert [note for note in evidence.notes if told in note and "1,500 tokens" in note] == list(evidence.notes)


async def test_earlier_turns_take_at_most_their_share(library: Library) -> None:
    await fill(library, many(60))
    turns = [turn(f"Question {n}?", "Words " * 40) for n in range(50)]
    evidence = await build_context(library, "And the leeks?", Scope(), turns=turns, budget=1000)
    kept = sum(tokens.count(one.question) + tokens.count(one.text) for one in evidence.earlier)
    assert 0 < kept <= 1000 * EARLIER_SHARE
    assert kept + tokens.count("And the leeks?") + tokens.count(prompts.evidence(evidence.papers)) <= 1000
    assert any(f"{50 - len(evidence.earlier)} earlier turns left out" in note for note in evidence.notes)


SHOWN = (Paper("b", "B"), Paper("a", "A"))


def cite(id: str, start: int, end: int, *sentences: int) -> Citation:
    return Citation(id, sentences, Span(start, end), Support.VERIFIED)


@pytest.mark.parametrize(
    ("text", "citations", "now"),
    [
        ("One [1.2].", (cite("a", 4, 9, 2),), "One [2.2]."),
        ("One [1.2].", (cite("b", 4, 9, 2),), "One [1.2]."),
        ("One [1.2].", (cite("gone", 4, 9, 2),), "One ."),
        ("One [1.2, 2.1].", (cite("a", 4, 14, 2), cite("b", 4, 14, 1)), "One [2.2, 1.1]."),
        ("One [1.2, 2.1].", (cite("gone", 4, 14, 2), cite("b", 4, 14, 1)), "One [1.1]."),
        ("One [1.2] two [1.3].", (cite("a", 14, 19, 3), cite("a", 4, 9, 2)), "One [2.2] two [2.3]."),
        ("One [1.2] two [1.3].", (cite("gone", 4, 9, 2), cite("a", 14, 19, 3)), "One  two [2.3]."),
        ("One [1.2-1.4].", (cite("a", 4, 13, 2, 3, 4),), "One [2.2, 2.3, 2.4]."),
        ("None.", (), "None."),
        ("", (), ""),
    ],
)
def test_an_earlier_answer_speaks_in_todays_numbers(text: str, citations: tuple[Citation, ...], now: str) -> None:
    answer = Answer("?", text, Status.ANSWERED, citations, (), Usage())
    assert renumber(answer, SHOWN) == now


async def test_the_papers_are_numbered_as_the_model_will_cite_them(library: Library, papers: tuple[Paper, ...]) -> None:
    await fill(library, papers)
    evidence = await build_context(library, "Which paper merges task vectors?", Scope())
    text = prompts.evidence(evidence.papers)
    assert text == prompts.evidence(evidence.papers)
    for number, paper in enumerate(evidence.papers, 1):
        assert f"Paper {number}: {paper.title}" in text
    assert "[1.1] Merging fine-tuned models saves memory." in text
    assert prompts.pack(evidence.papers, 10_000).papers == evidence.papers


async def test_a_follow_up_on_papers_cited_before_is_asked_over_them(
    library: Library, papers: tuple[Paper, ...]
) -> None:
    await fill(library, (*many(60), *papers))
    before = turn("Which cook?", "These do.", "2511.00007", TURBO, "2511.00003")
    evidence = await build_context(library, "And which of those have leeks?", Scope(), turns=[before], budget=9000)
    assert set(ids(evidence)) == {"2511.00007", TURBO, "2511.00003"}
    assert (evidence.scope_size, evidence.notes) == (3, ("of the 3 papers cited before",))
    assert (evidence.question, evidence.read.asked) == ("And which of those have leeks?", "And which have leeks?")


async def test_a_place_among_the_papers_cited_before_is_that_paper(library: Library, papers: tuple[Paper, ...]) -> None:
    await fill(library, (*many(5), *papers))
    before = turn("Which cook?", "These do.", "2511.00004", TURBO)
    evidence = await build_context(library, "What is the second one about?", Scope(), turns=[before])
    assert (ids(evidence), evidence.notes) == ([TURBO], ("of 1 of the 2 papers cited before",))


async def test_a_follow_up_that_only_narrows_keeps_the_conditions_and_the_subject_before(library: Library) -> None:
    pots = [
        Paper(f"2512.0000{n}", f"Pots {n}", "We cook soup.", organization=who, comments=comments)
        for n, (who, comments) in enumerate(
            [("Ladle Labs", 9), ("Ladle Labs", 1), ("Spoon Inc", 9), ("Spoon Inc", 1)], 1
        )
    ]
    await fill(library, tuple(pots))
    first = turn("Which papers by Ladle Labs cook soup?", "These.", "2512.00001")
    evidence = await build_context(library, "and by Spoon Inc?", Scope(), turns=[first])
    assert set(ids(evidence)) == {"2512.00003", "2512.00004"}
    assert (evidence.scope.organization, evidence.filters) == ("Spoon Inc", ("organization",))
    assert "soup" in evidence.read.asked
    second = turn("and by Spoon Inc?", "These.", "2512.00003")
    evidence = await build_context(library, "And with more than 5 comments?", Scope(), turns=[first, second])
    assert ids(evidence) == ["2512.00003"]
    assert evidence.filters == ("organization", "min_comments")
    assert evidence.notes == ("filter: by Spoon Inc", "filter: ≥ 6 comments")
    plain_question = await build_context(library, "and by Spoon Inc?", Scope(), turns=[first], literal=True)
    assert plain_question.filters == ()


async def test_those_of_a_question_that_only_narrowed_are_all_that_it_left(library: Library) -> None:
    pots = [Paper(f"2512.0000{n}", f"Pots {n}", "We cook soup.", organization="Ladle Labs") for n in (1, 2, 3)]
    await fill(library, (*pots, Paper("2512.00009", "Pans", "We fry.", organization="Spoon Inc")))
    before = turn("Which papers are by Ladle Labs?", "Among others:", "2512.00001")
    evidence = await build_context(library, "Which of those cook soup?", Scope(), turns=[before])
    assert set(ids(evidence)) == {"2512.00001", "2512.00002", "2512.00003"}
    assert evidence.filters == ("organization",)
    told = turn("Which papers by Ladle Labs cook soup?", "This.", "2512.00001")
    evidence = await build_context(library, "Which of those have a lid?", Scope(), turns=[told])
    assert ids(evidence) == ["2512.00001"]


@pytest.mark.parametrize("question", ["What do these papers have in common?", "And how slow is it?"])
async def test_other_follow_ups_are_over_the_whole_scope(
    library: Library, papers: tuple[Paper, ...], question: str
) -> None:
    await fill(library, papers)
    evidence = await build_context(library, question, Scope(), turns=[turn("Which?", "That.", TURBO)])
    assert (evidence.scope_size, evidence.read.before) == (3, "")


async def test_the_organisation_that_narrows_the_scope_is_asked_for_no_more(library: Library) -> None:
    await fill(library, (Paper("2512.00001", "Pots", "We cook.", organization="Ladle Labs"),))
    evidence = await build_context(library, "What is new on pots by Ladle Labs?", Scope())
    assert evidence.filters == ("organization",)
    assert evidence.read.asked.split() == ["What", "is", "new", "on", "pots", "?"]


async def test_where_reading_is_free_a_question_is_asked_of_every_paper(library: Library) -> None:
    await fill(library, many(120, sentences=2))
    question = "Which papers cook leeks?"
    assert len(ids(await build_context(library, question, Scope(), budget=10**7, free=True))) == 120
    assert len(ids(await build_context(library, "Why are leeks cooked?", Scope(), budget=10**7, free=True))) == 120


async def test_what_was_set_by_hand_no_word_of_the_question_changes(
    library: Library, papers: tuple[Paper, ...]
) -> None:
    await fill(library, papers)
    day = Scope(since=DAY, until=DAY)
    question = "What did Microsoft publish yesterday?"
    assert (await build_context(library, question, day)).scope.since != DAY
    evidence = await build_context(library, question, day, fixed={"since", "until"})
    assert (evidence.scope.since, evidence.scope.until, evidence.filters) == (DAY, DAY, ("organization",))


async def test_after_one_of_those_shown_before_the_others_can_still_be_meant(
    library: Library, papers: tuple[Paper, ...]
) -> None:
    await fill(library, (*many(5), *papers))
    first = turn("Which cook?", "These do.", "2511.00004", TURBO)
    named = (Match(papers[0], 1.0, Reason(ReasonKind.CITED_BEFORE)),)
    second = replace(turn("And who made the second one?", "By the list: Ada."), matches=named)
    evidence = await build_context(library, "And what is the first one about?", Scope(), turns=[first, second])
    assert ids(evidence) == ["2511.00004"]
    evidence = await build_context(library, "Which of them have code?", Scope(), turns=[first, second])
    assert set(ids(evidence)) == {"2511.00004", TURBO}
