"""Texts in other languages, word by word in English."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askpapers.text.cue_phrases import NEGATION
from askpapers.text.glossary import in_english, names_of


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("Die Trainingszeit großer Modelle", "train time large model"),
        ("Le réseau de neurones n'est pas profond", "network neural not deep"),
        ("Die Roboter lernen Foobar", "robot learn foobar"),
        ("训练时间和蘑菇汤", "train time 和蘑菇汤"),
        ("Les séries temporelles sont longues", "time long"),
        ("脱氧核糖核酸", "dna"),
        ("提案手法は大規模言語モデルの訓練時間を短縮する", ""),
        ("The models are trained", ""),
    ],
)
def test_a_text_is_put_into_english_word_by_word(text: str, english: str) -> None:
    assert in_english(text) == english


def test_several_meanings_may_go_in() -> None:
    assert {"reduce", "reduction"} <= set(in_english("Der Aufwand wird verringert", 2).split())


@pytest.mark.parametrize("word", ["不同", "未来", "未知", "不仅"])
def test_a_word_that_only_holds_a_sign_of_denial_denies_nothing(word: str) -> None:
    assert not NEGATION.search(in_english(f"模型{word}"))


def test_words_that_only_their_language_writes_large_are_no_names() -> None:
    text = "Die Herz-Kreislauf-Erkrankungen und die Frage-Antwort-Paare sind mit der KI und der DNA-Probe"
    assert names_of(text) == ["DNA"]


@given(st.text(max_size=80))
def test_any_text_is_read_without_a_crash(text: str) -> None:
    assert in_english(text) == " ".join(in_english(text).split())


def test_a_word_of_thousands_of_letters_is_read_by_its_parts() -> None:
    assert in_english("Das ist nicht die " + "qz" * 5_000 + "modell").endswith("model")
