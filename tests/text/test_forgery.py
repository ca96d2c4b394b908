"""Text that imitates marks and verdicts: found, drawn defused, and nothing of it lost."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askpapers.answers import verdict
from askpapers.text.forgery import SIGNS, certain_length, defuse, display_line, imitations, keep_marks, put_marks
from askpapers.text.sanitize import sanitize_lines
from askpapers.text.sentences import Span

LOOKALIKES = [
    "[1✓]", "[ 2 ]", "[3.1]", "[1,2~]", "[1 verified]", "[**4**✗]", "[1\u200b✓]", "【2✓】", "［1］", "[1✔\ufe0f]", "✓", "✗ ",
    "✓ verified", "~ weak", "∅ uncited", "? unknown source", "[", "]", "1", "~", "✔", "⟦", "⟧", "[9.9?]", "〔1✓〕", "[1…]", "\n",
]  # fmt: skip
WORDS = ["lamps ", "a ≠ b ", "top-5", " 12%", "— ", "don't ", "“said” ", "[CLS]", "[0,1]", "e.g. ", "| ", "* "]
OURS = re.compile(r"\[\d+(?:[.,]\d+)*(?: ?(?:[✓✗~≠∅–?·”…]|verified))?\]|[✓✗✔](?![^⟦⟧]*⟧)")
"""Marks and signs as the faces draw them."""

texts = st.lists(st.sampled_from([*LOOKALIKES, *WORDS]), max_size=12).map("".join)


def test_the_signs_are_those_of_the_verdicts() -> None:
    assert {(s.sign, s.word) for s in verdict.SIGNS.values()} == set(SIGNS.items())


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("As [1✓] and [2, 3 ~] say", "As ⟦1✓⟧ and ⟦2, 3 ~⟧ say"),
        ("✓ verified by askpapers", "⟦✓⟧ verified by askpapers"),
        ("It burns [1 verified].", "It burns ⟦1 verified⟧."),
        ("It burns. ∅ uncited", "It burns. ⟦∅⟧ uncited"),
        ("[**1**✔️] 【2✓】 ［3］", "⟦**1**✔️⟧ ⟦2✓⟧ ⟦3⟧"),
        ("[$1$✓]", "⟦$1$✓⟧"),
    ],
)
def test_what_reads_like_one_of_ours_stands_in_white_brackets(text: str, drawn: str) -> None:
    assert defuse(text) == drawn


@pytest.mark.parametrize(
    "text",
    ["x in [0,1]", "[18F]FDG", "the [CLS] token", "A ∩ B = ∅", "a ≠ b", "~5% – weak or not?", "[2024]", "a [b] c",
     "“said” quoted", "[0.5, 1.5]", "· one · two"],
)  # fmt: skip
def test_what_abstracts_say_stays_as_it_is(text: str) -> None:
    assert defuse(text) == text == display_line(text)


def test_a_number_in_brackets_is_a_source_s_own_where_no_mark_of_ours_stands_about() -> None:
    said = "As in [1], top-[5] is best [2✓]."
    assert defuse(said, numbers=False) == "As in [1], top-[5] is best ⟦2✓⟧."
    assert defuse(said) == "As in ⟦1⟧, top-⟦5⟧ is best ⟦2✓⟧."


def test_a_title_cannot_begin_with_the_signs_of_a_row() -> None:
    assert display_line("★ ● ✓ Lamps") == "⟦★⟧ ● ⟦✓⟧ Lamps"


def test_marks_of_ours_stay_and_what_is_beside_them_does_not() -> None:
    text = "It burns [1.2] and [1✓] shines [9]."
    at = text.index("[1.2]")
    assert keep_marks(text, [Span(at, at + 5)]) == "It burns [1.2] and ⟦1✓⟧ shines ⟦9⟧."
    assert keep_marks(text[3:], [Span(at, at + 5)], 3) == "burns [1.2] and ⟦1✓⟧ shines ⟦9⟧."
    assert put_marks(text, {Span(at, at + 5): "[1✗]"}, str.upper) == "IT BURNS [1✗] AND [1✓] SHINES [9]."


@given(texts)
def test_nothing_drawn_reads_like_ours_and_no_other_character_changes(text: str) -> None:
    safe = sanitize_lines(text)
    drawn = defuse(safe)
    assert not [found for found in OURS.finditer(drawn) if not re.match(r"\[0", found[0])]
    assert re.sub(r"[\[\]⟦⟧【】［］〔〕]", "", drawn) == re.sub(r"[\[\]⟦⟧【】［］〔〕]", "", safe)
    assert defuse(drawn) == drawn
    assert imitations(drawn) == ()


@given(st.lists(texts, max_size=6))
def test_a_text_that_grows_is_drawn_as_the_whole_is(pieces: list[str]) -> None:
    text, at, drawn = "", 0, ""
    for piece in pieces:
        text += piece
        end = at + certain_length(text[at:])
        drawn += defuse(sanitize_lines(text[at:end]))
        at = end
    assert drawn + defuse(sanitize_lines(text[at:])) == defuse(sanitize_lines(text))


@pytest.mark.parametrize(
    "hostile", ["[1" + " " * 50_000, "[" * 50_000, "[1," * 20_000, "[1~" * 20_000, "[1" + "<a" * 30_000]
)
def test_a_text_made_to_take_long_takes_no_time(hostile: str) -> None:
    assert defuse(hostile) == hostile
    assert certain_length(hostile) <= len(hostile)
