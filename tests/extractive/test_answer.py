from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from io import BytesIO

import pytest

from askpapers import data
from askpapers.answers.answer import Status
from askpapers.extractive import answer
from askpapers.papers.paper import Match, Paper
from askpapers.text.sentences import split
from askpapers.verification.checker import check

PARSING = Paper(
    "a",
    "Parsing tables with graphs",
    "Tables are hard to parse. We propose a graph network that parses scanned tables. "
    "It raises the F1 score on scanned tables by 4.2%. Code is available at https://github.com/x/tables.",
)
SLEEP = Paper(
    "b", "Sleep stages from watches", "Sleep is hard to measure. We classify sleep stages from wrist watches."
)
TWIN = Paper(
    "c", "Graph parsing of scanned tables", "We propose a graph network that parses scanned tables. We test it."
)
BARE = Paper("d", "Parsing scanned tables", "")


def ask(question: str, *papers: Paper, scope: int | None = None) -> tuple[str, Status]:
    return answer(question, [Match(paper, 0.5) for paper in papers], len(papers) if scope is None else scope, None)


def marks(text: str) -> list[tuple[int, int]]:
    return [(int(n), int(s)) for n, s in re.findall(r"\[(\d+)\.(\d+)\]", text)]


def assert_verbatim(text: str, papers: tuple[Paper, ...]) -> None:
    for n, s in marks(text):
        abstract = papers[n - 1].abstract
        assert f"{split(abstract)[s - 1].of(abstract).strip()} [{n}.{s}]" in text


def test_an_answer_quotes_with_marks_and_counts_the_papers() -> None:
    text, status = ask("Which papers parse scanned tables?", PARSING, SLEEP)
    assert status is Status.ANSWERED
    assert text.startswith("1 of 2 papers speaks to this")
    assert {n for n, _ in marks(text)} == {1}
    assert_verbatim(text, (PARSING, SLEEP))


def test_a_number_in_brackets_of_an_abstract_is_no_citation_of_the_answer() -> None:
    bracketed = Paper(
        "e", "Parsing tables again", "We parse scanned tables as in [2]. Scanned tables keep a loss in [0.5, 1.5]."
    )
    text, _ = ask("Which papers parse scanned tables?", bracketed, PARSING)
    cited = [c for claim in check(text, [bracketed, PARSING]) for c in claim.citations]
    assert "[2]" in text
    assert [(c.paper_id, c.sentences) for c in cited if c.span.of(text) == "[2]"] == []
    assert [f"[{n}.{s}]" for n, s in marks(text)] == [c.span.of(text) for c in cited]


def test_a_question_that_nothing_answers_is_refused() -> None:
    text, status = ask("What is the best recipe for sourdough bread?", PARSING, SLEEP)
    assert status is Status.NOT_FOUND
    assert "[none]" not in text
    assert marks(text) == []


def test_the_same_sentence_of_two_papers_is_quoted_once() -> None:
    text, _ = ask("Which papers parse scanned tables with a graph network?", PARSING, TWIN)
    assert text.count("graph network that parses scanned tables") == 1


def test_papers_without_an_abstract_are_left_out() -> None:
    text, _ = ask("Which papers parse scanned tables?", BARE, PARSING)
    assert {n for n, _ in marks(text)} == {2}


def test_no_papers_no_answer() -> None:
    assert ask("Which papers parse tables?")[1] is Status.NOT_FOUND
    assert ask("???", PARSING)[1] is Status.NOT_FOUND


def test_which_have_code_is_answered_by_a_list_with_a_count() -> None:
    text, status = ask("Which of these papers have code?", PARSING, SLEEP, TWIN)
    assert status is Status.ANSWERED
    assert text.startswith("1 of 3 papers releases code")
    assert marks(text) == [(1, 4)]


def test_an_outcome_is_answered_by_the_result() -> None:
    text, _ = ask("Does the graph network raise the score on scanned tables?", PARSING, SLEEP)
    assert (1, 3) in marks(text)


def test_the_lead_says_how_many_were_read() -> None:
    text, _ = ask("Which papers parse scanned tables?", PARSING, SLEEP, scope=900)
    assert "(the 2 nearest were read)" in text.splitlines()[0]


def test_a_question_in_another_language_is_said_to_be_one() -> None:
    assert "not in English" in ask("Welche Arbeiten verschmelzen Modelle?", PARSING)[0]


@lru_cache(maxsize=1)
def sample() -> tuple[Paper, ...]:
    from askpapers.readers import open_reading

    content = data.load("sample_2025-10-31.txt")
    reading = open_reading(BytesIO(content), name="sample", today=date(2025, 10, 31))
    return tuple(item for item in reading.items if isinstance(item, Paper))


def alike(a: str, b: str) -> float:
    from askpapers.models.embedding import bundled

    first, second = bundled().embed_now([a, b])
    return float(first @ second)


def test_the_sample_days_mergers_are_found() -> None:
    papers = sample()
    text, status = answer(
        "Which papers merge task vectors of several fine-tuned models?",
        [Match(p, 0.5) for p in papers],
        len(papers),
        alike,
    )
    titles = " ".join(papers[n - 1].title for n, _ in marks(text))
    assert status is Status.ANSWERED
    assert "AdaMerging" in titles
    assert "Twin-Merging" in titles
    assert "Projective Gradient" in titles
    assert_verbatim(text, papers)


@pytest.mark.parametrize(
    "question", ["What is the best recipe for sourdough bread?", "How do I treat a sprained ankle?"]
)
def test_the_sample_day_does_not_answer_everyday_questions(question: str) -> None:
    papers = sample()
    assert answer(question, [Match(p, 0.5) for p in papers], len(papers), alike)[1] is Status.NOT_FOUND


def test_themes_are_counted_and_quoted() -> None:
    papers = sample()
    text, status = answer("What are the main themes today?", [Match(p, 0.5) for p in papers], len(papers), None)
    assert status is Status.ANSWERED
    assert "multi-task (" in text.splitlines()[0]
    assert_verbatim(text, papers)


NAMED = Paper(
    "n",
    "PotMerging: Pots Made One",
    "Kitchens hold many pots. The accepted pots are part of PotMerging. We propose PotMerging, a way to merge pots. "
    "It reaches 44.5% on QRS8K and 36% on POTS-Context.",
)
OTHER_NAMED = Paper("o", "Soups", "Soups are hot. We also try QRS-8K and POTSContext.")


@pytest.mark.parametrize(
    "question",
    ["QRS8K", "qrs8k", "Which papers report results on QRS8Ks?", "Welche Papiere nutzen QRS8K?", "pots context"],
)
def test_every_paper_that_holds_a_rare_name_is_listed(question: str) -> None:
    text, status = ask(question, SLEEP, NAMED, OTHER_NAMED)
    assert status is Status.ANSWERED
    assert marks(text) == [(2, 4), (3, 2)]
    assert text.startswith("2 of 3 papers name “")


@pytest.mark.parametrize("question", ["What is PotMerging?", "Was macht PotMerging?", "Qu'est-ce que PotMerging ?"])
def test_what_a_name_is_is_told_by_the_sentence_that_introduces_it(question: str) -> None:
    text, status = ask(question, SLEEP, NAMED)
    assert (marks(text), status) == ([(2, 3)], Status.ANSWERED)


@pytest.mark.parametrize("question", ["What accuracy is reported on QRS8K?", "How much does PotMerging reach?"])
def test_light_words_beside_a_name_need_not_be_in_its_paper(question: str) -> None:
    assert ask(question, SLEEP, NAMED)[1] is Status.ANSWERED


def test_a_paper_that_is_named_and_does_not_tell_is_said_to_be_there() -> None:
    text, status = ask("Does PotMerging recognize Swahili telephone speech?", SLEEP, NAMED)
    assert status is Status.NOT_FOUND
    assert text.startswith("1 of 2 papers names “PotMerging”, but it does not speak to the rest")


def test_a_list_holds_every_paper_with_a_sentence_of_all_the_words_asked() -> None:
    def unlike(_: str, __: str) -> float:
        return 0.0

    text, _ = answer("Which papers mention watches?", [Match(SLEEP, 0.5), Match(PARSING, 0.5)], 2, unlike)
    assert marks(text) == [(1, 2)]


def test_what_a_paper_does_is_quoted_before_what_others_did() -> None:
    paper = Paper(
        "p",
        "Merging pots",
        "Traditional methods of merging kitchen pots often fail to keep the pots apart. "
        "In this paper, we propose a method for merging kitchen pots.",
    )
    assert marks(ask("Which papers merge kitchen pots?", paper)[0]) == [(1, 2)]


@pytest.mark.parametrize(
    "question",
    [
        "Was sind die Themen heute?",
        "¿Cuáles son los temas de hoy?",
        "Quels sont les thèmes du jour ?",
        "今天的主题是什么？",
    ],
)
def test_themes_are_told_in_other_languages_too(question: str) -> None:
    papers = sample()
    text, status = answer(question, [Match(p, 0.5) for p in papers], len(papers), None)
    assert status is Status.ANSWERED
    assert "multi-task (" in text.splitlines()[0]


def test_how_large_is_answered_by_a_figure_though_other_sentences_hold_the_name() -> None:
    paper = Paper(
        "q",
        "PotSet: A Set of Pots",
        "Kitchens hold many pots of all kinds. We introduce PotSet, the first large dataset of photographed kitchen pots. "
        "The dataset holds 280,000 photographs of pots, taken in real kitchens by professional cooks. "
        "By releasing PotSet, we aim to further the development of better methods for kitchens.",
    )
    assert marks(ask("How large is the dataset of PotSet?", SLEEP, paper)[0]) == [(2, 3)]
    assert marks(ask("What is PotSet?", SLEEP, paper)[0]) == [(2, 2)]


def test_papers_that_are_compared_are_introduced() -> None:
    text, _ = ask("Compare PotMerging and QRS8K", NAMED, SLEEP)
    assert marks(text) == [(1, 3)]
    assert text.startswith("1 of 2 papers names")


@pytest.mark.parametrize(
    ("question", "place"), [("Where is the code of TabGraph?", 3), ("What does TabGraph parse well?", 2)]
)
def test_where_code_is_is_told_only_when_asked(question: str, place: int) -> None:
    paper = Paper(
        "t",
        "TabGraph",
        "Tables are hard to parse for most machines. TabGraph parses scanned tables of hospitals and of insurance companies. "
        "Code of TabGraph is available at https://github.com/x/tabgraph.",
    )
    assert marks(ask(question, SLEEP, paper)[0]) == [(2, place)]


def test_a_list_asked_for_with_or_holds_the_papers_of_either_side() -> None:
    text, _ = ask("Which papers are about wrist watches or scanned tables?", PARSING, SLEEP)
    assert {n for n, _ in marks(text)} == {1, 2}
    assert text.startswith("2 of 2 papers speak to this")


@pytest.mark.parametrize(
    "question",
    [
        "Which papers use lamps, wrist watches, fish or scanned tables?",
        "Which papers speak of birds or trees or lamps or wrist watches or scanned tables?",
        "Which papers use TabGraph or wrist watches?",
    ],
)
def test_no_alternative_is_lost_for_another(question: str) -> None:
    named = Paper("g", "TabGraph: Parsing", "We propose TabGraph, a graph network that parses scanned tables.")
    text, _ = ask(question, named, SLEEP)
    assert {n for n, _ in marks(text)} == {1, 2}


def test_a_limit_is_the_papers_own() -> None:
    others = "Current systems still fail on long tables."
    first = Paper("h", "Tables", f"{others} We propose a network. It raises F1 by 2%.")
    second = Paper("i", "Graphs", f"{others} We propose a network. Our method cannot read handwriting.")
    text, _ = ask("What limitations do the papers name?", first, second)
    assert text.startswith("1 of 2 papers names a limit")
    assert marks(text) == [(2, 3)]
    asked_beside, _ = ask("What limitations do the papers on long tables name?", second)
    assert marks(asked_beside) == [(1, 3)]


@pytest.mark.parametrize(
    "question",
    [
        "Which papers do not parse scanned tables?",
        "Which papers don't release code for scanned tables?",
        "Which papers on scanned tables release no code?",
        "Which papers parse scanned tables without graphs?",
    ],
)
def test_a_denial_is_said_not_to_be_understood(question: str) -> None:
    assert "denies is not understood" in ask(question, PARSING, SLEEP)[0].splitlines()[0]


def test_what_is_asked_beside_code_is_part_of_it() -> None:
    text, _ = ask("Which papers release code or models?", PARSING, SLEEP)
    assert text.startswith("1 of 2 papers releases code or models, by their abstracts")


def test_what_limits_papers_name_needs_no_subject() -> None:
    modest = Paper("l", "Soup", "Soup is hot. A limitation of our approach is that it needs a spoon.")
    text, _ = ask("What limitations do the papers name?", modest, SLEEP)
    assert text.startswith("1 of 2 papers names a limit")
    assert ask("What limitations are named?", SLEEP)[0] == "The one paper in scope does not say so in its abstract."


def test_papers_are_not_asked_to_hold_the_verb_of_a_list() -> None:
    def unlike(_: str, __: str) -> float:
        return 0.0

    matches = [Match(SLEEP, 0.5), Match(PARSING, 0.5)]
    for verb in ("study", "investigate", "focus on", "deal with"):
        assert marks(answer(f"Which of these papers {verb} watches?", matches, 2, unlike)[0]) == [(1, 2)]


def test_a_slip_of_the_pen_is_read_as_what_was_meant_and_said() -> None:
    text, status = ask("Which papers parse scaned tables?", PARSING, SLEEP)
    assert status is Status.ANSWERED
    assert "(“scaned” read as “scanned”)" in text.splitlines()[0]


def test_the_lead_tells_papers_without_an_abstract_from_papers_not_read() -> None:
    matches = [Match(PARSING, 0.5)]
    question = "Which papers parse scanned tables?"
    assert "(1 have an abstract)" in answer(question, matches, 9, None, whole=True)[0]
    assert "(the 1 nearest were read)" in answer(question, matches, 9, None)[0]


def test_what_a_named_paper_found_is_its_result() -> None:
    paper = Paper(
        "w",
        "PotLift: Lifting Pots",
        "Pots are heavy for most cooks. We present PotLift, a recipe that combines levers, springs and patience. "
        "Experiments show that cooks lift 12% more pots and that their arms hurt less in the evening.",
    )
    assert marks(ask("What did PotLift find?", SLEEP, paper)[0]) == [(2, 3)]


def test_a_link_s_sentence_makes_no_paper_speak_to_a_list() -> None:
    def unlike(_: str, __: str) -> float:
        return 0.0

    linked = Paper("k", "Soup", "We cook soup. All code and video results are on https://github.com/x/soup.")
    matches = [Match(linked, 0.5), Match(Paper("v", "Stew", "We film stew on video."), 0.5)]
    assert marks(answer("Which papers are about video?", matches, 2, unlike)[0]) == [(2, 1)]


def test_a_title_written_out_names_its_paper() -> None:
    paper = Paper(
        "y",
        "Pots in Crisis: A Census",
        "Kitchens hold many pots of all kinds. Of all pots in kitchens, 28% are restricted by locks.",
    )
    assert marks(ask("What percentage is restricted according to Pots in Crisis?", SLEEP, paper)[0]) == [(2, 2)]
