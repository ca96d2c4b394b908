"""Text from outside made safe for a terminal. How heavy JSON is: what a list of papers is read by, what short values are
refused by, and a stream by its events. Text that imitates marks and verdicts: found, drawn defused, and nothing of it lost.
"""

from __future__ import annotations

import json
import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from askpapers.answers import verdict
from askpapers.text.sanitize import (
    HEAVIEST,
    SIGNS,
    EventWeight,
    certain_length,
    defuse,
    display_line,
    imitations,
    is_too_heavy,
    json_text,
    keep_marks,
    put_marks,
    sanitize,
    sanitize_lines,
    weight,
)
from askpapers.text.sentences import Span

# The categories that a terminal may act upon or that cannot be encoded: controls, format characters (bidi among
# them), surrogates, and the two separators that some terminals break a line at.
POWERFUL = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
hostile = st.lists(
    st.sampled_from(
        ["\x1b[31m", "\x1b]8;;http://x\x07", "\x9b2J", "\x00", "\x7f", "\x85", "\u2028", "\u2029", "\t", "\r", "\n",
         "\r\n", "\x0b", "\x0c", "\x1c", "\u00a0", "\u3000", "\u200b", "\ufeff", "\ud800", "\udfff", "\U000e0041",
         "\ue000", "e\u0301", "🙂", "[b]", "…", " ", "a", *BIDI]
    )
).map("".join)  # fmt: skip


@given(st.text() | hostile)
@example("x" * 10_000)
def test_plain_text_is_one_line_that_holds_no_power_over_a_terminal(text: str) -> None:
    line = sanitize(text)
    assert not POWERFUL & {unicodedata.category(c) for c in line}
    assert line == " ".join(line.split())
    line.encode("utf-8")


@given(st.text() | hostile)
def test_plain_text_made_plain_again_is_the_same(text: str) -> None:
    assert sanitize(sanitize(text)) == sanitize(text)
    assert sanitize_lines(sanitize_lines(text)) == sanitize_lines(text)


@given(st.text() | hostile)
def test_plain_lines_hold_no_power_and_as_many_breaks_as_the_text(text: str) -> None:
    lines = sanitize_lines(text)
    assert not POWERFUL & {unicodedata.category(c) for c in lines if c != "\n"}
    assert lines.count("\n") == text.replace("\r\n", "\n").replace("\r", "\n").count("\n")
    lines.encode("utf-8")


@given(st.text() | hostile)
def test_what_can_be_seen_is_kept_in_order(text: str) -> None:
    def seen(text: str) -> str:
        return "".join(c for c in text if unicodedata.category(c)[0] in "LNPSM")

    assert seen(sanitize(text)) == seen(text) == seen(sanitize_lines(text))


@given(st.text() | hostile, st.integers(1, 30))
def test_a_limit_is_kept_and_a_cut_is_shown(text: str, limit: int) -> None:
    line = sanitize(text, limit)
    assert len(line) <= limit
    if line != sanitize(text):
        assert line == sanitize(text)[: limit - 1] + "…"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\x1b[31mred\x1b[0m", "[31mred[0m"),
        ("\x1b]0;title\x07text", "]0;titletext"),
        ("\x1b]8;;https://evil.example\x1b\\link\x1b]8;;\x1b\\", "]8;;https://evil.example\\link]8;;\\"),
        ("\x1b]52;c;cm0gLXJm\x07", "]52;c;cm0gLXJm"),
        ("\x1bPq#0\x1b\\", "Pq#0\\"),
        ("\x9b31mred", "31mred"),
        ("a\x08\x08\x08b", "ab"),
        ("\x00\x7f\x90", ""),
    ],
)
def test_an_escape_loses_its_power_and_its_letters_stay(text: str, expected: str) -> None:
    assert sanitize(text) == expected
    assert sanitize_lines(text) == expected


@pytest.mark.parametrize("sign", BIDI)
def test_no_sign_turns_the_direction_of_writing(sign: str) -> None:
    assert sanitize(f"a{sign}b") == sanitize_lines(f"a{sign}b") == "ab"


@pytest.mark.parametrize(
    "sign", ["\u200b", "\u2060", "\ufeff", "\u00ad", "\u2062", "\U000e0001", "\U000e0041", "\ufff9"]
)
def test_no_invisible_sign_hides_in_a_word(sign: str) -> None:
    assert sanitize(f"pay{sign}pal") == "paypal"


@pytest.mark.parametrize(
    "gap", [" ", "\t", "\n", "\r\n", "\r", "\x0b", "\x0c", "\x85", "\u00a0", "\u2028", "\u2029", "\u3000"]
)
def test_white_space_of_any_kind_is_one_space_and_joins_no_words(gap: str) -> None:
    assert sanitize(f"{gap}a{gap}{gap} b{gap}") == "a b"


@pytest.mark.parametrize("gap", ["\t", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_what_parts_two_words_is_a_space_where_lines_are_kept(gap: str) -> None:
    assert sanitize_lines(f"a{gap}b\nc") == "a b\nc"


@pytest.mark.parametrize(
    "text", ["Gödel", "e\u0301tude", "深度学习", "مرحبا", "🙂 ❤\ufe0f", "[bold]x[/] <b> & $x_1$ \\", "…"]
)
def test_ordinary_text_of_any_script_and_markup_stays_as_it_is(text: str) -> None:
    assert sanitize(text) == sanitize_lines(text) == text


@pytest.mark.parametrize("text", ["", " ", "\n\r\n", "\x00", "\u202e"])
def test_nothing_to_see_is_empty(text: str) -> None:
    assert sanitize(text) == sanitize(text, 5) == ""


def test_text_exactly_as_long_as_the_limit_is_not_cut() -> None:
    assert sanitize("abcde", 5) == "abcde"
    assert sanitize("abcdef", 5) == "abcd…"
    assert sanitize("abcdef", 1) == "…"
    assert sanitize("  a \x1b b  ", 3) == "a b"


def test_breaks_of_windows_and_of_old_macs_are_line_breaks() -> None:
    assert sanitize_lines("a\r\nb\rc\n\nd\r\n") == "a\nb\nc\n\nd\n"


def test_a_lone_carriage_return_cannot_write_over_a_line() -> None:
    assert sanitize("safe\revil") == "safe evil"
    assert sanitize_lines("safe\revil") == "safe\nevil"


def test_spaces_at_the_beginning_of_a_line_stay_in_lines() -> None:
    assert sanitize_lines("a\n  - b\n\t- c") == "a\n  - b\n - c"


def test_json_shows_text_as_it_is_and_escapes_what_a_terminal_obeys() -> None:
    value = {"title": "Gödel 光 \x9b2J \u202eevil\u2066 \x7f \x1b[2J \u2028", "n": [1, None]}
    text = json_text(value)
    assert json.loads(text) == value
    assert text.isprintable()
    assert "Gödel 光" in text
    assert "\\u009b2J \\u202eevil\\u2066 \\u007f" in text
    assert json.loads(json_text(value, 1)) == value


PAPER = b'{"title": "A lamp that burns for 412 hours", "abstract": "%s", "authors": ["Ada", "Bo"]},' % (
    b"It burns. " * 120
)


def test_papers_weigh_a_few_times_their_bytes_and_short_values_many_times() -> None:
    assert weight(PAPER * 100) < 3 * len(PAPER * 100)
    for dense in (b"[],", b"{},", b'{"a":1},', b"[[[]]],", b"12,"):
        assert weight(dense * 100) > 10 * len(dense * 100)


@pytest.mark.parametrize("dense", [b"[],", b"{},", b"[[[]]],"])
def test_as_few_as_six_megabytes_of_brackets_are_too_heavy(dense: bytes) -> None:
    assert is_too_heavy(dense * (6_500_000 // len(dense)))
    assert not is_too_heavy(dense * 1000)


def test_a_stream_is_as_heavy_as_the_event_that_it_is_in() -> None:
    event = b'data: {"choices": [{"delta": {"content": "Lamps"}}]}'
    for ending in (b"\n\n", b"\r\n\r\n"):
        heavy = EventWeight()
        heaviest = 0
        for at in range(0, 100 * len(event + ending), 7):
            heaviest = max(heaviest, heavy.add(((event + ending) * 100)[at : at + 7]))
        assert heaviest < 2 * weight(event)
    dense = EventWeight()
    for _ in range(200):
        last = dense.add(b"data: " + b"[]," * 20_000 + b"\n")
    assert last > HEAVIEST


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
