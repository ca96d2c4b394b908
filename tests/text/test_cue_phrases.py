from __future__ import annotations

import pytest

from askpapers.text import cue_phrases as facts


def texts(spans: tuple[object, ...], text: str) -> list[str]:
    return [span.of(text) for span in spans]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "sentence",
    [
        "Code is available at https://github.com/a/b.",
        "We release our code and models.",
        "Our implementation will be made publicly available.",
        "Our models are publicly available.",
    ],
)
def test_sentences_that_tell_where_the_code_is(sentence: str) -> None:
    assert facts.releases_code(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Models are trained on code.",
        "The code will not be released.",
        "Our code is not publicly available because of privacy.",
        "We found that models fail on public exams.",
        "The code rate of the channel is 1/2.",
    ],
)
def test_sentences_that_do_not(sentence: str) -> None:
    assert not facts.releases_code(sentence)


def test_data_sets_are_named() -> None:
    text = "We evaluate on the CIFAR-10 and TinyStories datasets, and on GSM8K."
    assert texts(facts.data_sets(text), text) == ["CIFAR-10 and TinyStories", "GSM8K"]


def test_an_endless_list_of_names_is_not_followed_to_its_end() -> None:
    assert len(facts.data_sets("A B, " * 50_000)) == 0


def test_a_field_before_datasets_is_no_name() -> None:
    assert facts.data_sets("We use several NLP datasets.") == ()


def test_new_data_is_told_from_used_data() -> None:
    assert facts.tells_new_data("We introduce Foo, a benchmark of 500 questions.")
    assert not facts.tells_new_data("We evaluate the proposed method on seven benchmarks.")


def test_figures_keep_their_units() -> None:
    text = "It improves accuracy by 3.5% and runs 2x faster with 7B parameters in 2023."
    assert texts(facts.figures(text), text) == ["3.5%", "2x", "7B"]


def test_a_clause_reaches_from_comma_to_comma_and_keeps_numbers_whole() -> None:
    text = "On 1,000 images, it gains 3.5% (from 80.1, measured twice, to 83.6), and it is small."
    assert facts.clause(text, facts.figures(text)[0]) == "it gains 3.5% (from 80.1, measured twice, to 83.6)"


def test_limits_of_others_are_not_limits_of_the_paper() -> None:
    assert facts.tells_limit("A limitation is that we only test English.")
    assert not facts.tells_limit("It overcomes the limitations of existing techniques.")


@pytest.mark.parametrize(
    "sentence",
    ["Recognizing these limitations, we use a graph.", "Traditional methods are limited to fixed categories."],
)
def test_what_others_lack_is_no_limit_of_the_paper(sentence: str) -> None:
    assert not facts.tells_limit(sentence)


@pytest.mark.parametrize(
    ("sentence", "limit"),
    [
        ("Our method can not only sort but also search.", False),
        ("Our code is public to facilitate future research.", False),
        ("This paves the way for future work on pots.", False),
        ("Future work will focus on larger pots.", True),
        ("Our method cannot sort pots.", True),
    ],
)
def test_what_helps_others_is_no_limit(sentence: str, limit: bool) -> None:
    assert facts.tells_limit(sentence) is limit


@pytest.mark.parametrize(
    ("sentence", "new"),
    [
        ("We introduce PotBench, designed to judge cooks, as a novel benchmark.", True),
        (
            "We introduce Pots (meaning vessels), a high-quality, first-person, world-wide video dataset of kitchens.",
            True,
        ),
        ("This research introduces the first large dataset of pots.", True),
        ("An alternative is to develop new ways of assessing and curating datasets.", False),
    ],
)
def test_new_data_is_told_from_talk_of_data(sentence: str, new: bool) -> None:
    assert facts.tells_new_data(sentence) is new


def test_precision_farming_is_no_measure() -> None:
    text = "In precision farming, precision and recall matter."
    assert texts(facts.measures(text), text) == ["precision", "recall"]


def test_code_that_is_on_a_page_is_told() -> None:
    assert facts.releases_code("All code and video results are on https://soup-paper.github.io")
    assert not facts.releases_code("We write code in C and read https://soup-paper.github.io")
