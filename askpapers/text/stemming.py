"""Words without their endings, by which a claim and a sentence are compared."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from askpapers.text.terms import STOP

SMALL = STOP | {"also", "thus", "via"}


@lru_cache(maxsize=4096)
def strip_endings(text: str) -> tuple[str, ...]:
    """Return the words of a text in lower case, endings of inflection taken off."""
    return tuple(
        _stem(word) for word in re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", text.casefold()) for word in _parts(word)
    )


def share(flags: Sequence[bool]) -> float:
    """Return the share of flags that are set; of none, 1."""
    return sum(flags) / len(flags) if flags else 1.0


def _parts(word: str) -> list[str]:
    return re.split(r"['’-]", word) if re.search(r"['’-]", word) else [word]


def _stem(word: str) -> str:
    if len(word) <= 4 or not word.isascii():
        return word
    for ending, to in (("izations", "ize"), ("ization", "ize"), ("ations", "ate"), ("ation", "ate"), ("ities", "ity"),
                       ("ingly", ""), ("edly", ""), ("ously", "ous"), ("ness", ""), ("ment", ""), ("ies", "y"), ("ing", ""),
                       ("ally", "al"), ("ed", ""), ("ly", ""), ("es", ""), ("s", ""), ("e", "")):  # fmt: skip
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            word = word[: -len(ending)] + to
            break
    return re.sub(r"(.)\1$", r"\1", word).rstrip("e")
