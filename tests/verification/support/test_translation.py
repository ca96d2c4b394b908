"""Claims in another language than what they cite: read word by word in English, and never believed on names and figures alone."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from askpapers.answers.answer import Support
from askpapers.answers.verdict import Verdict
from askpapers.models.cross_encoder import reader
from askpapers.papers.abstract import CitedPassage
from askpapers.text.lexicon import is_foreign
from askpapers.verification.support import judge

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


def judge_support(claim: str, cited: Sequence[CitedPassage]) -> Verdict:
    return judge.judge_support(claim, cited, reader())


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


def test_a_claim_of_what_is_denied_is_doubted() -> None:
    cited = CitedPassage("2.4", "BetaRank does not need labeled data.", "BetaRank: Reranking Documents")
    verdict = judge.judge_support("BetaRank 需要标注数据", [cited], reader())
    assert (verdict.support, verdict.reason) == (Support.WEAK, "2.4 denies something; the claim does not")


def test_the_other_direction_is_doubted() -> None:
    cited = CitedPassage("1.2", "The training time of large language models grows and increases.", "Time")
    verdict = judge_support("Die Trainingszeit der großen Sprachmodelle wird durch das Verfahren verringert.", [cited])
    assert verdict.support is Support.WEAK
    assert "decrease" in verdict.reason
    assert "increases" in verdict.reason


def test_a_name_that_the_paper_lacks_is_doubted() -> None:
    claim = TRUE["de"].replace("Sprachmodelle", "Sprachmodelle (TurboTrain)")
    assert judge_support(claim, [CITED]).reason == "“TurboTrain” is nowhere in the paper of 1.2"


def test_a_language_without_a_glossary_is_never_verified() -> None:
    claim = "提案手法は大規模言語モデルの訓練時間を短縮する"
    assert judge_support(claim, [CITED]).support is Support.WEAK


@pytest.mark.parametrize("claim", ["IL-10 inhibits CD4 T cells by DA and EM", "DA, EM and IL are used per se by all"])
def test_english_with_abbreviations_is_not_foreign(claim: str) -> None:
    assert not is_foreign(claim, CITED.text)
