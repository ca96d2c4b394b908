"""Questions in other languages, in English words."""

from __future__ import annotations

import pytest

from askpapers.answering.interpretation import in_english


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Welche Arbeit sagt Erdbeben mit Sensoren voraus?", {"earthquake", "sensor"}),
        ("Quel modèle traduit la langue des signes ?", {"model", "translate"}),
        ("¿Qué método predice terremotos?", {"method", "earthquake"}),
        ("哪篇论文研究机器人？", {"robot"}),
        ("Halten sich medizinische Modelle an Leitlinien für Krebs?", {"model", "cancer"}),
    ],
)
def test_a_question_is_put_into_the_words_of_abstracts(question: str, words: set[str]) -> None:
    assert words <= set(in_english(question).split())


@pytest.mark.parametrize(
    "question", ["Which papers merge task vectors?", "AdaMerging?", "", "?", "オムレツの作り方は？"]
)
def test_english_and_unknown_languages_stay_as_they_are(question: str) -> None:
    assert in_english(question) == ""
