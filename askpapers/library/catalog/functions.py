"""What SQL asks of Python: the words of names."""

from __future__ import annotations

import json
import re
import unicodedata
from functools import lru_cache


def has_words(text: str, wanted: str) -> bool:
    """Whether a text has every word of another and there is one; case and accents do not matter, nor the order."""
    words = _folded_words(wanted)
    return bool(words) and words <= _folded_words(text)


def one_has_words(texts: str, wanted: str) -> bool:
    """Whether one of the texts of a JSON list has every word of another, as `has_words` tells."""
    words = _folded_words(wanted)
    return any(_may_have(text, words) and has_words(text, wanted) for text in json.loads(texts))


def _may_have(text: str, words: frozenset[str]) -> bool:
    """Whether a text may have these words: told of most names in a tenth of the time that it takes to fold them."""
    return not text.isascii() or all(word in text.lower() for word in words)


@lru_cache(maxsize=256)
def _folded_words(text: str) -> frozenset[str]:
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return frozenset(re.findall(r"[^\W_]+", bare.casefold()))
