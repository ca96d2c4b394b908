"""Claims in another language than what they cite: read word by word, and never believed on names and figures alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askpapers.answers.answer import Support
from askpapers.papers.abstract import CitedPassage
from askpapers.text.lexicon import is_foreign
from askpapers.verification.support.judge import judge_support
from askpapers.verification.support.translation import denies, fit, names_of, words_of

CITED = CitedPassage(
    "1.2",
    "We reduce the training time of large language models by reusing gradients, which improves accuracy on image classification.",
    "Reuse: Faster Training",
    (
        ("1.1", "Hospitals collect the records of many patients."),
        ("1.3", "Robots that plan trajectories need safe policies in unknown environments."),
    ),
)
TRUE = {
    "de": "Die Trainingszeit großer Sprachmodelle wird durch wiederverwendete Gradienten verringert, was die Genauigkeit bei der Bildklassifikation verbessert.",
    "fr": "Le temps d'entraînement des grands modèles de langage est réduit par la réutilisation des gradients, ce qui améliore la précision en classification d'images.",
    "es": "Se reduce el tiempo de entrenamiento de los grandes modelos de lenguaje al reutilizar gradientes, lo que mejora la precisión en la clasificación de imágenes.",
    "zh": "通过重用梯度减少了大型语言模型的训练时间，并提高了图像分类的准确率。",
}
OF_ANOTHER = {
    "de": "Roboter, die Bahnen planen, brauchen in unbekannten Umgebungen sichere Strategien.",
    "fr": "Les robots qui planifient des trajectoires ont besoin de politiques sûres dans des environnements inconnus.",
    "es": "Los robots que planifican trayectorias necesitan políticas seguras en entornos desconocidos.",
    "zh": "规划轨迹的机器人在未知环境中需要安全的策略。",
}
LANGUAGES = pytest.mark.parametrize("language", TRUE)


@LANGUAGES
def test_a_claim_in_another_language_whose_words_are_there_is_verified(language: str) -> None:
    assert judge_support(TRUE[language], [CITED]).support is Support.VERIFIED


@LANGUAGES
def test_a_claim_that_another_sentence_bears_out_is_weak_and_says_that_it_was_not_read(language: str) -> None:
    verdict = judge_support(OF_ANOTHER[language], [CITED])
    assert verdict.support is Support.WEAK
    assert "another language" in verdict.reason


@LANGUAGES
def test_the_same_words_that_another_sentence_holds_better_are_not_enough(language: str) -> None:
    better = CitedPassage(CITED.label, "We reuse gradients.", CITED.title, (("1.1", CITED.text),))
    assert judge_support(TRUE[language], [better]).support is Support.WEAK


@pytest.mark.parametrize(
    "claim",
    [
        TRUE["de"].replace("wird durch", "wird nicht durch"),
        TRUE["fr"].replace("est réduit", "n'est pas réduit"),
        TRUE["es"].replace("Se reduce", "No se reduce"),
        TRUE["zh"].replace("减少了", "没有减少"),
    ],
)
def test_a_denial_of_what_is_not_denied_is_doubted(claim: str) -> None:
    verdict = judge_support(claim, [CITED])
    assert (verdict.support, verdict.reason) == (Support.WEAK, "the claim denies something; 1.2 does not")


@pytest.mark.parametrize("word", ["不同", "未来", "未知", "不仅"])
def test_a_word_that_only_holds_a_sign_of_denial_denies_nothing(word: str) -> None:
    assert not denies(f"模型{word}")


def test_the_other_direction_is_doubted_in_the_claims_own_word() -> None:
    cited = CitedPassage("1.2", "The training time of large language models grows and increases.", "Time")
    verdict = judge_support("Die Trainingszeit der großen Sprachmodelle wird durch das Verfahren verringert.", [cited])
    assert verdict.support is Support.WEAK
    assert "verringert" in verdict.reason
    assert "increases" in verdict.reason


def test_a_name_that_the_paper_lacks_is_doubted_and_a_german_noun_is_no_name() -> None:
    claim = TRUE["de"].replace("Sprachmodelle", "Sprachmodelle (TurboTrain)")
    assert judge_support(claim, [CITED]).reason == "“TurboTrain” is nowhere in the paper of 1.2"
    assert names_of(
        "Die Herz-Kreislauf-Erkrankungen und die Frage-Antwort-Paare sind mit der KI und der DNA-Probe"
    ) == ["DNA"]


def test_a_language_without_a_glossary_is_never_verified() -> None:
    claim = "提案手法は大規模言語モデルの訓練時間を短縮する"
    assert words_of(claim) is None
    assert judge_support(claim, [CITED]).support is Support.WEAK


@pytest.mark.parametrize("claim", ["IL-10 inhibits CD4 T cells by DA and EM", "DA, EM and IL are used per se by all"])
def test_english_with_abbreviations_is_not_foreign(claim: str) -> None:
    assert not is_foreign(claim, CITED.text)


def test_words_that_the_glossary_lacks_count_against_a_claim() -> None:
    known, more = (words_of(claim) for claim in ("训练时间", "训练时间和蘑菇汤"))
    assert known is not None
    assert more is not None
    assert fit(known, CITED.text, ()) > fit(more, CITED.text, ())


@given(st.text(max_size=80))
def test_any_text_is_read_without_a_crash(text: str) -> None:
    words = words_of(text)
    assert words is None or all(0 <= part <= 1 for part in fit(words, CITED.text, ())[:1])
