"""Coined names in a claim, and whether the paper that it cites names them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from askpapers.cited import Cited, around, folded, labels
from askpapers.plain import plain

_NAME = re.compile(r"(?<![\w\\])(?:[A-Z][\w+]*(?:[-/.][A-Z\d][\w+]*)*|[a-z]+[A-Z]\w*|\d+[A-Z]\w*)(?![\w])")
_COMMON_NAMES = frozenset(
    "I A An The It This That These Those We They In On By For At As Both Each All Its Their".split()
)


def names_of(text: str) -> list[str]:
    """Return coined names, acronyms and names with figures; a plain capital at a sentence's start is none."""
    found = []
    for m in _NAME.finditer(text):
        name = m[0].rstrip(".")
        shape = len(re.findall(r"[A-Z]", name)) >= 2 or any(c.isdigit() for c in name)
        if shape and name not in _COMMON_NAMES and len(name) > 1 and not name.isdigit():
            found.append(name)
    return list(dict.fromkeys(found))


def unknown_name(names: Sequence[str], together: str, cited: Sequence[Cited]) -> str:
    """Return the reason, where one of a claim's names is nowhere in the cited paper."""
    known = around(together, cited)
    for name in names:
        if not is_named(name, known):
            return f"“{plain(name, 40)}” is nowhere in the paper of {labels(cited)}"
    return ""


def is_named(name: str, around: str) -> bool:
    """Whether a text names it: whole, in the singular, a part of a compound, or spelt out ("large language model")."""
    parts = [part for part in re.split(r"[-+/.]", name) if len(part) > 1] if re.search(r"[-+/.]", name) else []
    for form in (name, *parts):
        whole = folded(form).replace(" ", "")
        singular = whole.removesuffix("s")
        if singular and (_holds(around, singular) or _initials(singular, around)):
            return True
    return False


def _holds(around: str, name: str) -> bool:
    """Whether folded text has a name between two ends of words, or places where letters turn into figures or back.

    So BRCA is in "BRCA1" and GPT-4 in "GPT4", but neither RL nor ODE in "a world model".
    """
    letters = " ?".join(map(re.escape, name))
    # "7B" may be written as 7 billion.
    ending = "[a-z]*" if re.fullmatch(r"[\d.,]+[kmbt]", name) else "(?: ?s)?"
    start = r"(?<!\d)" if name[0].isdigit() else r"(?<![^\W\d_])"
    return re.search(rf"{start}{letters}(?:(?<=\d)(?!\d)|{ending}(?![^\W\d_]))", around) is not None


def _initials(acronym: str, text: str) -> bool:
    """Whether an acronym stands for words of the text: LLM for "large language model"."""
    letters = re.sub(r"\W", "", acronym)
    if not 2 <= len(letters) <= 6 or not letters.isalpha():
        return False
    initials = "".join(word[0] for word in text.split())
    return letters in initials
