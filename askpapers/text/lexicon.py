"""Words of a language as data: the groups of `data/lexicons/NAME.json`, each with a note and examples, and patterns of them.

A group's phrases stand in a text, parted by commas, or in one text for each kind (a language, a number). In a phrase `[a|b|]` is
either or nothing, and `*` at its end any ending.
"""

from __future__ import annotations

import json
import re
from functools import cache, lru_cache
from typing import NamedTuple

from askpapers import data


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
