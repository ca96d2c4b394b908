from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from askpapers.extractive.sentence_compression import finished, shorter, sound, tidy

FORMS = [
    (
        "In this paper, we propose a fast method for sorting very long lists.",
        "We propose a fast method for sorting very long lists.",
    ),
    (
        "However, we find that 3.5% of the labels in the set are wrong.",
        "We find that 3.5% of the labels in the set are wrong.",
    ),
    ("We release the code at https://github.com/a/b for anyone to use.", "We release the code for anyone to use."),
    ("We extend BERT (Devlin et al., 2019) to tables of numbers.", "We extend BERT to tables of numbers."),
    ("We also show that it is faster than before.", "We show that it is faster than before."),
    ("vLLM serves many requests at once with little memory.", "vLLM serves many requests at once with little memory."),
]


@pytest.mark.parametrize(("sentence", "expected"), FORMS)
def test_tidy_drops_openings_and_links(sentence: str, expected: str) -> None:
    assert tidy(sentence) == expected


def test_a_clause_that_hangs_on_the_end_may_go() -> None:
    texts = [
        text for text, _ in shorter("We propose Foo, a new model for parsing text, which reaches 91.2% on the Bar set.")
    ]
    assert "We propose Foo, a new model for parsing text." in texts


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "To mitigate such losses, this paper proposes a planner that splits each query in two.",
            "This paper proposes a planner that splits each query in two.",
        ),
        (
            "We propose a phoneme-based framework that fuses marks and frames to address these challenges.",
            "We propose a phoneme-based framework that fuses marks and frames.",
        ),
        (
            "We aim to explore speech models as graders of essays and overcome these issues.",
            "We aim to explore speech models as graders of essays.",
        ),
    ],
)
def test_what_points_at_problems_told_before_may_go(sentence: str, expected: str) -> None:
    assert expected in [text for text, _ in shorter(sentence)]


def test_a_cut_leaves_no_even_and_no_designed() -> None:
    for sentence in (
        "Reasoning models can correct many of their own errors even when their first steps are wrong.",
        "We introduce a handy and versatile video engine designed, in short, to estimate depth.",
    ):
        assert not any(text.endswith((" even.", " designed.")) for text, _ in shorter(sentence))


def test_forms_longer_than_allowed_are_left_out() -> None:
    long = "We study " + "many very different and long " * 10 + "things."
    assert all(len(text.split()) <= 30 for text, _ in shorter(long, 30))


def test_not_only_is_never_left_without_its_but() -> None:
    whole = "We develop an architecture that learns a distribution not only of the latent variables, but also of the condition."
    forms = [text for text, _ in shorter(whole)]
    assert forms[0] == whole
    assert all("but also" in text for text in forms if "not only" in text)
    assert not sound("We learn a distribution not only of the latent variables.")


def test_a_form_that_ends_on_a_word_that_leads_on_is_unsound() -> None:
    assert not sound("We propose a method for.")
    assert not sound("We employ two strategies: 1.")
    assert not sound("We propose a method (which is new.")
    assert sound("We propose a method.")


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("PURPOSE We assessed the effect of tea on sleep.", "We assessed the effect of tea on sleep."),
        ("Materials and Methods: The effect was measured in mice.", "The effect was measured in mice."),
        ("Conclusion This study shows that tea helps.", "This study shows that tea helps."),
        ("Results show that tea helps.", "Results show that tea helps."),
        ("DESIGN is a language for plans.", "DESIGN is a language for plans."),
        ('We ask: "Can one model do both?"', 'We ask: "Can one model do both?"'),
        ("The weight lies in [0, 1] for every layer.", "The weight lies in [0, 1] for every layer."),
    ],
)
def test_labels_go_and_intervals_stay(sentence: str, expected: str) -> None:
    assert tidy(sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "never"),
    [
        (
            "We evaluate many networks, including plain ones, sparse ones, and deep ones, as well as a tree, on text.",
            "networks sparse",
        ),
        ("We maximise f(x) over the manifold Gr(k,n) of all subspaces (see below).", "f over"),
        ("We train an (un)supervised model of the weather in the north.", "an supervised"),
        ("We bound $\\alpha \\in (0,1)$ for the shrinkage of large matrices.", "\\in$"),
        ("This study looks in two directions: image to text, where models describe, and text to image.", "text."),
        ("We cover two aspects: (1) the test has many prompts of all kinds in it.", "the test"),
        ("We turn features into clear insights aligned with the workflows of the clinic.", "aligned."),
        ("We address images in hard scenarios where the light changes from frame to frame.", "scenarios."),
        ("We base our method on Reinforcement Learning with Verifiable Rewards of many kinds.", "Learning."),
    ],
)
def test_what_a_shorter_form_never_says(sentence: str, never: str) -> None:
    forms = [text for text, _ in shorter(sentence, 40)]
    assert all(never not in form for form in forms), forms


def test_a_list_that_is_told_whole_loses_its_numbers() -> None:
    forms = [text for text, _ in shorter("We propose a model that (1) sees more and (2) needs less of everything.")]
    assert "We propose a model that sees more and needs less of everything." in forms


def test_what_stands_before_a_list_stands_alone() -> None:
    forms = [text for text, _ in shorter("We propose Tin, a lamp that is made in two steps: (1) cutting; (2) bending.")]
    assert "We propose Tin, a lamp that is made in two steps." in forms


def test_a_number_goes_whose_others_stand_in_other_sentences() -> None:
    assert tidy("We then (2) show that gated models are recurrent.") == "We show that gated models are recurrent."


def test_names_of_mixed_case_keep_their_first_letter() -> None:
    assert finished("nnU-Net wins") == "nnU-Net wins."
    assert finished("models win") == "Models win."


WORDS = st.sampled_from(
    """we propose a the novel method, which that (called Foo-2) 3.14 12% BERT improves by using and while on ImageNet
    achieving show results, however in this paper to train models (e.g. 7B) of for with 1,000 however, data; it: where
    thereby reducing cost e.g. i.e. https://x.org/a [12] (Smith et al., 2020) mT5 x86-64 10x""".split()
)


@settings(max_examples=300, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=45).map(" ".join))
def test_a_form_is_the_sentence_with_stretches_removed(sentence: str) -> None:
    def words(text: str) -> list[str]:
        return [word.casefold().strip(".,;:–—()[]") for word in text.split()]

    for text, _ in shorter(sentence, 30):
        left = iter(words(sentence))
        assert all(any(word == other for other in left) for word in words(text) if word), (sentence, text)
        for number in re.findall(r"(?<![\w.,-])\d+(?:[.,]\d+)*%?(?![\w-])", text):
            assert number in sentence
        assert sound(text)
        assert len(text.split()) <= 30


@pytest.mark.parametrize("text", ["我们提出一种新的方法。", "结果如何？", "他们说“够了。”", "It works."])
def test_what_ends_as_its_language_ends_sentences_gets_no_other_full_stop(text: str) -> None:
    assert finished(text) == text
    assert sound(text)
