"""Text from outside made safe for a terminal."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from askpapers.text.sanitize import json_text, sanitize, sanitize_lines

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
