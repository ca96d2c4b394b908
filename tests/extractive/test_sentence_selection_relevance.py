"""How a paper speaks to a question: rare words weigh more, coined names most; more shared weight is more belief."""

from __future__ import annotations

import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from askpapers.extractive.sentence_selection import PaperRelevance
from askpapers.papers.paper import Paper
from askpapers.text.terms import Similarity, says_much, stem, stems, weigh_terms

QUESTION = "How does TurboMerge merge fine-tuned models?"
FITTING = Paper(
    "1",
    "TurboMerge: Merging Models in Weight Space",
    "Merging fine-tuned models saves memory. TurboMerge merges task vectors. Code is available.",
)
OTHER = Paper("2", "SlowNet: Reading Proteins", "Protein folding is slow. We train a network.")


def reading(paper: Paper, question: str = QUESTION, similarity: Similarity | None = None) -> PaperRelevance:
    return PaperRelevance(1, paper, weigh_terms(question), question, similarity)


words = st.lists(
    st.sampled_from([*QUESTION.split(), "protein", "depth", "42", ". ", "é", "深度", "\x1b[31m", "’", "_"])
)
texts = st.text(max_size=60) | words.map(" ".join)


@given(st.text(max_size=20))
@example("ings")
@example("x" * 10_000 + "ings")
def test_a_stem_begins_its_word_and_is_short(word: str) -> None:
    made = stem(word)
    assert word.startswith(made)
    assert len(made) <= 7


@pytest.mark.parametrize(
    "forms",
    [
        ("merge", "merges", "merged", "merging"),
        ("train", "trains", "trained", "training"),
        ("evaluate", "evaluation", "evaluations"),
        ("model", "models"),
        ("paper", "papers"),
    ],
)
def test_the_forms_of_a_word_have_one_stem(forms: tuple[str, ...]) -> None:
    assert len({stem(form) for form in forms}) == 1


@pytest.mark.parametrize("word", ["bias", "rag", "llm", "4", "use", "loss"])
def test_a_short_word_is_its_own_stem(word: str) -> None:
    assert stem(word) == word


@given(texts)
def test_stems_do_not_mind_capitals(text: str) -> None:
    assert stems(text) == stems(text.casefold())
    assert all(stems(text))


def test_stems_are_of_the_words_of_weight_in_order() -> None:
    assert stems("How are the Models being MERGED, and why?") == ("model", "merg")
    assert stems("a b 7 λ in the paper of the authors") == ("7", "λ")
    assert stems("snake_case") == (stem("snake"), "case")
    assert stems("What is this about?") == ()


@given(texts)
def test_every_weight_is_above_nought_and_finite(question: str) -> None:
    assert all(0 < weight < math.inf for weight in weigh_terms(question).values())
    assert set(weigh_terms(question)) == set(stems(question))


def test_a_rare_word_weighs_more_than_a_common_one() -> None:
    found = weigh_terms("models of ferroelectricity")
    assert found[stem("ferroelectricity")] > found[stem("models")]


@pytest.mark.parametrize("name", ["CoreInfer", "mT5", "SWEbench", "Qwen2"])
def test_a_coined_name_weighs_more_than_any_word(name: str) -> None:
    found = weigh_terms(f"Does {name} beat zyzzyvas?")
    assert found[stem(name.casefold())] > found[stem("zyzzyvas")]


@given(texts, texts, texts)
def test_shares_lie_between_nought_and_one_whatever_the_paper_holds(question: str, title: str, abstract: str) -> None:
    made = reading(Paper("1", title, abstract), question)
    assert len(made.sentences) == len(made.words) == len(made.shares) == len(made.alike)
    assert all(0 <= share <= 1 + 1e-9 for share in (*made.shares, made.coverage))
    assert made.coverage >= max(made.shares, default=0) - 1e-9
    assert math.isfinite(made.belief)


def test_sentences_are_those_of_the_abstract_trimmed() -> None:
    made = reading(Paper("1", "T", "We came.\n\nWe saw e.g. Rome.  "))
    assert made.sentences == ("We came.", "We saw e.g. Rome.")


def test_the_title_counts_for_the_paper_and_for_no_sentence() -> None:
    made = reading(Paper("1", "TurboMerge merges fine-tuned models", "Nothing of it stands here."))
    assert made.coverage == pytest.approx(1)
    assert made.shares == (0,)


def test_the_paper_that_shares_the_words_is_believed_to_speak_to_the_question() -> None:
    assert reading(FITTING).belief > 0 > reading(OTHER).belief


def test_more_shared_weight_is_more_belief() -> None:
    beliefs = [
        reading(Paper("1", "T", text)).belief
        for text in ("Kitchens.", "Fine kitchens.", "Fine tuned models.", "TurboMerge merges fine tuned models.")
    ]
    assert beliefs == sorted(set(beliefs))


def test_the_sentence_that_holds_the_question_has_the_largest_share() -> None:
    made = reading(FITTING, "Which task vectors are merged?")
    assert max(range(3), key=made.shares.__getitem__) == 1
    assert made.shares[2] == 0


def test_the_most_similar_sentence_decides_not_the_last_one() -> None:
    def alike(question: str, sentence: str) -> float:
        assert question == QUESTION
        return 0.9 if sentence.startswith("TurboMerge") else 0.0

    made = reading(FITTING, similarity=alike)
    assert made.alike == (0.0, 0.9, 0.0)
    assert made.belief > reading(FITTING, similarity=lambda *_: 0.1).belief


def test_similarity_convinces_where_no_word_is_shared() -> None:
    assert reading(OTHER, similarity=lambda *_: 0.97).belief > 0
    assert reading(OTHER, similarity=lambda *_: 0.1).belief < 0


def test_without_a_similarity_none_is_pretended() -> None:
    assert reading(FITTING).alike == (0.0, 0.0, 0.0)


@pytest.mark.parametrize(
    ("paper", "question"),
    [
        (Paper("1", "TurboMerge merges fine-tuned models"), QUESTION),
        (FITTING, ""),
        (FITTING, "What is this about?"),
        (FITTING, "?!"),
    ],
)
@pytest.mark.parametrize("similarity", [None, lambda *_: 1.0])
def test_nothing_to_quote_or_nothing_asked_is_never_believed(
    paper: Paper, question: str, similarity: Similarity | None
) -> None:
    assert reading(paper, question, similarity).belief < -50


def test_a_share_counts_a_word_once() -> None:
    made = reading(FITTING, "merging proteins")
    assert made.share(["merg"]) == made.share(["merg"] * 9)
    assert made.share(["merg", stem("proteins")]) == pytest.approx(1)
    assert made.share([]) == 0


@pytest.mark.parametrize(
    ("sentence", "much"),
    [
        ("In this paper, we address both issues.", False),
        ("Our benchmark and code are released at https://github.com/a/cookbook-of-numbers.", False),
        ("TurboMerge merges task vectors in weight space and halves the memory of eight models.", True),
    ],
)
def test_a_sentence_with_content_is_told_from_filler(sentence: str, much: bool) -> None:
    assert says_much(sentence) is much


@pytest.mark.parametrize(
    ("one", "other"),
    [("robots", "robotic"), ("sparse", "sparsity"), ("statistics", "statistical"), ("physics", "physical")],
)
def test_kindred_words_have_one_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)
