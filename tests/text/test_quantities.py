"""Quantities: the figures of a text with their units, so that what is claimed can be held against what is said."""

from __future__ import annotations

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askpapers.text.quantities import WORDS, Quantity, agrees, other_readings, quantities, rounds


def values(text: str) -> list[tuple[float, str]]:
    return [(quantity.value, quantity.unit) for quantity in quantities(text)]


def one(text: str) -> Quantity:
    (quantity,) = quantities(text)
    return quantity


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("7", 7, ""),
        ("0.5", 0.5, ""),
        (".5", 0.5, ""),
        ("3.5%", 3.5, "%"),
        ("3.5 %", 3.5, "%"),
        (r"3.5\%", 3.5, "%"),
        ("3.5 percent", 3.5, "%"),
        ("3.5 per cent", 3.5, "%"),
        ("3.5 points", 3.5, "%"),
        ("3.5 percentage points", 3.5, "%"),
        ("3.5 pp", 3.5, "%"),
        ("2x", 2, "x"),
        ("2×", 2, "x"),
        (r"2\times", 2, "x"),
        ("2.5-fold", 2.5, "x"),
        ("5 times", 5, "x"),
        ("7B", 7e9, ""),
        ("7 billion", 7e9, ""),
        ("1.4 million", 1.4e6, ""),
        ("40k", 40_000, ""),
        ("2 trillion", 2e12, ""),
        ("1,432,000", 1_432_000, ""),
        ("1\u00a0432\u00a0000", 1_432_000, ""),
        ("1\u202f432\u202f000.5", 1_432_000.5, ""),
        ("1.2e-3", 1.2e-3, ""),
        ("3×10^5", 3e5, ""),
        ("3 × 10^{-4}", 3e-4, ""),
        (r"3 \times 10^{−4}", 3e-4, ""),
        ("50 ms", 50, "ms"),
        ("64 GPUs", 64, "gpus"),
        ("7·5%", 7.5, "%"),
        ("-12%", -12, "%"),
        ("−12%", -12, "%"),
        ("+12%", 12, "%"),
        ("٣", 3, ""),
        ("１２", 12, ""),
    ],
)
def test_a_figure_is_read_with_its_unit(text: str, value: float, unit: str) -> None:
    quantity = one(f"It is {text} here")
    assert quantity.value == pytest.approx(value)
    assert quantity.unit == unit
    assert not quantity.in_words


@pytest.mark.parametrize(
    "text",
    [
        "", "GPT-4", "ResNet50", "3D", "CIFAR-10", "F1", "top-5", "v1.2", "1.2.3", "the 3rd of May",
        "224x224", "½ and ²",
        "-", "−", "%", "nothing at all", "someone, often, weight",
    ],
)  # fmt: skip
def test_a_number_inside_a_name_is_no_figure(text: str) -> None:
    assert quantities(text) == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("from 12% to 15%", [(12, "%"), (15, "%")]),
        ("12–15%", [(12, ""), (15, "%")]),
        ("10 - 12 layers", [(10, ""), (12, "")]),
        ("1,000-2,000 steps", [(1000, ""), (2000, "")]),
        ("91.2% vs. 88%", [(91.2, "%"), (88, "%")]),
        ("(n=12, p<0.05)", [(12, ""), (0.05, "")]),
        ("It is 3. Then 4.", [(3, ""), (4, "")]),
        ("2, 3, 5 and 7", [(2, ""), (3, ""), (5, ""), (7, "")]),
        ("3%\r\n4%", [(3, "%"), (4, "%")]),
    ],
)
def test_several_figures_come_left_to_right(text: str, expected: list[tuple[float, str]]) -> None:
    assert values(text) == expected


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("eight models", 8),
        ("Eight models", 8),
        ("a dozen models", 12),
        ("half of them", 0.5),
        ("twice as fast", 2),
        ("it doubles", 2),
        ("two million pages", 2e6),
        ("three hundred pages", 300),
    ],
)
def test_a_number_in_words_is_read_and_said_to_be_one(text: str, value: float) -> None:
    first = quantities(text)[0]
    assert (first.value, first.unit, first.in_words) == (value, "", True)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("two hundred patients", 200),
        ("forty-five thousand", 45_000),
        ("three hundred thousand", 300_000),
        ("a hundred million", 1e8),
    ],
)
def test_a_number_in_several_words_is_one_number(text: str, value: float) -> None:
    assert one(text).value == value


@pytest.mark.parametrize(("text", "value"), [("fivefold", 5), ("a ten-fold gain", 10), ("Twenty-fivefold", 25)])
def test_so_many_fold_is_a_factor(text: str, value: float) -> None:
    assert (one(text).value, one(text).unit, one(text).in_words) == (value, "x", True)
    assert agrees(one(text), one(f"{value}x"))
    assert not agrees(one(text), one(f"{value}%"))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("91,2 %", 91.2),
        ("1,200 s", 1.2),
        ("1.234,5", 1234.5),
        ("1.234", 1234),
        ("40 000", 40_000),
        ("1,4 Millionen", 1.4e6),
        ("7 Milliarden", 7e9),
        ("7 mil millones", 7e9),
        ("40 тысяч", 40_000),
        ("3.2万个", 32_000),
        ("1亿", 1e8),
    ],
)
def test_a_figure_of_another_language_has_its_own_reading(text: str, value: float) -> None:
    readings = [quantities(reading) for reading in other_readings(f"zu {text}", foreign=True)]
    assert value in [reading[0].value for reading in readings if len(reading) == 1]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("91,2 %", [91.2]),
        ("1.234,5 points", [1234.5]),
        ("1,200 s", []),
        ("1.234", []),
        ("classes 1,2", []),
        ("40 000", []),
        ("12, 15%", []),
        ("1,234,56%", []),
    ],
)
def test_an_english_text_has_another_reading_only_where_it_is_sure(text: str, expected: list[float]) -> None:
    readings = other_readings(text, foreign=False)
    assert [quantity.value for reading in readings for quantity in quantities(reading)] == expected


@pytest.mark.parametrize("text", ["often", "freight", "attention", "tenth", "well-two"])
def test_a_number_word_inside_a_word_is_none(text: str) -> None:
    assert quantities(text) == ()


@pytest.mark.parametrize(
    ("claimed", "said"),
    [
        ("40k", "40,000"),
        ("40000", "40,000"),
        ("7B", "7 billion"),
        ("3.5 percentage points", "3.5%"),
        ("2x", "2-fold"),
        ("2 times", "2×"),
        ("12%", "-12%"),
        ("1.2e-3", "0.0012"),
        ("3×10^5", "300,000"),
        ("3.50", "3.5"),
        ("91.2", "91.2%"),
        ("12%", "12"),
        ("eight", "8"),
        ("twice", "2x"),
    ],
)
def test_one_figure_written_in_two_ways_agrees(claimed: str, said: str) -> None:
    assert agrees(one(claimed), one(said))
    assert agrees(one(said), one(claimed))


@pytest.mark.parametrize(
    ("claimed", "said"),
    [
        ("91.3%", "91.2%"),
        ("3.5x", "3.5%"),
        ("12 ms", "12 s"),
        ("12 hours", "12 days"),
        ("7M", "7B"),
        ("40,000", "40"),
        ("0.001", "0.0012"),
        ("2019", "2021"),
        ("0", "1"),
        ("3 GB", "3 MB"),
    ],
)
def test_another_value_or_another_unit_disagrees(claimed: str, said: str) -> None:
    assert not agrees(one(claimed), one(said))
    assert not agrees(one(said), one(claimed))


@pytest.mark.parametrize(
    ("claimed", "said"),
    [("12%", "11.8%"), ("91", "91.2%"), ("1.4 million", "1,432,000"), ("1.43M", "1,432,000"), ("11.8%", "11.84%")],
)
def test_a_rounded_figure_is_recognised_as_rounded_and_not_as_the_same(claimed: str, said: str) -> None:
    assert rounds(one(claimed), one(said))
    assert not agrees(one(claimed), one(said))


@pytest.mark.parametrize(
    ("claimed", "said"),
    [
        ("60", "55"),
        ("1.5 million", "1,432,000"),
        ("92%", "91.2%"),
        ("11.85%", "11.8%"),
        ("12x", "11.8%"),
        ("12%", "12%"),
        ("0", "0.4"),
        ("100", "95"),
        ("200", "180"),
    ],
)
def test_what_is_not_the_same_figure_rounded_is_not_let_pass(claimed: str, said: str) -> None:
    assert not rounds(one(claimed), one(said))


# An exponent beyond a float's range is a matter of its own.
HUGE = re.compile(r"(?:10|e)\s?\^?\s?\{?[-+−]?\d{3}", re.I)

texts = st.lists(
    st.sampled_from(
        ["1", "9", "0", ",", ".", "·", " ", "-", "–", "−", "×", "10", "^", "{", "}", "%", "\\", "$", "k",
         "million", "two",
         "hundred", "x", "\u202f", "٣", "１", "½", "²", "s", "about ", "\n", "\r\n", "\x1b[31m", "\u202e", "GPT", "蛋"]
    ),
    max_size=15,
).map("".join).filter(lambda text: not HUGE.search(text))  # fmt: skip


@given(texts | st.text(max_size=100).filter(lambda text: not HUGE.search(text)))
def test_every_figure_lies_in_the_text_in_order(text: str) -> None:
    found = quantities(text)
    assert list(found) == sorted(found, key=lambda quantity: quantity.span)
    for quantity in found:
        assert 0 <= quantity.span.start < quantity.span.end <= len(text)
        # A raised point is read as a full stop; places and lengths stay what they were.
        assert quantity.text.replace(".", "·") == quantity.span.of(text).strip().replace(".", "·")
        assert not math.isnan(quantity.value)


@given(st.integers(0, 10**12))
def test_an_integer_is_read_back_however_its_thousands_are_parted(number: int) -> None:
    for written in (str(number), f"{number:,}", f"{number:,}".replace(",", "\u202f")):
        assert one(f"It has {written} parts").value == number


@given(st.integers(0, 10**6), st.integers(0, 99), st.sampled_from(["%", " %", " points", "x", " ms", ""]))
def test_a_decimal_agrees_with_itself_and_with_nothing_next_to_it(whole: int, part: int, unit: str) -> None:
    figure, other = one(f"{whole}.{part:02}{unit}"), one(f"{whole + 1}.{part:02}{unit}")
    assert figure.value == float(f"{whole}.{part:02}")
    assert agrees(figure, figure)
    assert not rounds(figure, figure)
    assert not agrees(figure, other)


@given(texts, texts)
def test_agreement_has_no_order(left: str, right: str) -> None:
    for a in quantities(left):
        for b in quantities(right):
            assert agrees(a, b) == agrees(b, a)


@pytest.mark.parametrize("word", sorted(WORDS))
def test_every_number_word_is_read_in_small_and_in_capitals(word: str) -> None:
    assert [q.value for q in quantities(f"It is {word} so")] == [WORDS[word]]
    assert values(word.upper()) == values(word)


def test_a_ten_thousand_digit_word_of_letters_and_a_list_without_end_are_read() -> None:
    assert quantities("a1" * 10_000) == ()
    assert len(quantities("12%, " * 5_000)) == 5_000
