"""What a list of papers shares: phrases that several titles hold, each with a sentence quoted from one paper."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askpapers.answers.answer import Status
from askpapers.extractive.themes import overview
from askpapers.papers.paper import Match, Paper
from askpapers.text.sentences import split

QUOTED = re.compile(r"^- (.*) \[(\d+)\.(\d+)\]$", re.M)


def matches(*texts: tuple[str, str]) -> list[Match]:
    """Matches of papers with these titles and abstracts."""
    return [Match(Paper(f"t{n}", title, abstract), 1.0) for n, (title, abstract) in enumerate(texts)]


DAY = matches(
    ("Video Diffusion for Kitchens", "Kitchens move. Video diffusion draws them."),
    ("Fast Video Diffusion", "We make video-diffusion fast."),
    ("Protein Folding with Patience", "It is slow."),
    ("Patient Protein Folding", "Few are patient. We fold. Protein folding, done slowly, is good."),
    ("A Survey of Cats", "Unlike video diffusion, cats are slow."),
)


def test_the_shared_phrases_are_named_with_how_many_papers_hold_them() -> None:
    text, status = overview(DAY, 5)
    assert status is Status.ANSWERED
    lead = text.split("\n\n")[0]
    assert "video diffusion (3)" in lead
    assert "protein folding (2)" in lead
    assert "of the 5 papers" in lead


def test_each_phrase_has_a_sentence_quoted_with_its_place() -> None:
    text, _ = overview(DAY, 5)
    assert set(QUOTED.findall(text)) == {
        ("Video diffusion draws them.", "1", "2"),
        ("Protein folding, done slowly, is good.", "4", "3"),
    }


def test_one_paper_is_quoted_for_one_phrase_only() -> None:
    text, _ = overview(
        matches(*[("Video Diffusion for Protein Folding", "Video diffusion helps protein folding.")] * 2), 2
    )
    assert sorted(number for _, number, _ in QUOTED.findall(text)) == ["1", "2"]


def test_a_phrase_in_one_title_alone_is_not_shared() -> None:
    text, status = overview(
        matches(("Video Diffusion", "Video diffusion is new."), ("Cats", "Video diffusion draws cats.")), 2
    )
    assert ("share no phrase" in text, status) == (True, Status.NOT_FOUND)


def test_the_forms_of_a_phrase_are_one() -> None:
    text, _ = overview(
        matches(
            ("Reward Models", "We train reward models."), ("A Reward-Model Zoo", "x."), ("Reward modeling", "Rewards.")
        ),
        3,
    )
    assert re.search(r"reward[ -]model\w* \(3\)", text)


def test_a_phrase_that_the_titles_write_in_several_ways_is_named_in_the_commonest() -> None:
    text, _ = overview(
        matches(("Reward-model Zoo", "Reward models."), ("Our Reward Models", "x."), ("Which Reward Models?", "x.")), 3
    )
    assert "reward models (3)" in text


@pytest.mark.parametrize(
    "titles",
    [
        ("A Tale of Cats", "A Story of Dogs"),
        ("Towards the Moon", "Towards the Sun"),
        ("Video, Diffusion", "Video: Diffusion"),
        ("GPT 4", "GPT 4"),
        ("https://github.com/x", "https://github.com/y"),
        ("Cats", "Cats"),
        ("", ""),
    ],
)
def test_function_words_addresses_figures_and_single_words_are_no_phrase(titles: tuple[str, str]) -> None:
    text, status = overview(matches(*((title, f"{title}.") for title in titles)), 2)
    assert status is Status.NOT_FOUND
    assert text == "The titles of the 2 papers share no phrase."


def test_no_paper_at_all_shares_nothing() -> None:
    assert overview([], 0)[1] is Status.NOT_FOUND


def test_a_phrase_that_no_abstract_holds_is_left_out_for_nothing_can_be_quoted() -> None:
    text, status = overview(matches(("Video Diffusion", ""), ("On Video Diffusion", "It is good.")), 2)
    assert (text.count("\n- "), status) == (0, Status.NOT_FOUND)


def test_phrases_that_share_a_word_are_told_once() -> None:
    title = "Large Language Model Agents"
    text, _ = overview(matches((title, f"{title} act."), (title, f"{title} act.")), 2)
    told = re.findall(r"(\w+ \w+) \(2\)", text)
    assert len(told) == 2
    assert len(set(" ".join(told).split())) == 4


def test_no_more_than_a_handful_of_phrases_is_named() -> None:
    phrases = [
        "red apple",
        "green pear",
        "blue plum",
        "black cherry",
        "white peach",
        "pink quince",
        "grey olive",
        "tan fig",
    ]
    texts = [(phrase, f"Some {phrase} is here.") for phrase in phrases]
    text, _ = overview(matches(*texts, *texts), 16)
    assert 3 <= len(QUOTED.findall(text)) <= 6


def test_the_answer_does_not_depend_on_the_order_of_equal_words() -> None:
    assert overview(DAY, 5) == overview(list(DAY), 5)
    lead, turned = (overview(day, 5)[0].split("\n\n")[0] for day in (DAY, DAY[::-1]))
    assert lead == turned


phrases = st.lists(
    st.sampled_from(["video", "diffusion", "Protein", "folding", "-", ".", "\n", "of", "[1.2]", "7", "é"])
)
drawn = st.lists(st.tuples(phrases.map(" ".join) | st.text(), phrases.map(" ".join) | st.text()), max_size=5)


@given(drawn)
def test_every_line_quotes_the_very_sentence_that_its_mark_points_at(texts: list[tuple[str, str]]) -> None:
    made = matches(*texts)
    text, status = overview(made, len(made))
    assert status in {Status.ANSWERED, Status.NOT_FOUND}
    if status is Status.ANSWERED:
        lines = text.split("\n\n", 1)[1]
        ends = re.findall(r" \[(\d+)\.(\d+)\](?=\n- |\Z)", lines)
        quoted = []
        for number, place in ends:
            abstract = made[int(number) - 1].paper.abstract
            quoted.append(f"- {split(abstract)[int(place) - 1].of(abstract).strip()} [{number}.{place}]")
        assert lines == "\n".join(quoted)


def test_a_phrase_is_told_with_the_word_that_always_follows_it() -> None:
    text, _ = overview(
        matches(
            ("Large Language Models Cook", "Large language models cook."),
            ("A Large Language Model at Sea", "A large language model sails."),
        ),
        2,
    )
    assert "large language models (2)" in text or "large language model (2)" in text


def test_a_phrase_of_one_title_and_several_abstracts_is_shared_and_a_general_one_is_not() -> None:
    text, _ = overview(
        matches(
            ("Protein Folding in Real-World Pots", "Protein folding in real-world pots."),
            ("Real-World Soups", "We test protein folding."),
            ("Cats", "Protein folding bores real-world cats."),
        ),
        3,
    )
    assert "protein folding (3)" in text
    assert "real-world" not in text.splitlines()[0]


def test_what_a_paper_proposes_is_quoted_and_not_what_is_known() -> None:
    known = "In recent years, video diffusion has attracted much attention and remains challenging."
    own = "In this paper, we propose a novel framework that trains video diffusion on a single phone."
    gain = "Experiments show that it outperforms previous video diffusion by 3.1% on two benchmarks."
    text, _ = overview(matches(("Video Diffusion Now", known), ("Pocket Video Diffusion", f"{known} {own} {gain}")), 2)
    assert QUOTED.findall(text) == [(own, "2", "2")]
