"""Other forms of the same word: British and American, joined and apart, an acronym and what it stands for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

_DEFINED = re.compile(r"(?<![\w’'-])((?:[A-Za-z][\w’'-]*\s+){1,8})\(([A-Z][A-Za-z]{1,7})\)")
_ANY = re.compile(r"\([A-Z][A-Za-z]{1,7}\)")
"""What a text without an acronym lacks: told in a tenth of the time that looking for what one stands for takes."""

_SMALL = frozenset("a an and as by for from in of on the to via with".split())


def spelled_out(texts: Iterable[str]) -> dict[str, str]:
    """Return what the acronyms of texts stand for, in lower case; of several meanings the most frequent, and no draw.

    Only what the initials bear out: "large language models (LLMs)", "Mixture of Experts (MoE)", "fine-tuning (FT)".
    """
    meanings: dict[str, Counter[str]] = {}
    for text in filter(_ANY.search, texts):
        for m in _DEFINED.finditer(text):
            short = m[2].removesuffix("s")
            if len(short) > 1 and (long := _spelled(short, m[1].split())):
                meanings.setdefault(short, Counter())[long] += 1
    found = {}
    for short, counts in meanings.items():
        (long, count), *others = counts.most_common(2)
        if not others or others[0][1] < count:
            found[short] = long
    return found


def _spelled(short: str, words: list[str]) -> str:
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


SHORTEST = 5
"""Letters from which a word is looked for in other spellings: shorter ones become other words ("hour", "tour")."""

LONGEST = 24
_PARTS = 3
_ENDINGS = ((r"our", "or"), (r"or", "our"), (r"is(?=[aei])", "iz"), (r"iz(?=[aei])", "is"), (r"ys(?=[ei])", "yz"),
            (r"yz(?=[ei])", "ys"), (r"(?<=[bt])re$", "er"), (r"(?<=[bt])er$", "re"), (r"ll(?=ed$|ing$)", "l"),
            (r"(?<=[aeiou])l(?=ed$|ing$)", "ll"), (r"[ao]e", "e"))  # fmt: skip
_HYPHENS = "-‐‑–"


def respelled(word: str) -> Iterator[str]:
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


def together(text: str) -> Iterator[tuple[str, str]]:
    """Yield what hyphens join, as one word and as two: "il6" and "il 6" of "IL-6"."""
    for m in re.finditer(rf"(?=(?<![^\W_])([^\W_]+)[{_HYPHENS}]([^\W_]+))", text):
        yield m[1] + m[2], f"{m[1]} {m[2]}"


def variants(text: str, words: Sequence[str]) -> dict[str, str]:
    """Return other ways to write what stands in a text, and how it is written there; `words` are those that count."""
    found = dict(together(text))
    for word in words:
        for other in (*respelled(word), *apart(word)):
            found.setdefault(other, word)
    return {other: word for other, word in found.items() if other not in set(words)}
