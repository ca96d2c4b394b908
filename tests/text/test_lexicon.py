"""Lexicons: every group of every file is found in its examples, and what its patterns take for a word. Other spellings of a
query's words: what they are, and that they find.
"""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askpapers import data
from askpapers.library.catalog.full_text import RESPELLED, expand
from askpapers.library.catalog.full_text import respell as respelled_phrases
from askpapers.library.library import Library
from askpapers.papers.paper import Paper
from askpapers.papers.scope import Scope
from askpapers.retrieval import search as retrieve
from askpapers.text.lexicon import Group, apart, kinds_of, lexicon, pattern, respelled, together, variants

NAMES = sorted(path.stem for path in data.path("lexicons").glob("*.json"))


@pytest.mark.parametrize("name", NAMES)
def test_every_group_finds_in_its_examples_what_they_say(name: str) -> None:
    for group, held in lexicon(name).items():
        assert held.note, group
        assert held.examples, group
        for sentence, expected in held.examples.items():
            found = pattern(name, f"{{{group}}}").search(sentence)
            assert (found[0] if found else "") == expected, (group, sentence)


@pytest.mark.parametrize("name", NAMES)
def test_no_phrase_is_empty_or_stands_twice_in_a_kind(name: str) -> None:
    for group, held in lexicon(name).items():
        for phrases in held.kinds.values():
            assert len(set(phrases)) == len(phrases), group
            assert all(phrase == phrase.strip() != "" for phrase in phrases), group


def test_a_phrase_is_whole_words_has_alternatives_and_may_end_anyhow(monkeypatch: pytest.MonkeyPatch) -> None:
    groups = {
        "one": Group("", {"en": ("comment[s|]", "limit*"), "zh": ("昨天",)}, {}),
        "two": Group("", {"": (">",)}, {}),
    }
    monkeypatch.setattr("askpapers.text.lexicon.lexicon", lambda name: groups)
    both = pattern("made up", r"{one,two}", re.I)
    found = [m[0] for m in both.finditer("Comments, comment, commented, a limitation; 在昨天的 >10 unlimited")]
    assert found == ["Comments", "comment", "limitation", "昨天", ">"]
    assert kinds_of("made up", "one")["昨天"] == "zh"


DAY = date(2025, 10, 31)
words = st.text("abcdeioustrlz0123456789éβ", max_size=40)


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("tumour", "tumor"), ("behaviour", "behavior"), ("characterisation", "characterization"),
        ("optimised", "optimized"), ("analysed", "analyzed"), ("ischaemia", "ischemia"), ("oestrogen", "estrogen"),
        ("foetal", "fetal"), ("leukaemia", "leukemia"), ("fibre", "fiber"), ("modelling", "modeling"),
        ("labelled", "labeled"), ("diarrhoea", "diarrhea"), ("haemorrhage", "hemorrhage"),
    ],
)  # fmt: skip
def test_either_side_of_the_atlantic_is_found(british: str, american: str) -> None:
    assert american in respelled(british)
    assert british in respelled(american)


@pytest.mark.parametrize("word", ["tour", "hour", "gpt4", "gödel", "", "e" * 100])
def test_short_words_names_and_other_scripts_are_not_respelt(word: str) -> None:
    assert not list(respelled(word))


@pytest.mark.parametrize(
    ("word", "parted"),
    [("finetuning", "fine tuning"), ("dataset", "data set"), ("il6", "il 6"), ("covid19", "covid 19")],
)
def test_a_word_is_looked_for_in_two(word: str, parted: str) -> None:
    assert parted in apart(word)


@pytest.mark.parametrize("word", ["lamps", "5mmol", "2025", "a1b2", "x" * 40])
def test_what_has_no_two_parts_stays_whole(word: str) -> None:
    assert not list(apart(word))


def test_what_a_hyphen_joins_is_looked_for_as_one() -> None:
    assert list(together("il-6 of fine‑tuned state-of-the-art - and - more")) == [
        ("il6", "il 6"), ("finetuned", "fine tuned"), ("stateof", "state of"), ("ofthe", "of the"), ("theart", "the art"),
    ]  # fmt: skip


@given(words)
def test_no_word_makes_many_variants_nor_itself(word: str) -> None:
    made = variants(word, [word])
    assert word not in made
    assert len(made) < 80
    assert set(made.values()) <= {word}
    assert all(one.replace(" ", "").isalnum() for one in made)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("finetuning", "We study fine-tuning of models."), ("fine-tuning", "We study finetuning of models."),
        ("IL6", "Levels of IL-6 rise."), ("IL-6", "Levels of IL6 rise."), ("tumours", "A tumor grows."),
        ("ischemia", "Ischaemia of the heart."), ("Fine‑Tuned", "finetuned"),
    ],
)  # fmt: skip
async def test_a_question_finds_what_is_written_otherwise(library: Library, question: str, text: str) -> None:
    await library.catalog.merge([Paper("1", "One", text), Paper("2", "Two", "A boat on a river.")], default_day=DAY)
    spelled = await library.catalog.full_text.commoner(respelled_phrases(question))
    assert [id for id, _ in await library.catalog.full_text.bm25(expand(question, spelled), Scope(), 9)] == ["1"]
    lexical, _ = await retrieve.scores(library, question, Scope())
    assert list(lexical) == ["1"]


async def test_a_spelling_rarer_than_the_one_asked_for_counts_for_nothing(library: Library) -> None:
    texts = ["optimisation of nets", "optimization of nets", "optimization of maps", "boats", "rivers", "lamps", "fish"]
    await library.catalog.merge([Paper(str(n), f"T{n}", text) for n, text in enumerate(texts)], default_day=DAY)
    lexical, _ = await retrieve.scores(library, "optimization", Scope())
    assert set(lexical) == {"1", "2"}
    lexical, _ = await retrieve.scores(library, "optimisation", Scope())
    assert set(lexical) == {"0", "1", "2"}


def test_a_paragraph_is_searched_as_it_is_written() -> None:
    few, many = (
        ("tumours", *(f"w{n}x" for n in range(RESPELLED - 1))),
        ("tumours", *(f"w{n}x" for n in range(RESPELLED))),
    )
    assert respelled_phrases(" ".join(few))['"tumors"'] == '"tumours"'
    assert respelled_phrases(" ".join(many)) == {}
