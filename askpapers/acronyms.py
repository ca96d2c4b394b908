"""Acronyms as the papers themselves spell them out: "reinforcement learning (RL)"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

_DEFINED = re.compile(r"(?<![\w’'-])((?:[A-Za-z][\w’'-]*\s+){1,8})\(([A-Z][A-Za-z]{1,7})\)")

_SMALL = frozenset("a an and as by for from in of on the to via with".split())


def spelt_out(texts: Iterable[str]) -> dict[str, str]:
    """Return what the acronyms of texts stand for, in lower case; of several meanings the most frequent, and no draw.

    Only what the initials bear out: "large language models (LLMs)", "Mixture of Experts (MoE)", "fine-tuning (FT)".
    """
    meanings: dict[str, Counter[str]] = {}
    for text in texts:
        for m in _DEFINED.finditer(text):
            short = m[2].removesuffix("s")
            if len(short) > 1 and (long := _spelt(short, m[1].split())):
                meanings.setdefault(short, Counter())[long] += 1
    found = {}
    for short, counts in meanings.items():
        (long, count), *others = counts.most_common(2)
        if not others or others[0][1] < count:
            found[short] = long
    return found


def _spelt(short: str, words: list[str]) -> str:
    """The last words whose initials, with or without the small words, are the acronym's letters; "" where they are not."""
    for start in range(len(words) - 1, -1, -1):
        parts = [part for word in words[start:] for part in re.split(r"[-’']", word) if part]
        large = [part for part in parts if part not in _SMALL]
        for some in (parts, large):
            if some and parts[0] == some[0] and "".join(part[0] for part in some).casefold() == short.casefold():
                return " ".join(words[start:]).casefold()
        if len(large) > len(short):
            return ""
    return ""
