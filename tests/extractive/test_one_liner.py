from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from askpapers.extractive.one_liner import LONGEST, _small, leans, one_line, titled_sentences, unpointed
from askpapers.papers.paper import Paper

ABSTRACT = (
    "Neural networks forget what they learned before. However, replaying old data costs memory. "
    "To address this, we propose Ember (EMBedding Replay), a method that stores compressed features of past tasks, "
    "which needs 12 times less memory than raw replay. It works on five benchmarks. "
    "Experiments show that Ember loses only 1.3% accuracy on Split-CIFAR. Code: https://github.com/x/ember."
)


def line(title: str = "Remembering with less", abstract: str = ABSTRACT) -> str:
    return one_line(Paper("1", title, abstract))


def test_the_line_says_what_the_paper_does() -> None:
    assert "Ember" in line()


def test_the_line_has_none_of_the_abstract_s_markup() -> None:
    marked = ABSTRACT.replace("Ember (EMB", "**Ember** (**EMB**").replace("a method", "`a method`")
    assert "Ember" in line(abstract=marked) and not set("*`") & set(line(abstract=marked))


def test_the_line_stands_alone() -> None:
    assert not leans(line())
    assert not line().startswith(("It ", "However", "To address this"))


def test_no_abstract_gives_no_line() -> None:
    assert line(abstract="") == ""
    assert line(abstract="  \n ") == ""


def test_the_line_says_more_than_the_title() -> None:
    told = line(
        "Sorting lists by randomized pivots",
        "We sort lists by randomized pivots. The expected running time drops by 40% because pivots adapt to duplicates.",
    )
    assert told != "We sort lists by randomized pivots."


def test_a_survey_says_what_it_does_as_a_paper_does() -> None:
    survey = Paper(
        "1", "Traffic", "Mixed traffic is hard to simulate. This survey provides a review of models of drivers."
    )
    assert titled_sentences(survey).key == 1


def test_the_second_part_of_a_joined_line_begins_small() -> None:
    assert _small("Inspired by brains, we train less.") == "inspired by brains, we train less."
    assert _small("Ember stores features.") == "Ember stores features."


def test_a_lone_endless_sentence_is_cut_and_says_so() -> None:
    told = line(abstract="alpha beta gamma delta " * 30)
    assert len(told.split()) <= 30
    assert told.endswith("…")


def test_an_article_in_place_of_an_abstract_is_read_by_its_first_sentences() -> None:
    article = f"{ABSTRACT} {'We found 12 more of them and said so. ' * 4_000}"
    read = titled_sentences(Paper("1", "Remembering with less", article))
    assert sum(map(len, read.sentences)) <= LONGEST
    assert read.sentences[-1] == "We found 12 more of them and said so."


@pytest.mark.parametrize(
    "text",
    [
        "This is new.",
        "It helps.",
        "However, we try.",
        "These results hold.",
        "We solve this problem.",
        "We address the above scenario by learning.",
        "This work learns to address this challenge.",
        "We present a framework that addresses both issues.",
        "We study this surprising phenomenon in networks.",
        "We learn from those trained on text.",
    ],
)
def test_what_leans_on_the_sentence_before(text: str) -> None:
    assert leans(text)


@pytest.mark.parametrize(
    "text", ["This paper proposes a test.", "We propose a method that models text.", "Items are sorted."]
)
def test_what_does_not_lean(text: str) -> None:
    assert not leans(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "A test of 210 tasks that mirrors these complex workflows.",
            "A test of 210 tasks that mirrors complex workflows.",
        ),
        ("We explore the use of such links.", "We explore the use of links."),
        ("We use trees, such as oaks.", "We use trees, such as oaks."),
        ("We use old trees and cut these trees.", "We use old trees and cut these trees."),
        ("We ask how these affect results.", "We ask how these affect results."),
        ("We propose a cache to address these limitations.", "We propose a cache to address these limitations."),
    ],
)
def test_a_pointer_to_what_was_not_named_is_left_out_where_the_line_stands_without(text: str, expected: str) -> None:
    assert unpointed(text) == expected


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400), st.text(max_size=60))
def test_any_text_gives_a_short_line_without_control_characters(abstract: str, title: str) -> None:
    told = line(title, abstract)
    assert len(told.split()) <= 30
    assert "\x1b" not in told


def test_the_line_needs_neither_numpy_nor_the_embedding_model() -> None:
    code = (
        "import sys; from askpapers.extractive.one_liner import one_line; from askpapers.papers.paper import Paper;"
        "assert one_line(Paper('1', 'T', 'We propose a quick method for sorting very long lists of names.'));"
        "sys.exit(any(name in sys.modules for name in ('numpy', 'onnxruntime', 'rouge_score')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
