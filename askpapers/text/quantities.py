"""Numbers with their units, in figures and in words, so that two texts' figures can be compared."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from askpapers.text.sentences import Span

_NUMBERS = {
    word: value
    for value, word in enumerate(
        """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
        eighteen nineteen""".split()
    )
}
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_UNITS = "one|two|three|four|five|six|seven|eight|nine"
_NUMBERS |= {word: value for value, word in zip(range(20, 100, 10), _TENS.split("|"), strict=True)}
_NUMBERS |= {"hundred": 100, "thousand": 1000, "dozen": 12}
_FACTORS = {
    "half": 0.5, "twice": 2, "double": 2, "doubles": 2, "doubling": 2, "doubled": 2, "thrice": 3, "triple": 3, "once": 1,
    "halves": 0.5, "halving": 0.5, "halved": 0.5,
}  # fmt: skip
WORDS = {word: value for word, value in _NUMBERS.items() if value > 1} | _FACTORS
_SCALES = {"k": 1e3, "thousand": 1e3, "m": 1e6, "mn": 1e6, "million": 1e6, "b": 1e9, "bn": 1e9, "billion": 1e9,
           "t": 1e12, "trillion": 1e12}  # fmt: skip
_FIGURE = re.compile(
    r"""(?:(?<![A-Za-z\d_.\\/-])(?P<sign>(?<![^\W\d_])[-−+])?|(?<=\d[-–])|(?<=\d\ [-–]\ )) (?P<number>\d{1,3}(?:[,\u00a0\u202f]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)
    (?:(?P<exponent>\s?(?:×|x|\\times|\*)\s?10\s?\^?\s?\{?(?P<power>[-−]?\d+)\}?|e(?P<e>[-+]?\d+)(?!\w)))?
    (?P<unit>\s?(?:\\?%|percent(?:age\ points?)?|per\ cent|pp\b|points?\b|[x×](?![\w])|-?fold\b|times\b|\\times
        |(?:k|m|mn|b|bn|t|K|M|B|T)\b|thousand\b|million\b|billion\b|trillion\b|°C?|ms\b|s\b|sec(?:ond)?s?\b|h\b|min(?:ute)?s?\b|hours?\b|days?\b|weeks?\b|months?\b|years?\b
        |GB\b|MB\b|TB\b|GPUs?\b|Hz\b|kHz\b|fps\b|dB\b|mm\b|cm\b|km\b|kg\b|mg\b|g\b))?
    (?![A-Za-z\d_]|\.\d)""",
    re.X,
)
_WORD = re.compile(
    rf"(?<![\w-])(?:(?P<tens>{_TENS})-(?P<ones>{_UNITS})|{'|'.join(WORDS)})(?:(?P<fold>-?fold)\b|(?!\w))",
    re.I,
)
_SCALE = re.compile(r"\s+(million|billion|thousand|hundred)\b", re.I)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in a text: its value and its kind of unit ("%", "x", "" …)."""

    value: float
    unit: str
    text: str
    span: Span
    in_words: bool = False


def quantities(text: str) -> tuple[Quantity, ...]:
    """Return the numbers of a text, left to right; a number inside a name (GPT-4, 3D, ResNet50) is none."""
    found: list[Quantity] = []
    # Medical journals print a raised point in decimals; it is one character, so places stay as they are.
    text = re.sub(r"(?<=\d)·(?=\d)", ".", text)
    for m in _FIGURE.finditer(text):
        unit = (m["unit"] or "").strip().lstrip("\\-").lower()
        value = float(re.sub(r"[^\d.]", "", m["number"]))
        if m["power"] or m["e"]:
            # Past these bounds a float ends; no paper's figure lies there.
            power = (m["power"] or m["e"]).replace("−", "-")
            value *= 10.0 ** max(-300, min(300, int(power[:6])))
        if unit in _SCALES:
            value, unit = value * _SCALES[unit], ""
        if m["sign"] in {"-", "−"}:
            value = -value
        found.append(Quantity(value, _kind(unit), m[0].strip(), Span(*m.span())))
    end = 0
    for m in _WORD.finditer(text):
        if m.start() < end:
            continue  # the “hundred” of “two hundred”
        value = float(_word(m))
        end = m.end()
        while scale := _SCALE.match(text, end):
            value *= 100.0 if scale[1].lower() == "hundred" else _SCALES[scale[1].lower()]
            end = scale.end()
        span = Span(m.start(), end)
        found.append(Quantity(value, "x" if m["fold"] else "", span.of(text), span, in_words=True))
    return tuple(sorted(found, key=lambda q: q.span))


def _word(found: re.Match[str]) -> float:
    if found["tens"]:
        return _NUMBERS[found["tens"].lower()] + _NUMBERS[found["ones"].lower()]
    return WORDS[found[0].lower().removesuffix("fold").rstrip("-")]


def _kind(unit: str) -> str:
    if unit in {"%", "percent", "per cent", "percentage point", "percentage points", "pp", "point", "points"}:
        return "%"
    if unit in {"x", "×", "fold", "times"}:
        return "x"
    return _SAME_UNIT.get(unit, unit)


_SAME_UNIT = {"sec": "s", "secs": "s", "second": "s", "seconds": "s", "hour": "h", "hours": "h", "min": "minute",
              "mins": "minute", "minutes": "minute", "days": "day", "weeks": "week", "months": "month",
              "years": "year"}  # fmt: skip


_LONG_SCALES = {
    "tausend": 3, "mille": 3, "mil": 3, "mila": 3, "тысяч": 3, "тысячи": 3, "千": 3, "万": 4, "萬": 4, "만": 4,
    "millionen": 6, "millions": 6, "millones": 6, "milioni": 6, "milhões": 6, "миллион": 6, "миллиона": 6, "миллионов": 6,
    "mil millones": 9, "milliarde": 9, "milliarden": 9, "milliard": 9, "milliards": 9, "miliardi": 9, "миллиард": 9,
    "миллиарда": 9, "миллиардов": 9, "亿": 8, "億": 8, "억": 8,
}  # fmt: skip
_SCALED = re.compile(rf"(?<=\d)\s?({'|'.join(sorted(_LONG_SCALES, key=len, reverse=True))})(?![a-zà-ÿа-я])", re.I)
_POINTED_THOUSANDS = re.compile(r"(?<![\d.,])(\d{1,3}(?:\.\d{3})+)(?![\d.])")
_SPACED_THOUSANDS = re.compile(r"(?<![\d.,] )(?<![\d.,])(\d{1,3}(?: \d{3})+)(?!\d| \d)")


def other_readings(text: str, *, foreign: bool) -> tuple[str, ...]:
    """Return a text with its figures as other languages write them: "1.234,5" read as 1234.5, "3 Milliarden" as 3e9.

    A comma before one or two digits and a per cent sign, or after thousands parted by points, is a decimal comma anywhere;
    others are only where the text is `foreign`, and there each may also be what it is in English.
    """
    sure = re.sub(
        r"(?<![\d.,])(\d{1,3}(?:\.\d{3})+),(\d+)(?![\d.,])", lambda m: f"{m[1].replace('.', '')}.{m[2]}", text
    )
    sure = re.sub(r"(?<![\d.,])(\d+),(\d{1,2})(?=\s?\\?%)", r"\1.\2", sure)
    if not foreign:
        return (sure,) if sure != text else ()
    sure = _SCALED.sub(lambda m: f"e{_LONG_SCALES[m[1].lower()]} ", sure)
    commas = re.sub(r"(?<=\d),(?=\d)", ".", sure)
    points = _POINTED_THOUSANDS.sub(lambda m: m[1].replace(".", ""), sure)
    both = re.sub(r"(?<=\d),(?=\d)", ".", points)
    spaced = _SPACED_THOUSANDS.sub(lambda m: m[1].replace(" ", ""), both)
    return tuple(dict.fromkeys((sure, commas, points, both, spaced)))


def agrees(claimed: Quantity, said: Quantity) -> bool:
    """Whether two numbers are the same figure; a unit left out on one side is no difference."""
    if claimed.unit and said.unit and claimed.unit != said.unit:
        return False
    if not (math.isfinite(claimed.value) and math.isfinite(said.value)):
        return claimed.text == said.text
    if abs(claimed.value - said.value) <= 1e-9 * max(1.0, abs(said.value)):
        return True
    # A minus before a figure is as often a dash: "-12%" and "a drop of 12%".
    return abs(abs(claimed.value) - abs(said.value)) <= 1e-9 * max(1.0, abs(said.value))


def rounds(claimed: Quantity, said: Quantity) -> bool:
    """Whether a claim's figure is the other one rounded: 12 for 11.8, 1.4 million for 1,432,000; not 60 for 55."""
    if claimed.unit and said.unit and claimed.unit != said.unit:
        return False
    mine, theirs = abs(claimed.value), abs(said.value)
    if not (math.isfinite(mine) and math.isfinite(theirs)):
        return False
    if mine == theirs or not mine or not theirs:
        return False
    decimals = len(claimed.text.partition(".")[2].rstrip("% xX×abcdefghijklmnopqrstuvw"))
    if theirs != int(theirs) and decimals < 3 and round(theirs, decimals) == mine:
        return True
    digits = len(re.sub(r"\D", "", claimed.text).strip("0"))
    return digits >= 2 and theirs >= 100 and f"{theirs:.{digits}g}" == f"{mine:.{digits}g}"


_WORDS = _NUMBERS | {"a hundred": 100, "a thousand": 1000, "a dozen": 12}
for _language in (
    "null ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf",
    "zéro _ deux trois quatre cinq _ sept huit neuf dix onze douze",
    "cero _ dos tres cuatro cinco seis siete ocho nueve diez once doce",
    "zero _ due tre quattro cinque sei sette otto nove dieci undici dodici",
    "zero _ dois três quatro cinco seis sete oito nove dez onze doze",
):
    _WORDS |= {word: value for value, word in enumerate(_language.split()) if word != "_"}
_WORDS |= {"zwanzig": 20, "vingt": 20, "veinte": 20, "venti": 20, "vinte": 20}
_WORDS |= {"cincuenta": 50, "cinquante": 50, "fünfzig": 50, "hundert": 100, "cent": 100, "cien": 100, "cento": 100}

NUMBER = (
    r"(?:\d{1,3}(?:[.,'’\u00a0\u202f]\d{3})+(?![\d.,]?\d)|\d+(?:[.,]\d+)?\ ?[kK]\b|\d+(?![.,]\d)"
    rf"|(?:{_TENS})[-\u2011\ ](?:{_UNITS})\b"
    rf"|(?:{'|'.join(sorted(_WORDS, key=len, reverse=True)).replace(' ', chr(92) + ' ')})\b(?:\ (?:hundred|thousand)\b)?)"
)
"""The pattern of a count, without groups, for verbose patterns: 12, 1,000, 1.000, 2k, ten, two hundred."""


def number_of(text: str) -> int:
    """Return the count that a match of NUMBER says; one so large that no list has it stays below 10**9."""
    folded = text.lower()
    if folded.endswith("k"):
        return min(int(float(folded[:-1].replace(",", ".")[:12]) * 1000), 999_999_999)
    digits = re.sub(r"[.,'’\u00a0\u202f]", "", folded)
    if digits.isdecimal():
        return 999_999_999 if len(digits) > 9 else int(digits)
    if folded in _WORDS:
        return _WORDS[folded]
    if tens := re.fullmatch(rf"({_TENS})[-\u2011 ]({_UNITS})", folded):
        return _WORDS[tens[1]] + _WORDS[tens[2]]
    first, _, unit = folded.rpartition(" ")
    return _WORDS.get(first, 0) * _WORDS.get(unit, 0)
