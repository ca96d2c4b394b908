"""What reading a question needs everywhere: its line, numbers as people write them, what "not" takes back."""

from __future__ import annotations

import re

_WORDS = {w: i for i, w in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())}
_WORDS |= {"fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70}
_WORDS |= {"eighty": 80, "ninety": 90, "hundred": 100, "a hundred": 100, "thousand": 1000, "a thousand": 1000}
_WORDS |= {"a dozen": 12, "dozen": 12}
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

_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_UNITS = "one|two|three|four|five|six|seven|eight|nine"

NUMBER = (
    r"(?:\d{1,3}(?:[.,'’\u00a0\u202f]\d{3})+(?![\d.,]?\d)|\d+(?:[.,]\d+)?\ ?[kK]\b|\d+(?![.,]\d)"
    rf"|(?:{_TENS})[-\u2011\ ](?:{_UNITS})\b"
    rf"|(?:{'|'.join(sorted(_WORDS, key=len, reverse=True)).replace(' ', chr(92) + ' ')})\b(?:\ (?:hundred|thousand)\b)?)"
)
"""The pattern of a count, without groups, for verbose patterns: 12, 1,000, 1.000, 2k, ten, two hundred."""

_DENIED = re.compile(
    r"(?:\b(?:not|no|never|except(?:ing)?|excluding|without|besides|other than|apart from|nicht|ohne|außer|pas|sauf|no|sin"
    r"|salvo|excepto|non|senza|não|sem)|n['’]t)"
    r"(?: (?:th(?:e|ose|ese)|ones|papers?|any|all|by|from|with|published|listed|written|released|have|having|being)){0,3} ?$",
    re.I,
)


def one_line(question: str) -> str:
    """Return a question with single spaces; of a page that was pasted, what is as long as a question."""
    return " ".join(question.split())[:2000]


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


def denied(line: str, start: int) -> bool:
    """Whether the words before `start` take back what follows: "not by", "except those from"."""
    return _DENIED.search(line[max(0, start - 60) : start]) is not None
