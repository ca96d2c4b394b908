"""Answers without a model: what is quoted, in which order, and how it ends."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from askpapers.answering.quotation import make_vectors
from askpapers.answers.answer import Status
from askpapers.extractive import ranking_model, sentence_reading
from askpapers.extractive.answer import ExtractiveAnswer, answer, asks_what_is_not, parts_of
from askpapers.extractive.sentence_ranking import ABSTRACTS, rank_sentences
from askpapers.models.cross_encoder import reader as bundled
from askpapers.papers.abstract import sentence_texts
from askpapers.papers.paper import Match, Paper, Reason, ReasonKind
from askpapers.query.question import Kind
from askpapers.text.inference import CrossEncoder
from tests.fakes.reader import WordReader

LAMPS = Paper(
    "1", "Tin lamps", "Nights are dark in winter. Tin lamps burn for 412 hours. They cost little and are made of tin."
)
BOATS = Paper("2", "Oak boats", "Rivers are wide. Oak boats carry nine tons of grain. They need four people to row.")
WATCHES = Paper("3", "Wrist watches", "Time is short. We build wrist watches with tin hands. They run for a year.")
TITLED = Paper("4", "A survey of kitchen stoves", "")
PAPERS = (LAMPS, BOATS, WATCHES)


def ask(
    question: str,
    papers: Sequence[Paper] = PAPERS,
    kind: Kind = Kind.ONE,
    reader: CrossEncoder | None = None,
) -> ExtractiveAnswer:
    matches = [Match(paper, 1.0) for paper in papers]
    return answer(question, matches, len(papers), make_vectors(papers), reader or bundled(), kind)


def test_the_sentence_that_answers_is_quoted_first_under_its_title_with_its_mark() -> None:
    found = ask("For how many hours do tin lamps burn?")
    assert found.status is Status.ANSWERED
    assert found.text.splitlines()[2:4] == ["**Tin lamps**", "- Tin lamps burn for 412 hours. [1.2]"]


def test_it_says_how_many_sentences_were_read_and_that_they_are_quoted() -> None:
    found = ask("For how many hours do tin lamps burn?")
    assert "(9 sentences read closely)" in found.text
    assert found.text.startswith("From 3 papers; quoted, not written by a model (9 sentences read closely):")


def test_what_comes_nearest_is_shown_and_not_called_an_answer() -> None:
    found = ask("Do lamps of glass burn under water in the arctic?")
    assert found.status is Status.CLOSEST
    assert "yours to judge" in found.text
    assert "[1.2]" in found.text


@pytest.mark.parametrize("question", ["Which lamps are not made of tin?", "Which lamps avoid tin?"])
def test_what_says_the_opposite_is_no_answer_to_what_is_not(question: str) -> None:
    found = ask(question, kind=Kind.LIST)
    assert found.status is Status.CLOSEST
    assert found.text.startswith("Quoting finds what papers say, not what they leave out: these speak of it")


@pytest.mark.parametrize(
    "question",
    [
        "Which lamps are not only made of tin?",
        "Which lamps do not just burn tin?",
        "Which papers study no-reference image quality?",
        "Which papers study no‑regret learning?",
        "Which papers study non-autoregressive decoding?",
        "Which papers compress models without loss of accuracy?",
        "Which papers prune with no significant drop in performance?",
        "Which papers quantize without any accuracy loss?",
        "Which papers learn new tasks without catastrophic forgetting?",
        "Which papers distill without sacrificing quality?",
        "Which papers speed up decoding without noticeably lowering the quality?",
        "Which methods need no more than one GPU?",
        "Which papers address the lack of training data?",
        "Which papers show why models fail to generalize?",
        "Which papers use knots?",
    ],
)
def test_a_question_for_what_is_does_not_ask_for_what_is_not(question: str) -> None:
    assert not asks_what_is_not(question)


@pytest.mark.parametrize(
    "question",
    [
        "Which papers do not use labels?",
        "Which papers train without a contrastive loss?",
        "Which methods no longer need labels?",
        "Which papers need no labels, and do not only say so?",
        "Which papers learn without knowledge of the reward?",
        "Which papers don’t need data?",
        "Which papers avoid fine-tuning?",
        "Which papers use neither labels nor prompts?",
        "Which papers reason with no external tools?",
    ],
)
def test_a_question_for_what_is_not_is_told_from_it(question: str) -> None:
    assert asks_what_is_not(question)


def test_what_a_paper_denies_itself_answers_what_is_not() -> None:
    unpainted = Paper("5", "Paper lamps", "Paper lamps burn without any oil. They are white.")
    found = ask("Which lamps burn without oil?", [LAMPS, BOATS, unpainted], kind=Kind.LIST)
    assert found.status is Status.ANSWERED
    assert "Paper lamps burn without any oil. [3.1]" in found.text


def test_a_sentence_that_answered_the_question_before_is_no_answer_to_the_next() -> None:
    matches, question = (
        [Match(paper, 1.0) for paper in PAPERS],
        "For how many hours do tin lamps burn? By how much more?",
    )
    found = answer(question, matches, len(PAPERS), make_vectors(PAPERS), bundled(), told={(1, 2)})
    assert found.status is Status.CLOSEST


def test_a_figure_that_is_not_stated_is_said_not_to_be() -> None:
    found = ask("What do tin lamps cost?", kind=Kind.FIGURE)
    assert found.status is Status.CLOSEST
    assert found.text.startswith("The figure is not stated in what comes nearest")
    assert ask("For how many hours do tin lamps burn?", kind=Kind.FIGURE).status is Status.ANSWERED


def test_a_number_that_the_question_names_itself_is_no_figure_that_answers() -> None:
    assert ask("Why do tin lamps burn for 412 hours?", kind=Kind.FIGURE).text.startswith("The figure is not stated")


def test_where_nothing_comes_near_nothing_is_quoted() -> None:
    found = ask("Who sang the opera?")
    assert found.status is Status.NOT_FOUND
    assert found.text.startswith("Nothing in 3 papers comes near this")
    assert "[" not in found.text


def test_a_list_names_each_paper_once() -> None:
    found = ask("Which papers are about tin?", kind=Kind.LIST)
    assert [line for line in found.text.splitlines() if line.startswith("**")] == ["**Tin lamps**", "**Wrist watches**"]
    assert found.text.count("[1.") == found.text.count("[3.") == 1


@pytest.mark.parametrize(
    ("chances", "lead", "first", "below"),
    [
        ({1: 0.9, 2: 0.02, 3: 0.3}, "1 of 3 papers", ["**Tin lamps**"], ["**Wrist watches**"]),
        ({1: 0.9, 2: 0.02, 3: 0.5}, "2 of 3 papers", ["**Tin lamps**", "**Wrist watches**"], []),
        ({1: 0.3, 2: 0.02, 3: 0.2}, "None of 3 papers surely", ["**Tin lamps**", "**Wrist watches**"], []),
    ],
)
def test_what_fits_a_list_less_surely_stands_below_it(
    monkeypatch: pytest.MonkeyPatch, chances: dict[int, float], lead: str, first: list[str], below: list[str]
) -> None:
    monkeypatch.setattr(ranking_model, "fits_list", lambda features: np.array([chances[n] for n in (1, 2, 3)]))
    found = ask("Which papers are about tin?", kind=Kind.LIST)
    assert found.status is Status.ANSWERED
    assert found.text.startswith(lead)
    surely, _, less = found.text.partition("Perhaps these too, less surely:")
    named = [[line for line in part.splitlines() if line.startswith("**")] for part in (surely, less)]
    assert [sorted(part) for part in named] == [first, below]


def test_both_parts_of_a_question_are_answered() -> None:
    found = ask("How long do tin lamps burn, and how many people row oak boats?", kind=Kind.TWO_PART)
    assert "[1.2]" in found.text
    assert "[2." in found.text


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "How long do lamps burn, and who rows the boats?",
            ["How long do lamps burn", "and who rows the boats"],
        ),
        ("Was kosten die Lampen und wie lange brennen sie?", ["Was kosten die Lampen", "wie lange brennen sie"]),
        ("Which lamps burn?", []),
        ("tin and oak", []),
    ],
)
def test_a_question_is_cut_where_both_halves_ask(question: str, parts: list[str]) -> None:
    assert parts_of(question) == parts


def test_a_paper_without_an_abstract_is_answered_by_its_title() -> None:
    found = ask("Is there a survey of kitchen stoves?", [*PAPERS, TITLED])
    assert "**A survey of kitchen stoves**\n- by its title; the list has no abstract" in found.text


def test_the_same_sentence_of_two_papers_is_quoted_once() -> None:
    twin = Paper("9", "Tin lamps again", LAMPS.abstract)
    assert ask("For how many hours do tin lamps burn?", [LAMPS, twin]).text.count("412 hours") == 1


def test_a_slip_of_the_pen_is_read_as_the_papers_word_and_said() -> None:
    found = ask("For how many hours do tin lampps burn?")
    assert "“lampps” read as “lamps”" in found.text


def test_no_papers_no_answer() -> None:
    assert ask("Anything?", []).status is Status.NOT_FOUND


def test_without_a_reader_words_choose_and_nothing_is_called_an_answer() -> None:
    matches = [Match(paper, 1.0) for paper in PAPERS]
    found = answer("For how many hours do tin lamps burn?", matches, 3, make_vectors(PAPERS), None)
    assert found.status is not Status.ANSWERED
    ranking = rank_sentences("For how many hours do tin lamps burn?", PAPERS, make_vectors(PAPERS), None)
    assert (ranking.sentences[0].number, ranking.sentences[0].place, ranking.read) == (1, 2, 0)


def test_no_more_than_the_best_sentences_are_read() -> None:
    reader = WordReader()
    many = [Paper(str(n), f"Lamp {n}", LAMPS.abstract) for n in range(40)]
    ranking = rank_sentences("tin lamps", many, make_vectors(many), reader, read=5)
    # The three sentences of each of eight abstracts, and the best five once more.
    assert (len(reader.asked), ranking.read, ranking.of) == (3 * ABSTRACTS + 5, 3 * ABSTRACTS, 120)


def test_what_is_seen_of_a_sentence_is_found_once_for_all_questions(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    shape = ranking_model.sentence_shape

    def counted(sentence: str, number: int, count: int) -> list[float]:
        seen.append(sentence)
        return shape(sentence, number, count)

    monkeypatch.setattr(ranking_model, "sentence_shape", counted)
    own = [Paper(str(n), f"Kiln {n}", f"Kiln {n} is hot. It fires {n} pots a day.") for n in range(20)]
    vectors = make_vectors(own)
    for question in ("Which kilns fire pots?", "How hot are kilns?"):
        rank_sentences(question, own, vectors, WordReader())
    assert len(seen) == 40


def test_only_texts_that_could_hold_a_word_of_the_question_are_cut_into_terms(monkeypatch: pytest.MonkeyPatch) -> None:
    cut: list[str] = []
    terms = sentence_reading.terms_of

    def counted(text: str) -> tuple[str, ...]:
        cut.append(text)
        return terms(text)

    monkeypatch.setattr(sentence_reading, "terms_of", counted)
    own = [Paper(str(n), f"Kiln {n}", f"Kiln {n} is hot. POTTERS fire {n} pots. Oil is dear.") for n in range(5)]
    asked = {"potter": 2.0, "dear": 1.0, "ear": 1.0}
    laid = sentence_reading.lay_out(asked, own, make_vectors(own), sentence_texts)
    assert len(cut) == 10
    assert laid.seen.shares[:3].tolist() == [[0.0, 0.75], [0.5, 0.75], [0.25, 0.75]]


@pytest.mark.parametrize(
    "sentence",
    [
        "WE Propose a lamp, YET it is LIMITED.", "RESULTS rose by 4 % and 2 X.", "Code is on GitHub BECAUSE oil Leads To it.",
        "By Burning tin, this Paper shows 3.5.", "Lamps burn.", "",
    ],
)  # fmt: skip
def test_what_is_seen_of_a_sentence_is_the_same_with_large_letters_and_beside_other_scripts(sentence: str) -> None:
    shape = ranking_model.sentence_shape
    assert shape(sentence, 0, 2) == shape(sentence.lower(), 0, 2)
    # All but the length.
    assert shape(sentence, 0, 2)[:-1] == shape(f"{sentence} ü", 0, 2)[:-1]


def test_where_many_papers_are_wanted_no_paper_takes_all_the_reading() -> None:
    reader = WordReader()
    many = [Paper(str(n), f"Lamp {n}", LAMPS.abstract) for n in range(40)]
    ranking = rank_sentences("tin lamps", many, make_vectors(many), reader, many=True)
    assert len({sentence.number for sentence in ranking.sentences[: ranking.read]}) == 40


def test_without_a_reader_a_list_is_told_by_the_vectors() -> None:
    ranking = rank_sentences("Which ones are about lamps?", PAPERS, make_vectors(PAPERS), None, many=True)
    assert ranking.read == 0
    assert max(ranking.fits, key=lambda number: ranking.fits[number]) == 1


def test_what_is_asked_of_a_named_paper_is_answered_from_it_alone() -> None:
    named = [Match(WATCHES, 1.0, Reason(ReasonKind.NAMED, "Wrist watches")), Match(LAMPS, 1.0)]
    question = "For how many hours do wrist watches burn?"
    found = answer(question, named, 2, make_vectors([WATCHES, LAMPS]), bundled(), Kind.FIGURE)
    assert found.text.startswith("The figure is not stated")
    assert "[1." in found.text and "[2." not in found.text


def test_an_answer_from_a_named_paper_says_so() -> None:
    named = [Match(LAMPS, 1.0, Reason(ReasonKind.NAMED, "Tin lamps")), Match(WATCHES, 1.0)]
    question = "For how many hours do tin lamps burn?"
    found = answer(question, named, 2, make_vectors([LAMPS, WATCHES]), bundled(), Kind.FIGURE)
    assert found.text.startswith("From the paper that the question names; quoted")
