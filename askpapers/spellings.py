"""Other ways to write a word of a query: together or apart, British or American. What no paper writes costs nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

SHORTEST = 5
"""Letters from which a word is looked for in other spellings: shorter ones become other words ("hour", "tour")."""

LONGEST = 24
_PARTS = 3
_ENDINGS = ((r"our", "or"), (r"or", "our"), (r"is(?=[aei])", "iz"), (r"iz(?=[aei])", "is"), (r"ys(?=[ei])", "yz"),
            (r"yz(?=[ei])", "ys"), (r"(?<=[bt])re$", "er"), (r"(?<=[bt])er$", "re"), (r"ll(?=ed$|ing$)", "l"),
            (r"(?<=[aeiou])l(?=ed$|ing$)", "ll"), (r"[ao]e", "e"))  # fmt: skip
_HYPHENS = "-‐‑–"


def respelt(word: str) -> Iterator[str]:
    """Yield a word as the other side of the Atlantic may write it: tumor, tumour; ischemia, ischaemia."""
    if not SHORTEST <= len(word) <= LONGEST or not (word.isascii() and word.isalpha()):
        return
    for ours, theirs in _ENDINGS:
        other = re.sub(ours, theirs, word)
        if other != word:
            yield other
    for place in (m.start() for m in re.finditer(r"(?<![ao])e(?=[a-z])", word)):
        yield f"{word[:place]}a{word[place:]}"
        yield f"{word[:place]}o{word[place:]}"


def apart(word: str) -> Iterator[str]:
    """Yield a word as two: "finetuning" as every pair of longer parts ("fine tuning" among them), "il6" as "il 6"."""
    if not word.isascii() or len(word) > LONGEST:
        return
    if word.isalpha():
        yield from (f"{word[:i]} {word[i:]}" for i in range(_PARTS, len(word) - _PARTS + 1))
    elif figures := re.fullmatch(r"([a-z]+)(\d+)", word):
        yield f"{figures[1]} {figures[2]}"


def together(text: str) -> Iterator[str]:
    """Yield the words that hyphens join as one word each: "il6" of "IL-6"."""
    for m in re.finditer(rf"(?=(?<![^\W_])([^\W_]+)[{_HYPHENS}]([^\W_]+))", text):
        yield m[1] + m[2]


def variants(text: str, words: Sequence[str]) -> list[str]:
    """Return other ways to write what stands in a text, each once; `words` are the ones of it that count."""
    found = dict.fromkeys(together(text))
    for word in words:
        found.update(dict.fromkeys([*respelt(word), *apart(word)]))
    return [one for one in found if one not in set(words)]
