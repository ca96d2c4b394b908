"""The terms of a text: stems, stop words, coined names, and how much each term says."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from math import log

from askpapers import data

# Function words, and the words of questions about papers that name no subject.
STOP = frozenset(
    """a about above across after again against all also am among an and any are as at be because been before being below
    between both but by can cannot could did do does doing don down during each else ever every few for from further get
    gets give gives had has have having he hence her here him his how i if in into is it its itself just let like made make
    makes many may me might more most much must my near no nor not now of off often on once one only or other our out over
    own per please put rather really same say says see she should show shown shows since so some such tell than that the
    their them then there these they this those through thus to too under until up upon us use used uses using very via was
    we were what when where whether which while who whom whose why will with within without would yet you your
    abstract abstracts article articles author authors paper papers study studies today work works research
    exist exists know known mention mentions describe describes report reports discuss discusses present presents propose
    proposes proposed about anything something someone anyone list lists find finds""".split()
)


@lru_cache(maxsize=1)
def idf() -> dict[str, float]:
    """Return the inverse document frequencies of common stems, counted over arXiv abstracts; a rare stem has none."""
    table: dict[str, float] = json.loads(data.load("rarity.json"))
    return table


RAREST = 9.0

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


FULL = 20.0
"""The weight from which a sentence says something by itself: below it lie a tenth of the sentences of abstracts."""

STOP_WORDS = frozenset(
    """a about across against all also am among an and another any are as at available be because been being best better
    between both but by can could describe discuss did different do does doing done each either etc even ever every
    explain find for from get give given had has have having here how i if in into is it its just know kind list make
    many may me mention might more most much my new no nor not of on one only or other our out over own paper papers
    per please abstract abstracts article articles author authors day today propose proposed proposes proposing
    question really related report same say says several shall she should show shown shows so some somebody someone
    something speak such talk tell than that the their them then there these they thing things this those through to
    too topic under up us use used uses using very via want was way ways we week well were what whatever when where
    whether which while who whom whose why will with without work works would you your""".split()
)
_ENDINGS = (
    "ings",
    "ing",
    "ical",
    "ities",
    "ies",
    "ied",
    "ions",
    "ion",
    "ics",
    "ity",
    "ed",
    "es",
    "ic",
    "s",
    "al",
    "ly",
)


@lru_cache(maxsize=16_384)
def stem(word: str) -> str:
    """Return a rough stem of a word in small letters, seven letters at most."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            word = word[: -len(ending)]
            break
    return word.rstrip("e")[:7] if len(word) > 4 else word


@lru_cache(maxsize=8192)
def stems_of(text: str) -> tuple[str, ...]:
    """Return the stems of all words of a text, in order."""
    return tuple(map(stem, re.findall(r"[^\W_]+", text.casefold())))


@lru_cache(maxsize=8192)
def terms_of(text: str) -> tuple[str, ...]:
    """Return the stems of the words of weight in a text, in order."""
    return tuple(
        stem(word)
        for word in re.findall(r"[^\W_]+", text.casefold())
        if word not in STOP_WORDS and (len(word) > 1 or word.isdigit() or not word.isascii())
    )


def shared_words(first: str, second: str, least: float = 0.0) -> tuple[str, ...]:
    """Return the words that two texts share, those first that both say again and again and that few others say.

    They stand as the first text writes them inside a sentence; a word that weighs less than `least` (idf) is left out.
    """
    table = idf()
    (words, counts), (_, others) = _counted(first), _counted(second)
    weights = {}
    for key in counts.keys() & others.keys():
        rarity = table.get(words[key].casefold()[:6], RAREST)
        if rarity >= least:
            weights[key] = rarity * log(min(counts[key], others[key]) + 0.5)
    chosen: dict[str, str] = {}
    for key in sorted(weights, key=lambda key: (-weights[key], key)):
        # A stem of three letters keeps its plural: LLMs beside LLM says nothing more.
        chosen.setdefault(words[key].casefold().removesuffix("s"), words[key])
    return tuple(chosen.values())


def _counted(text: str) -> tuple[dict[str, str], Counter[str]]:
    """The stems of a text's words of weight, as they are written inside a sentence, and how often each comes."""
    words: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for word in re.findall(r"[^\W\d_]{3,}", text):
        for key in terms_of(word):
            if key not in words or word.islower():
                words[key] = word
            counts[key] += 1
    return words, counts


def weight_of(sentence: str) -> float:
    """Return how much a sentence says: the rarity of its words, each counted once."""
    return sum(idf().get(word[:6], RAREST) for word in set(re.findall(r"[^\W\d_]+", sentence.casefold())) - STOP_WORDS)


def says_much(sentence: str) -> bool:
    """Whether a sentence has content of its own, unlike "We address both issues." or "Our code is available."."""
    # Imported where it is needed: its patterns take longer to compile than a list takes to print.
    from askpapers.text.cue_phrases import releases_code

    return weight_of(sentence) >= FULL and not releases_code(sentence)


def weigh_terms(question: str) -> dict[str, float]:
    """Return the stems of a question with how rare each is."""
    found = {}
    for written in re.findall(r"[^\W_]+", question):
        word = written.casefold()
        if word not in STOP_WORDS and (len(word) > 1 or word.isdigit() or not word.isascii()):
            # A coined name (CoreInfer, mT5) says which paper is meant more surely than any word.
            coined = re.search(r"[a-z][A-Z]|[A-Z]{2}[a-z]{2}|[A-Za-z]\d", written) is not None
            found[stem(word)] = 1.5 * RAREST if coined else idf().get(word[:6], RAREST)
    return found


def share(flags: Sequence[bool]) -> float:
    """Return the share of flags that are set; of none, 1."""
    return sum(flags) / len(flags) if flags else 1.0
