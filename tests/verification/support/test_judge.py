"""Support: whether cited sentences bear a claim out, and if not, the reason in words."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from askpapers.answers.answer import Support
from askpapers.answers.verdict import Verdict
from askpapers.papers.abstract import CitedPassage
from askpapers.text.inference import Entailment
from askpapers.text.lexicon import is_foreign
from askpapers.text.terms import names_of, stems_of
from askpapers.verification.support import judge
from tests.fakes.reader import SureReader, WordReader

GLUE = CitedPassage(
    "1.3",
    "It reaches 91.2% on GLUE, 3.5 points above task arithmetic.",
    "TurboMerge: Merging 8 Models in Weight Space",
    (
        ("1.1", "Merging fine-tuned models saves memory."),
        ("1.2", "TurboMerge merges task vectors of large language models on ImageNet-1K."),
        ("1.4", "Training takes 12 hours on 64 GPUs."),
    ),
)
SLOW = CitedPassage(
    "2.2",
    "We train SlowNet on 40,000 proteins with reinforcement learning.",
    "SlowNet: Reading Proteins with Patience",
    (("2.1", "Protein folding is slow."), ("2.3", "It does not use a multiple sequence alignment.")),
)

READER, SURE = WordReader(), SureReader()


def judge_support(claim: str, cited: Sequence[CitedPassage], reader: WordReader = READER) -> Verdict:
    return judge.judge_support(claim, cited, reader)


V, W, U = Support.VERIFIED, Support.WEAK, Support.UNSUPPORTED


def says(text: str, title: str = "") -> CitedPassage:
    return CitedPassage("1.1", text, title)


@pytest.mark.parametrize(
    "claim",
    [
        GLUE.text,
        "It reaches 91.2% on GLUE",
        "it REACHES 91.2 % on glue",
        "It reaches **91.2%** on `GLUE`.",
        r"It reaches $91.2\%$ on GLUE",
        "It\nreaches\t91.2%\r\non GLUE",
        "It reaches \u202e91.2%\u202c on GLUE\x07",
    ],
)
def test_a_sentence_in_its_own_words_is_verified_however_it_is_dressed(claim: str) -> None:
    assert judge_support(claim, [GLUE]).support is V


@pytest.mark.parametrize(
    ("claim", "cited"),
    [
        ("TurboMerge reaches 91.2% on GLUE", GLUE),
        ("On GLUE it is 3.5 percentage points above task arithmetic", GLUE),
        ("SlowNet is trained on 40,000 proteins", SLOW),
        ("SlowNet is trained on 40k proteins with reinforcement learning", SLOW),
        ("SlowNet is trained on 40000 proteins", SLOW),
        ("It uses 7B parameters", says("It uses 7 billion parameters in all.")),
        ("It is tested on five tasks", says("The model is tested on 5 tasks.")),
    ],
)
def test_a_true_claim_in_other_words_is_verified_without_a_reason(claim: str, cited: CitedPassage) -> None:
    verdict = judge_support(claim, [cited], SURE)
    assert (verdict.support, verdict.reason) == (V, "")


@pytest.mark.parametrize(
    ("claim", "cited", "reason"),
    [
        ("It reaches 91.3% on GLUE", GLUE, "91.3% is not in 1.3, which says 91.2%"),
        ("SlowNet is trained on 50,000 proteins", SLOW, "50,000 is not in 2.2, which says 40,000"),
        ("The training takes 12 hours", GLUE, "12 hours is not in 1.3, but in 1.4"),
        ("SlowNet gains 7.5% on proteins", SLOW, "7.5% is not in 2.2"),
        ("It uses 7M parameters", says("It uses 7B parameters."), "7M is not in 1.1, which says 7B"),
        ("It was built in 2019", says("It was built in 2021."), "2019 is not in 1.1, which says 2021"),
        ("It gains 50%", says("It gains 16% to 33% on GLUE."), "50% is not in 1.1, which says 16% to 33%"),
        ("It gains 50%", says("It gains 16–33%, and once 90%."), "50% is not in 1.1, which says 16–33%"),
        ("It gains 12%", says("It gains between 16% and 33%."), "12% is not in 1.1, which says 16% and 33%"),
        ("It gains 50%", says("It gains 16%. 33% is lost."), "50% is not in 1.1, which says 33%"),
    ],
)
def test_a_wrong_figure_is_unsupported_and_the_reason_names_the_right_one(
    claim: str, cited: CitedPassage, reason: str
) -> None:
    assert judge_support(claim, [cited]) == Verdict(U, reason, 0.0)


@pytest.mark.parametrize(
    ("claim", "said"),
    [
        ("The answer takes 12 ms on the device", "An answer takes 12 s on the device."),
        ("The training takes 12 days there", "The training takes 12 hours there."),
        ("It is 3.5 times better on GLUE", "It is 3.5 points better on GLUE."),
        ("It needs 16 MB of memory in use", "It needs 16 GB of memory."),
        ("It gains 20% in speed over time", "It gains 20x in speed."),
    ],
)
def test_a_right_number_with_a_wrong_unit_is_unsupported(claim: str, said: str) -> None:
    verdict = judge_support(claim, [says(said)])
    assert verdict.support is U
    assert "is not in 1.1" in verdict.reason


def test_every_figure_of_a_claim_must_be_right() -> None:
    assert judge_support("It reaches 91.2% on GLUE, 4.5 points above task arithmetic", [GLUE]).support is U


def test_a_figure_of_the_title_is_known() -> None:
    assert judge_support("It merges 8 models and reaches 91.2% on GLUE", [GLUE], SURE).support is V


def test_a_figure_may_come_of_any_of_the_cited_sentences() -> None:
    claim = "It reaches 91.2% on GLUE and is trained on 40,000 proteins"
    assert judge_support(claim, [GLUE]).support is U
    assert judge_support(claim, [SLOW]).support is U
    assert judge_support(claim, [GLUE, SLOW]).support is V


@pytest.mark.parametrize(
    ("claim", "said", "reason"),
    [
        ("The set has 12% noise", "The set has 11.8% noise.", "12% is rounded: 1.1 says 11.8%"),
        ("It has 1.4 million images", "It has 1,432,000 images.", "1.4 million is rounded: 1.1 says 1,432,000"),
    ],
)
def test_a_rounded_figure_is_doubted_and_said_to_be_rounded(claim: str, said: str, reason: str) -> None:
    verdict = judge_support(claim, [says(said)])
    assert (verdict.support, verdict.reason) == (W, reason)


def test_a_number_in_words_that_is_not_cited_is_doubted() -> None:
    verdict = judge_support("It reaches 91.2% on GLUE with nine models", [GLUE])
    assert (verdict.support, verdict.reason) == (W, "“nine” is not in what is cited")


def test_a_number_in_words_may_count_what_the_claim_lists() -> None:
    said = says("We compare averaging, pruning and distillation on large models.")
    assert judge_support("We compare three methods: averaging, pruning and distillation", [said], SURE).support is V
    assert judge_support("We compare six methods: averaging, pruning and distillation", [said], SURE).support is W


@pytest.mark.parametrize(
    ("name", "there"),
    [
        ("RL", "It learns a world model."),
        ("ODE", "The model is most robust."),
        ("MT", "From this the method is built."),
        ("VAE", "It is compared with DVAE."),
    ],
)
def test_letters_inside_other_words_name_nothing(name: str, there: str) -> None:
    cited = replace(says("TurboMerge is better on all tasks."), others=(("1.2", there),))
    verdict = judge_support(f"TurboMerge is better than {name} on all tasks", [cited])
    assert verdict.support is not V
    assert f"“{name}” is nowhere" in verdict.reason


@pytest.mark.parametrize(
    ("name", "there"),
    [
        ("BRCA", "It is tried on BRCA1 and on more."),
        ("3T3", "It is tried on NIH3T3 cells."),
        ("GPT4", "It is tried with GPT-4 too."),
        ("LLM", "It is tried with LLMs too."),
        ("LLMs", "It is tried with an LLM-based judge."),
        ("RL", "It is tried with reinforcement learning."),
    ],
)
def test_a_name_is_found_however_it_is_written(name: str, there: str) -> None:
    cited = replace(says("TurboMerge is better on all tasks."), others=(("1.2", there),))
    assert "nowhere" not in judge_support(f"TurboMerge is better than {name} on all tasks", [cited]).reason


@pytest.mark.parametrize("name", ["SuperGLUE", "GPT-4", "mT5", "ARC-AGI-2"])
def test_a_name_that_the_paper_nowhere_names_is_doubted(name: str) -> None:
    verdict = judge_support(f"TurboMerge reaches 91.2% on {name}, above task arithmetic", [GLUE])
    assert verdict.support is not V
    assert verdict.reason == f"“{name}” is nowhere in the paper of 1.3"


@pytest.mark.parametrize("name", ["GLUE", "TurboMerge", "ImageNet-1K", "LLMs", "GPUs"])
def test_a_name_from_anywhere_in_the_paper_is_no_reason_for_doubt(name: str) -> None:
    """The title, another sentence, a plural and the words that an acronym stands for all count."""
    verdict = judge_support(f"It reaches 91.2% on GLUE with {name} above task arithmetic", [GLUE])
    assert "nowhere" not in verdict.reason


def test_words_that_are_not_cited_are_named_in_the_reason() -> None:
    verdict = judge_support("The cats of Paris sleep on the warm sofas in the afternoon", [SLOW])
    assert verdict.support is U
    assert verdict.reason == "2.2 does not speak of “cats”, “Paris”, “sleep”"


@pytest.mark.parametrize("cited", [[], [GLUE], [says("")]])
@pytest.mark.parametrize("claim", ["", "   ", "***", "> ", "\x1b\u202e\u200b", "\n"])
def test_an_empty_claim_is_never_verified(claim: str, cited: list[CitedPassage]) -> None:
    reason = "it says nothing that could be checked" if cited else "no sentence is cited"
    assert judge_support(claim, cited) == Verdict(Support.UNCITED, reason, 0.0)


def test_a_claim_with_nothing_cited_is_uncited() -> None:
    assert judge_support("It reaches 91.2% on GLUE", []).support is Support.UNCITED


def test_a_claim_that_cites_an_empty_text_is_not_verified() -> None:
    verdict = judge_support("The cats of Paris sleep on the warm sofas", [says("")])
    assert (verdict.support, verdict.reason) == (U, "1.1 holds no words")


def test_a_score_lies_where_its_verdict_does() -> None:
    source = says("SlowNet trains on 40,000 proteins without labels.")
    claims = ("SlowNet trains on 40,000 proteins with labels.", "SlowNet trains on 50,000 proteins.", "Cats like sofas.",
              "SlowNet trains on some 40,000 proteins and cats.", "SlowNet trains on 40,000 proteins without labels.")  # fmt: skip
    verdicts = [judge_support(claim, [source]) for claim in claims]
    order = [Support.CONTRADICTED, U, W, V]
    ranked = sorted(verdicts, key=lambda verdict: order.index(verdict.support))
    assert [v.score for v in ranked if v.support is V] == [1.0]
    assert all(judge.RANGES[v.support][0] <= v.score <= judge.RANGES[v.support][1] for v in verdicts)


def test_a_claim_that_is_no_sentence_is_not_signed_and_says_why() -> None:
    verdict = judge_support(
        "SlowNet trains on proteins and " * 400, [says("SlowNet trains on proteins. " * 1_000)], SURE
    )
    assert verdict.support is W
    assert "characters" in verdict.reason


def test_a_url_whose_typing_error_was_mended_is_understood() -> None:
    said = says("The code is available at htps://github.com/x/turbo2.")
    verdict = judge_support("The code is available at https://github.com/x/turbo2", [said])
    assert verdict.support in {V, W}


GERMAN = "SlowNet wird mit bestärkendem Lernen auf vielen Proteinen trainiert"


@pytest.mark.parametrize(
    "claim",
    [
        "SlowNet är tränad med förstärkning och på proteiner",
        "SlowNet обучается на белках с подкреплением",
        "SlowNet は強化学習で訓練されている",
        "تم تدريب SlowNet على البروتينات",
    ],
)
def test_a_claim_in_a_language_without_a_glossary_is_neither_verified_nor_condemned(claim: str) -> None:
    verdict = judge_support(claim, [SLOW])
    assert (verdict.support, verdict.reason) == (W, "in another language than 2.2; its figures and names agree")


@pytest.mark.parametrize(
    ("claim", "reason"),
    [
        (f"{GERMAN}, mit 17 % Gewinn", "17 % is not in 2.2"),
        ("SlowNet 在 50000 个蛋白质上训练", "50000 is not in 2.2, which says 40,000"),
        ("SlowNet обучается на 50000 белках", "50000 is not in 2.2, which says 40,000"),
    ],
)
def test_a_wrong_figure_is_wrong_in_every_language(claim: str, reason: str) -> None:
    assert judge_support(claim, [SLOW]) == Verdict(U, reason, 0.0)


@pytest.mark.parametrize(
    ("claim", "said", "support"),
    [
        # The figures agree; reinforcement learning and proteins are not in what is cited.
        (f"{GERMAN} und erreicht 91,2 %", "SlowNet reaches 91.2%.", W),
        (f"{GERMAN}, auf 1.234,5 und 40.000", "SlowNet takes 1,234.5 of 40,000.", W),
        (f"{GERMAN}, mit 7 Milliarden", "SlowNet has 7 billion parameters.", W),
        ("SlowNet 在4万个蛋白质上训练", "We train SlowNet on 40,000 proteins.", V),
    ],
)
def test_a_figure_may_be_written_as_the_claims_language_writes_it(claim: str, said: str, support: Support) -> None:
    assert judge_support(claim, [says(said)]).support is support


@pytest.mark.parametrize(
    ("claim", "said", "reason"),
    [
        (f"{GERMAN} und erreicht 91,3 %", "SlowNet reaches 91.2%.", "91.3 % is not in 1.1, which says 91.2%"),
        (f"{GERMAN}, mit 7 Millionen", "SlowNet has 7 billion parameters.", "7e6 is not in 1.1, which says 7 billion"),
        ("SlowNet takes 1,200 s in all", "SlowNet takes 1.2 s in all.", "1,200 s is not in 1.1, which says 1.2 s"),
    ],
)
def test_another_figure_is_wrong_however_it_is_written(claim: str, said: str, reason: str) -> None:
    assert judge_support(claim, [says(said)]) == Verdict(U, reason, 0.0)


def test_a_decimal_comma_that_can_be_nothing_else_is_read_in_english_too() -> None:
    assert judge_support("TurboMerge reaches 91,2 % on GLUE", [GLUE], SURE).support is V
    assert judge_support("TurboMerge reaches 91,3 % on GLUE", [GLUE], SURE).support is U


def test_a_factor_in_words_that_is_not_cited_is_doubted() -> None:
    said = says("SlowNet gives a threefold gain in speed.")
    assert judge_support("SlowNet gives a 3x gain in speed", [said], SURE).support is V
    assert judge_support("SlowNet gives a twofold gain in speed", [said], SURE).support is not V
    assert judge_support("SlowNet gives a fivefold gain in speed", [said], SURE).support is not V


@pytest.mark.parametrize(
    "claim",
    [
        "The model is trained on proteins with reinforcement learning",
        "Merging the models saves a lot of memory in practice",
        "Déjà vu: the naïve model of Gödel is trained on proteins",
        "",
        "x",
        "42",
    ],
)
def test_english_is_not_foreign_to_english(claim: str) -> None:
    assert not is_foreign(claim, SLOW.text)


@pytest.mark.parametrize("claim", [GERMAN, "SlowNet 使用强化学习进行训练", "Модель обучается на белках"])
def test_another_language_is_recognised_by_script_or_small_words(claim: str) -> None:
    assert is_foreign(claim, SLOW.text)


@pytest.mark.parametrize(
    ("claim", "support"),
    [
        ("Das Training dauert zwei Tage", V), ("Das Training dauert drei Tage", W),
        ("训练需要两天", V), ("训练需要三天", W), ("El entrenamiento dura tres días", W),
    ],
)  # fmt: skip
def test_a_number_in_words_is_looked_up_whatever_its_language(claim: str, support: Support) -> None:
    found = judge_support(claim, [says("The training of the network takes two days on one GPU.")], SURE)
    assert found.support is support
    assert ("“three” is not in what is cited" in found.reason) is (support is W)


def test_two_texts_in_one_foreign_script_are_at_home_together() -> None:
    assert not is_foreign("模型使用强化学习", "该模型使用强化学习进行训练。")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("It beats GPT-4 and LLaMA on MMLU.", ["GPT-4", "LLaMA", "MMLU"]),
        ("TurboMerge, then TurboMerge again", ["TurboMerge"]),
        ("The model is large. It is Big. We like it.", []),
        ("In 2023 and 3.5% of 40,000", []),
        ("vLLM and mT5 run", ["vLLM", "mT5"]),
        ("", []),
    ],
)
def test_names_are_coined_words_and_acronyms(text: str, names: list[str]) -> None:
    assert names_of(text) == names


@pytest.mark.parametrize(
    ("one", "other"),
    [("merges", "merging"), ("models", "model"), ("trained", "training"), ("Proteins", "protein"),
     ("optimization", "optimize")],
)  # fmt: skip
def test_inflections_share_a_stem(one: str, other: str) -> None:
    assert stems_of(one) == stems_of(other)


@pytest.mark.parametrize(("one", "other"), [("merging", "marginal"), ("protein", "proton"), ("class", "clasp")])
def test_different_words_do_not(one: str, other: str) -> None:
    assert stems_of(one) != stems_of(other)


def test_a_reason_carries_no_escape_of_the_claim_or_the_paper() -> None:
    claim = "TurboMerge reaches 95\x1b[2J\u202e% on GLUE with Evil\x1b]0;Net\x07X"
    verdict = judge_support(claim, [says("It reaches 91\x1b[31m.2% on\u202e GLUE.")])
    assert verdict.reason
    assert all(unicodedata.category(c) not in {"Cc", "Cf"} for c in verdict.reason)


def test_a_word_without_end_is_cut_in_the_reason() -> None:
    for word in ("a" * 10_000, "A" * 10_000 + "1"):
        verdict = judge_support(f"The {word} of Paris sleeps on the warm sofa", [SLOW])
        assert verdict.support is not V
        assert len(verdict.reason) < 200


WORDS = st.sampled_from(
    ["SlowNet", "trains", "on", "proteins", "40,000", "91.2%", "12", "ms", "not", "with", "without", "GPT-4",
     "two", "of",
     "the", "蛋白质", "и", "der", "\x1b[31m", "\u202e", "\x00", "\n", "\r\n", "**", "`", "$", "\\%", "{", "<b>",
     "٣", "½", ".", "(", "…"]
)  # fmt: skip
TEXTS = st.lists(WORDS, max_size=15).map(" ".join)


@settings(deadline=None)
@given(TEXTS, TEXTS, TEXTS)
def test_any_text_gets_a_verdict_and_whatever_is_not_verified_a_reason(claim: str, said: str, other: str) -> None:
    verdict = judge_support(claim, [CitedPassage("1.1", said, "A Title", (("1.2", other),))])
    assert verdict.support in {V, W, U, Support.UNCITED, Support.CONTRADICTED}
    assert bool(verdict.reason) == (verdict.support is not V)
    assert 0 <= verdict.score <= 1
    assert all(unicodedata.category(c) not in {"Cc", "Cf"} for c in verdict.reason)


@settings(deadline=None)
@given(TEXTS.filter(lambda text: any(c.isalpha() for c in text)), TEXTS)
def test_a_sentence_always_supports_itself(said: str, other: str) -> None:
    verdict = judge_support(said, [CitedPassage("1.1", said, "", (("1.2", other),))])
    assert verdict.support in {V, Support.UNCITED}


@settings(deadline=None)
@given(st.integers(3, 99), st.integers(3, 99))
def test_an_integer_is_verified_when_it_is_the_cited_one_and_only_then(claimed: int, said: int) -> None:
    verdict = judge_support(f"SlowNet uses {claimed} proteins", [says(f"We train SlowNet on {said} proteins.")])
    if claimed == said:
        assert verdict.support is V
    else:
        assert verdict.reason == f"{claimed} is not in 1.1, which says {said}"


def test_without_a_reader_figures_are_looked_up_and_the_rest_is_unchecked() -> None:
    assert judge.judge_support("It trains for half a day", [GLUE]).support is Support.UNCHECKED
    assert judge.judge_support("It reaches 91.3% on GLUE", [GLUE]).support is U
    assert judge.judge_support(GLUE.text, [GLUE]).support is V


def test_the_readers_chances_become_verdicts_with_their_reasons() -> None:
    class Says(WordReader):
        def __init__(self, *chances: float) -> None:
            super().__init__()
            self.chances = Entailment(*chances)

        def entailment(self, pairs: Sequence[tuple[str, str]]) -> list[Entailment]:
            return [self.chances for _ in pairs]

    claim = "Training is quick"
    assert judge.judge_support(claim, [GLUE], Says(1.0, 0.0, 0.0)).support is V
    contrary = judge.judge_support(claim, [GLUE], Says(0.0, 1.0, 0.0))
    assert (contrary.support, contrary.reason) == (Support.CONTRADICTED, "1.3 reads as saying otherwise")
    silent = judge.judge_support(claim, [GLUE], Says(0.0, 0.0, 1.0))
    assert (silent.support, silent.reason) == (U, "1.3 does not speak of “Training”, “quick”")
    assert contrary.score < silent.score < judge.judge_support(claim, [GLUE], Says(0.5, 0.1, 0.4)).score


def test_figures_given_to_each_others_subject_are_told() -> None:
    source = says("SFT needs 719K examples, while RLVR needs 62K examples.")
    found = judge_support("RLVR needs 719K examples and SFT needs 62K examples.", [source], SURE)
    assert found.support is W
    assert found.reason == "1.1 has 719 and 62 the other way round"
    assert judge_support("SFT needs 719K examples and RLVR needs 62K.", [source], SURE).support is V


class Contrarian(WordReader):
    """Reads every claim as the contrary of its source."""

    def entailment(self, pairs: Sequence[tuple[str, str]]) -> list[Entailment]:
        return [Entailment(0.01, 0.98, 0.01) for _ in pairs]


@pytest.mark.parametrize(
    ("claim", "support"),
    [
        ("On GLUE, TurboMerge reaches 91.2%, which is 3.5 points above task arithmetic.", Support.WEAK),
        ("TurboMerge reaches no 91.2% on GLUE, 3.5 points above task arithmetic.", Support.CONTRADICTED),
        ("TurboMerge falls behind task arithmetic on GLUE.", Support.CONTRADICTED),
    ],
)
def test_the_source_s_own_words_are_not_called_its_contrary_by_reading_alone(claim: str, support: Support) -> None:
    assert judge_support(claim, [GLUE], Contrarian()).support is support


def test_what_is_said_of_one_of_several_cited_papers_must_stand_in_its_own_sentences() -> None:
    false = judge_support("SlowNet reaches 91.2% on GLUE.", [GLUE, SLOW], SURE)
    assert (false.support, false.reason) == (W, "2.2, of the paper of “SlowNet”, may not say this")
    for claim in (
        "TurboMerge reaches 91.2% on GLUE.",
        "TurboMerge reaches 91.2% on GLUE, SlowNet learns from 40,000 proteins.",
        "One reaches 91.2% on GLUE.",
    ):
        assert judge_support(claim, [GLUE, SLOW], SURE).support is V
    # A name of which both speak is neither's own.
    beside = replace(GLUE, others=(*GLUE.others, ("1.5", "We compare with SlowNet.")))
    assert judge_support("SlowNet is beaten with 91.2% on GLUE.", [beside, SLOW], SURE).support is V
