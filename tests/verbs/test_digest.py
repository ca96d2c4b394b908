"""The day as one page: each paper once, under one heading, and nothing from outside runs or breaks the page."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from askpapers import errors
from askpapers.answers.answer import Support
from askpapers.library.library import Library
from askpapers.papers.paper import Paper
from askpapers.papers.scope import Scope
from askpapers.retrieval.indexing import index
from askpapers.verbs import digest
from askpapers.writers.digest import markdown
from tests.conftest import Clock
from tests.fakes.llm import FakeLLM

DAY = date(2025, 11, 3)
SCOPE = Scope(since=DAY, until=DAY)


async def test_each_paper_stands_in_one_group_and_the_most_discussed_first(
    library: Library, papers: tuple[Paper, ...]
) -> None:
    await library.catalog.merge(papers, default_day=DAY)
    made = await digest.digest(library, SCOPE)
    ids = [row.paper.id for group in made.groups for row in group.rows]
    assert sorted(ids) == sorted(paper.id for paper in papers)
    assert [group.theme for group in made.groups] == ["Most discussed", "The others"]
    assert [row.paper.id for row in made.groups[0].rows] == ["2510.00001", "2510.00002"]
    assert made.title == "Papers, 3 Nov 2025"


async def test_every_paper_with_an_abstract_has_a_line_without_a_model(
    library: Library, papers: tuple[Paper, ...]
) -> None:
    await library.catalog.merge(papers, default_day=DAY)
    made = await digest.digest(library, SCOPE)
    lines = {row.paper.id: row.one_line for group in made.groups for row in group.rows}
    assert [bool(lines[paper.id]) for paper in papers] == [True, True, False]


async def test_papers_that_nobody_counts_are_parted_by_their_code(library: Library, papers: tuple[Paper, ...]) -> None:
    quiet = [replace(paper, comments=None, upvotes=None) for paper in papers]
    await library.catalog.merge(quiet, default_day=DAY)
    made = await digest.digest(library, SCOPE)
    assert [(group.theme, len(group.rows)) for group in made.groups] == [("With code", 1), ("The others", 2)]


async def test_papers_of_no_distinction_are_just_papers(library: Library, papers: tuple[Paper, ...]) -> None:
    await library.catalog.merge(papers[2:], default_day=DAY)
    assert [group.theme for group in (await digest.digest(library, SCOPE)).groups] == ["Papers"]


async def test_a_paper_reworded_since_it_was_read_comes_first(
    library: Library, papers: tuple[Paper, ...], clock: Clock
) -> None:
    await library.catalog.merge(papers, default_day=DAY)
    await library.catalog.mark(["2510.00002"], read=True)
    clock.now = clock.now.replace(hour=10)
    reworded = replace(papers[1], abstract="Now it says something else. We train it on chess.", version=2)
    await library.catalog.merge([reworded], default_day=DAY)
    first = (await digest.digest(library, SCOPE)).groups[0]
    assert (first.theme, [row.paper.id for row in first.rows]) == ("Changed since you read them", ["2510.00002"])


async def test_a_day_without_papers_has_no_group(library: Library) -> None:
    made = await digest.digest(library, SCOPE)
    assert made.groups == ()
    assert markdown(made).startswith("# Papers, 3 Nov 2025")


async def test_no_more_than_five_are_the_most_discussed(library: Library) -> None:
    many = [Paper(f"2510.1{n:04}", f"Paper of Kitchens Number {n}", upvotes=n, comments=0) for n in range(1, 9)]
    await library.catalog.merge(many, default_day=DAY)
    first, rest = (await digest.digest(library, SCOPE)).groups
    assert [row.paper.upvotes for row in first.rows] == [8, 7, 6, 5, 4]
    assert len(rest.rows) == 3


async def test_each_paper_says_why_it_stands_where_it_does(library: Library, papers: tuple[Paper, ...]) -> None:
    await library.catalog.merge(papers, default_day=DAY)
    first, others = (await digest.digest(library, SCOPE)).groups
    assert first.reasons == ("12 comments, 40 upvotes", "2 comments")
    assert others.reasons == ("",)


async def test_a_paper_that_gained_since_the_last_look_is_rising(library: Library, clock: Clock) -> None:
    many = [Paper(f"2510.1{n:04}", f"Paper of Kitchens Number {n}", upvotes=n, comments=0) for n in range(1, 9)]
    await library.catalog.merge(many, default_day=DAY)
    await library.catalog.visits.news()
    clock.now = clock.now.replace(hour=10)
    await library.catalog.merge([replace(many[1], upvotes=3)], default_day=DAY)
    rising = (await digest.digest(library, SCOPE)).groups[1]
    assert (rising.theme, rising.reasons) == ("Rising", ("+1 upvote since you last looked",))


async def test_what_is_left_out_is_counted_with_the_command_that_lists_it(
    library: Library, papers: tuple[Paper, ...]
) -> None:
    await library.catalog.merge(papers, default_day=DAY)
    made = await digest.digest(library, SCOPE, most=1)
    assert [len(group.rows) for group in made.groups] == [1]
    assert made.left_out == "2 more papers are not shown here: askpapers list --day 2025-11-03"
    everything = await digest.digest(library, Scope(), most=2)
    assert everything.left_out == "1 more paper is not shown here: askpapers list --all"


async def test_two_papers_on_one_subject_that_go_about_it_differently_are_worth_comparing(library: Library) -> None:
    texts = (
        "Merging fine-tuned language models loses accuracy on every task. In this paper, we propose a gradient projection of task vectors. "
        "It keeps the accuracy of language models on every task.",
        "Merging fine-tuned language models loses accuracy on every task. In this paper, we propose a router that mixes experts by entropy. "
        "It keeps the accuracy of language models on every task.",
    )
    pair = [Paper(f"2510.2000{n}", f"Merging Models {n}", text) for n, text in enumerate(texts)]
    await library.catalog.merge(pair, default_day=DAY)
    assert (await digest.digest(library, SCOPE)).pairs == ()  # nothing is indexed yet
    await index(library, pair)
    (found,) = (await digest.digest(library, SCOPE)).pairs
    assert {paper.id for paper in found.papers} == {"2510.20000", "2510.20001"}
    assert [way.quote in text for way, text in zip(found.ways, texts, strict=True)] == [True, True]
    assert "Merging" in found.shared


async def test_a_model_is_asked_once_and_each_of_its_sentences_is_checked(
    model_library: Library, llm: FakeLLM, papers: tuple[Paper, ...]
) -> None:
    await model_library.catalog.merge(papers, default_day=DAY)
    llm.reply(
        "TurboMerge merges task vectors of eight models [1.2]. It reaches 99.9% on GLUE [1.3]. Protein folding needs patience."
    )
    made = await digest.digest(model_library, SCOPE)
    assert made.overview is not None
    assert [claim.support for claim in made.overview.claims][1:] == [Support.UNSUPPORTED, Support.UNCITED]
    assert made.overview.citations[0].quote == "TurboMerge merges task vectors of eight models."
    again = await digest.digest(model_library, SCOPE)
    assert again.overview is not None and again.overview.usage.calls == 0
    assert len(llm.log) == 1
    assert "GLUE" in llm.log[0][-1]["content"]
    text = markdown(made)
    assert "TurboMerge merges task vectors of eight models" in text
    assert "uncited" in text


async def test_without_its_model_a_digest_is_whole_and_says_so(
    model_library: Library, llm: FakeLLM, papers: tuple[Paper, ...]
) -> None:
    await model_library.catalog.merge(papers, default_day=DAY)
    llm.reply(errors.NoServer("Nothing answers at localhost."))
    made = await digest.digest(model_library, SCOPE)
    assert len(made.rows) == 3
    assert made.notes == ("What the model was to say of the list is missing: Nothing answers at localhost.",)
    assert (await digest.digest(model_library, SCOPE, extractive=True)).notes == ()


async def test_the_price_is_said_before_anything_is_sent(
    model_library: Library, llm: FakeLLM, papers: tuple[Paper, ...]
) -> None:
    await model_library.catalog.merge(papers, default_day=DAY)
    told = await digest.estimate_digest(model_library, SCOPE)
    assert (told.shown, told.scope_size, told.calls) == (2, 3, 1)
    assert told.tokens > 400
    assert told.cost
    assert llm.log == []


async def test_what_the_reader_knows_is_no_news_and_stands_last(library: Library, papers: tuple[Paper, ...]) -> None:
    await library.catalog.merge(papers, default_day=DAY)
    await library.catalog.mark(["2510.00001"], starred=True)
    made = await digest.digest(library, SCOPE)
    last = made.groups[-1]
    assert (last.theme, [row.paper.id for row in last.rows]) == ("You know these", ["2510.00001"])
    assert last.reasons == ("starred",)
    starred = await digest.digest(library, replace(SCOPE, starred=True))
    assert [group.theme for group in starred.groups] == ["Most discussed"]


async def test_a_phrase_of_every_third_paper_is_no_theme_of_a_long_list(library: Library) -> None:
    words = ("merging", "speech", "protein", "video")
    many = [
        Paper(f"2510.3{n:04}", f"Language Models for {words[n % 4].capitalize()} Synthesis {n}", f"We study {words[n % 4]} synthesis by language models.")
        for n in range(16)
    ]  # fmt: skip
    await library.catalog.merge(many, default_day=DAY)
    found = [theme.phrase for theme in (await digest.digest(library, SCOPE)).themes]
    assert found
    assert not [phrase for phrase in found if phrase.startswith("language model")]
    few = [
        theme.phrase
        for theme in (await digest.digest(library, replace(SCOPE, ids=tuple(p.id for p in many[:8])))).themes
    ]
    assert "language models" in few
