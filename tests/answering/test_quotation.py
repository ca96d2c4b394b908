"""When a model is not asked at all."""

from __future__ import annotations

import pytest

from askpapers import errors
from askpapers.answers.answer import Answer, Status
from askpapers.library.library import Library
from askpapers.models import tokens
from askpapers.papers.paper import Paper
from askpapers.papers.scope import Scope
from askpapers.retrieval.indexing import index_pending
from askpapers.verbs.ask import ask
from tests.conftest import NOW
from tests.fakes.llm import FakeLLM

PASTA = "How long do I boil spaghetti until they are al dente?"


async def asked(library: Library, question: str, **how: bool) -> Answer:
    (*_, answer) = [event async for event in ask(library, question, Scope(), **how)]
    assert isinstance(answer, Answer)
    return answer


async def test_what_nothing_comes_near_is_sent_only_when_that_is_asked_for(
    model_library: Library, llm: FakeLLM, papers: tuple[Paper, ...]
) -> None:
    await model_library.catalog.merge(papers, default_day=NOW.date())
    await index_pending(model_library)
    unsent = await asked(model_library, PASTA)
    assert (unsent.unsent, unsent.status, llm.log) == (True, Status.NOT_FOUND, [])
    assert "nothing was sent" in unsent.text
    llm.reply("None of the papers says that.")
    sent = await asked(model_library, PASTA, anyway=True)
    assert not sent.unsent and len(llm.log) == 1


async def test_where_a_paper_is_named_that_one_is_read_and_no_other(
    library: Library, papers: tuple[Paper, ...]
) -> None:
    await library.catalog.merge(papers, default_day=NOW.date())
    await index_pending(library)
    answer = await asked(library, "What does TurboMerge merge?")
    assert len(answer.matches) == 1 < answer.scope_size
    assert answer.text.startswith("From the paper that the question names;")


async def test_praise_of_a_named_paper_is_no_limit(library: Library, papers: tuple[Paper, ...]) -> None:
    await library.catalog.merge(papers, default_day=NOW.date())
    await index_pending(library)
    asked_for = {question: (await asked(library, question)).status for question in (
        "What does TurboMerge merge?", "What are the limitations of TurboMerge?", "What does TurboMerge cost to run?"
    )}  # fmt: skip
    assert list(asked_for.values()) == [Status.ANSWERED, Status.CLOSEST, Status.CLOSEST]


async def test_a_question_over_a_small_library_opens_no_chroma_and_counts_no_tokens(
    library: Library, papers: tuple[Paper, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    await library.catalog.merge(papers, default_day=NOW.date())
    await index_pending(library)
    before = [await asked(library, question) for question in ("Which papers merge task vectors?", PASTA)]

    def refused(text: str) -> int:
        raise AssertionError("counted")

    monkeypatch.setattr(tokens, "count", refused)
    async with Library(library.settings, embedder=await library.embedder()) as anew:
        await anew.warm()
        for answer in before:
            assert (await asked(anew, answer.question)).text == answer.text
            # The second question goes on with the first.
            (*_, last) = [event async for event in ask(anew, "And how?", Scope(), turns=[answer])]
            assert isinstance(last, Answer)
        assert anew._vectors is None and anew.meaning_off == ""


@pytest.fixture
async def sample(library: Library) -> Library:
    """Two papers that words of questions name, one of them by its whole title, in an indexed library."""
    quest = Paper("1", "QueST: Hard problems", "We propose QueST, which makes hard problems. It works.", author_count=5)
    whole = Paper("2", "Attention as an RNN", "We show that attention is a network.", NOW.date(), organization="Ladle")
    await library.catalog.merge([quest, whole], default_day=NOW.date())
    await index_pending(library)
    return library


@pytest.mark.parametrize("question", ["What is QueST?", "什么是QueST"])
async def test_what_names_a_paper_is_no_question_for_an_overview(sample: Library, question: str) -> None:
    answer = await asked(sample, question)
    assert (answer.status, [match.paper.id for match in answer.matches]) == (Status.ANSWERED, ["1"])


async def test_a_whole_title_names_its_paper(sample: Library) -> None:
    answer = await asked(sample, "When was attention as an RNN published?")
    assert f"“Attention as an RNN”: published on {NOW.date()}" in answer.text


async def test_of_two_parts_the_list_answers_its_own(sample: Library) -> None:
    answer = await asked(sample, "How many authors does QueST have? And what does Attention as an RNN show?")
    assert "“QueST: Hard problems”: 5 authors" in answer.text
    assert "We show that attention is a network. [1.1]" in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "papers by Spoon",
        "What papers are by Spoon?",
        "Which papers were published by Spoon?",
        "papers by Spoon on attention",
    ],
)
async def test_that_nobody_is_called_so_is_said(sample: Library, question: str) -> None:
    answer = await asked(sample, question)
    assert answer.status is Status.NOT_FOUND
    assert answer.text == "The list names no author or organization “Spoon” here; organizations that it names: Ladle."


@pytest.mark.parametrize("name", ["Europe", "ICLR", "Spoon"])
async def test_what_papers_are_from_may_be_no_author(sample: Library, name: str) -> None:
    answer = await asked(sample, f"Which papers from {name} study attention?")
    assert "attention is a network" in answer.text
    assert f"no author or organization “{name}” is listed: papers by anyone are read" in answer.notes


async def test_whose_papers_are_in_scope_anyway_is_listed(sample: Library) -> None:
    scope = Scope(organization="Ladle")
    (*_, answer) = [event async for event in ask(sample, "Which papers from Ladle study attention?", scope)]
    assert isinstance(answer, Answer)
    assert not [note for note in answer.notes if "is listed" in note]


async def test_the_list_of_a_weekday_is_no_author(sample: Library) -> None:
    answer = await asked(sample, "Which papers from Thursday's list study attention?")
    assert answer.notes == ("filter: 30 Oct 2025",)


async def test_an_author_is_listed_whatever_else_narrows(sample: Library) -> None:
    await sample.catalog.merge([Paper("3", "Tea", "We brew tea.", authors=("Ann Lee",))], default_day=NOW.date())
    answer = await asked(sample, "Papers by Ann Lee in cs.LG")
    assert (answer.status, answer.text) == (Status.NOT_FOUND, "No paper is in scope (written by Ann Lee, in cs.LG).")


async def test_an_order_is_no_author(sample: Library) -> None:
    assert "names no author" not in (await asked(sample, "Rank papers by Number of upvotes")).text


async def test_part_of_an_organization_s_name_is_that_organization(sample: Library) -> None:
    await sample.catalog.merge([Paper("3", "Tea", "We brew tea.", organization="Kettle Labs")], default_day=NOW.date())
    answer = await asked(sample, "papers by Kettle on tea")
    assert ([match.paper.id for match in answer.matches], answer.notes) == (["3"], ("filter: by Kettle",))


async def test_conditions_that_nothing_fits_are_told_whatever_is_asked(sample: Library) -> None:
    answer = await asked(sample, "Which papers with more than 9 comments study attention?")
    assert (answer.status, answer.text) == (Status.NOT_FOUND, "No paper is in scope (≥ 10 comments).")


async def test_who_has_no_code_is_answered_from_the_list(sample: Library) -> None:
    linked = Paper("3", "Tea", "We brew tea.", code_url="https://github.com/a/tea")
    await sample.catalog.merge([linked], default_day=NOW.date())
    before = await asked(sample, "Which papers have code?")
    for question, turns in (("Which papers have no code?", []), ("And which have no code?", [before])):
        (*_, answer) = [event async for event in ask(sample, question, Scope(), turns=turns)]
        assert isinstance(answer, Answer)
        assert answer.text.startswith("2 papers are in scope (without a link to code), by the list"), question
    of_subject = await asked(sample, "Which papers on attention have no code?")
    assert "whether they answer" not in of_subject.text
    assert of_subject.text.startswith("1 of 2 papers") and "Attention as an RNN" in of_subject.text


@pytest.mark.parametrize("question", ["papers by Monday", "papers by reinforcement learning"])
async def test_what_is_nobody_is_not_looked_for_among_authors(sample: Library, question: str) -> None:
    assert "names no author" not in (await asked(sample, question)).text


@pytest.mark.parametrize("question", ["?", "-", " … "])
async def test_signs_alone_are_no_question(sample: Library, question: str) -> None:
    with pytest.raises(errors.UsageError, match="no question"):
        await asked(sample, question)


async def test_a_greeting_is_not_answered(sample: Library) -> None:
    assert (await asked(sample, "hi")).status is not Status.ANSWERED
