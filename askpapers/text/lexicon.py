"""Words of a language: the groups of `data/lexicons/NAME.json` and patterns of them, other forms of a word, and whether a text is English.

A group's phrases stand in a text, parted by commas, or in one text for each kind (a language, a number). In a phrase `[a|b|]` is
either or nothing, and `*` at its end any ending.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from askpapers import data
from askpapers.text.terms import share, stems_of


class Group(NamedTuple):
    """Phrases by their kind ("" where there is one only), what they are, and in which sentences which of them is found."""

    note: str
    kinds: dict[str, tuple[str, ...]]
    examples: dict[str, str]


@cache
def lexicon(name: str) -> dict[str, Group]:
    """Return the groups of a bundled lexicon; raises InstallationDamaged where it cannot be read."""
    groups = {}
    for group, held in json.loads(data.text(f"lexicons/{name}.json")).items():
        texts = held["phrases"] if isinstance(held["phrases"], dict) else {"": held["phrases"]}
        kinds = {kind: tuple(text.split(", ")) for kind, text in texts.items()}
        groups[group] = Group(held["note"], kinds, held["examples"])
    return groups


@cache
def kinds_of(name: str, group: str) -> dict[str, str]:
    """Return the kind of each phrase of a group."""
    return {phrase: kind for kind, held in lexicon(name)[group].kinds.items() for phrase in held}


@cache
def phrases(name: str, group: str, kind: str = "") -> frozenset[str]:
    """Return the phrases of one kind."""
    return frozenset(lexicon(name)[group].kinds[kind])


@lru_cache(maxsize=256)
def pattern(name: str, template: str, flags: int = re.I) -> re.Pattern[str]:
    """Return a pattern in which `{group}`, or `{one,other}`, is any phrase of these groups as whole words; a figure may follow."""
    return re.compile(re.sub(r"\{([a-z_]+(?:,[a-z_]+)*)\}", lambda m: either(name, *m[1].split(",")), template), flags)


@cache
def either(name: str, *groups: str) -> str:
    """Return the pattern of any phrase of some groups, the longest first, for verbose patterns too."""
    ordered = sorted(
        {phrase for group in groups for phrase in kinds_of(name, group)}, key=lambda phrase: (-len(phrase), phrase)
    )
    whole = [phrase for phrase in ordered if _begins(phrase) and _ends(phrase)]
    words = [rf"(?<!\w)(?:{'|'.join(map(_written, whole))})(?![^\W\d])"] if whole else []
    others = [
        (r"(?<!\w)" if _begins(phrase) else "") + _written(phrase) + (r"(?![^\W\d])" if _ends(phrase) else "")
        for phrase in ordered
        if phrase not in whole
    ]
    return f"(?:{'|'.join([*words, *others])})"


def _begins(phrase: str) -> bool:
    """Whether a phrase begins with a letter of a script that parts words."""
    return (phrase[0].isalnum() and phrase[0] < "\u2e80") or phrase[0] == "["


def _ends(phrase: str) -> bool:
    return (phrase[-1].isalnum() and phrase[-1] < "\u2e80") or phrase[-1] == "]"


def _written(phrase: str) -> str:
    signs = {"[": "(?:", "]": ")", "|": "|", "*": r"\w*"}
    return "".join(signs.get(part) or re.escape(part) for part in re.split(r"([\[\]|*])", phrase))


_ACRONYM = re.compile(r"\(([A-Z][A-Za-z]{1,7})\)")
_WORD_AT_END = re.compile(r"(?<![\w’'-])[A-Za-z][\w’'-]*\Z")
_LAST_LETTERS = re.compile(r"([\w’'-]+)\s+\Z")
_MOST_WORDS = 8
"""Words before an acronym among which its own are looked for."""

_SMALL = frozenset("a an and as by for from in of on the to via with".split())


def spelled_out(texts: Iterable[str], question: str | None = None) -> dict[str, str]:
    """Return what the acronyms of texts stand for, in lower case; of several meanings the most frequent, and no draw.

    Only what the initials bear out: "large language models (LLMs)", "Mixture of Experts (MoE)", "fine-tuning (FT)". Of a `question`
    those that it holds, short or spelled out.
    """
    defined = [(m[1].removesuffix("s"), text, m.start()) for text in texts for m in _ACRONYM.finditer(text)]
    words, folded = set(re.findall(r"[^\W_]+", question or "")), (question or "").casefold()
    if question is not None:
        # A question spells out only what ends in a word of it: few do, and finding what all stand for takes five times as long.
        held = {short for short, text, end in defined if _stands_in(short, words) or _last_letters(text, end) in folded}
        defined = [one for one in defined if one[0] in held]
    meanings: dict[str, Counter[str]] = {}
    for short, text, end in defined:
        if len(short) > 1 and (long := _spelled(short, _words_at_end(text[:end]))):
            meanings.setdefault(short, Counter())[long] += 1
    found = {}
    for short, counts in meanings.items():
        (long, count), *others = counts.most_common(2)
        if (not others or others[0][1] < count) and (question is None or _stands_in(short, words) or long in folded):
            found[short] = long
    return found


def _stands_in(short: str, words: set[str]) -> bool:
    return short in words or f"{short}s" in words


def _last_letters(text: str, end: int) -> str:
    """The letters at the end of the word before a place, case folded; "" where there may be none."""
    last = _LAST_LETTERS.search(text, max(0, end - 24), end)
    return last[1].casefold() if last else ""


def _words_at_end(text: str) -> list[str]:
    """The last words of a text that ends in white space, without signs between them: from the back, for most words stand before no acronym."""
    words: list[str] = []
    for part in reversed(text.rsplit(None, _MOST_WORDS)[-_MOST_WORDS:] if text[-1:].isspace() else []):
        if (word := _WORD_AT_END.search(part)) is None:
            break
        words.append(word[0])
        if word.start():
            break
    return words[::-1]


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


def is_foreign(claim: str, together: str) -> bool:
    """Whether a claim is in another language than what it cites, by its script and its function words."""
    letters = [c for c in claim if c.isalpha()]
    if letters and sum(not c.isascii() for c in letters) > 0.3 * len(letters):
        return sum(not c.isascii() for c in together if c.isalpha()) < 0.1 * max(1, len(together))
    # IL-10, DA and EM are abbreviations in any language, and DaSLaM is a name.
    words = re.findall(r"(?<!\w)[A-ZÀ-Ý]?[a-zà-ÿ]+(?!\w)", claim)
    words = [word.lower() for word in words]
    if len(words) < 5:
        return False
    english = sum(word in phrases("languages", "english") for word in words) / len(words)
    other = sum(word in phrases("languages", "not_english") for word in words) / len(words)
    if other >= english and other >= 0.08:
        return True
    # Not one of the small words that hold an English sentence together, and hardly a word of what it cites.
    there = set(stems_of(together))
    return (
        not claim.isascii()
        and not english
        and len(words) >= 7
        and share([stem in there for stem in stems_of(claim)]) < 0.35
    )


def is_english(question: str) -> bool:
    """Whether a question could be English; a few bare names pass."""
    letters = [c for c in question if c.isalpha()]
    if sum(ord(c) > 0x24F for c in letters) * 3 > len(letters):
        return False
    words = re.findall(r"[^\W\d_]+", question.casefold())
    ours, theirs = phrases("languages", "english_question"), phrases("languages", "foreign_question")
    foreign = sum(word in theirs and word not in ours for word in words)
    # A paper is called so elsewhere too.
    english = sum(word in ours and not word.startswith("paper") for word in words)
    return foreign == 0 or english >= foreign
