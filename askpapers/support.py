"""How well sentences support a claim: its figures, names, directions, words and meaning; computed, never asked of a model."""

from __future__ import annotations

import itertools
import json
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from askpapers.contraries import contrary, turned_round
from askpapers.lexical import STOP
from askpapers.papers import Support, plain
from askpapers.quantities import Quantity, agrees, other_readings, quantities, rounds
from askpapers.readable import readable

Similarity = Callable[[str, str], float]


@dataclass(frozen=True, slots=True)
class Cited:
    """What a claim is checked against: the cited sentences' text, their label ("3.4"), and the paper around them."""

    label: str
    text: str
    title: str = ""
    others: tuple[tuple[str, str], ...] = ()
    """The paper's other sentences, (label, text)."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A verdict with its reason in words; `score` is the estimated chance that the claim holds."""

    support: Support
    reason: str = ""
    score: float = 1.0


_OPPOSITES = (
    ("increase increases increased increasing improve improves improved improving rise rises raise raises boost boosts "
     "gain gains higher greater larger enhance enhances enhanced promotes promote elevated upregulated",
     "decrease decreases decreased decreasing reduce reduces reduced reducing drop drops lower lowers smaller fewer "
     "worsen worsens worse degrade degrades degraded decline declines inhibits inhibit impairs downregulated"),
    ("outperform outperforms outperformed outperforming surpass surpasses exceed exceeds better superior",
     "underperform underperforms underperformed worse inferior below behind"),
    ("faster accelerate accelerates speed speedup", "slower slows decelerates"),
    ("more", "less fewer"),
    ("necessary required requires require needs", "unnecessary dispensable"),
    ("supervised", "unsupervised"),
    ("with", "without"),
    ("above", "below beneath"),
    ("millions", "billions trillions"),
    ("thousands", "millions billions"),
)  # fmt: skip
_DIRECTIONS = [(frozenset(up.split()), frozenset(down.split())) for up, down in _OPPOSITES]
_NEGATION = re.compile(
    r"\b(?:not|no|never|cannot|can't|neither|nor|without|fails? to|failed to|unable|unlikely|lack(?:s|ed)? of|isn't|doesn't|"
    r"don't|didn't|does not|hardly|absence of)\b",
    re.I,
)
_NAME = re.compile(r"(?<![\w\\])(?:[A-Z][\w+]*(?:[-/.][A-Z\d][\w+]*)*|[a-z]+[A-Z]\w*|\d+[A-Z]\w*)(?![\w])")
_COMMON_NAMES = frozenset(
    "I A An The It This That These Those We They In On By For At As Both Each All Its Their".split()
)


def judge(claim: str, cited: Sequence[Cited], similarity: Similarity | None = None) -> Verdict:
    """Return how well the cited sentences together support a claim (its text without citation marks)."""
    return _judged(claim, tuple(cited), similarity)


# An answer that streams is checked anew at each of its sentences; what was judged before stays so.
@lru_cache(maxsize=512)
def _judged(claim: str, cited: tuple[Cited, ...], similarity: Similarity | None) -> Verdict:
    claim = readable(plain(claim)).strip(" *_-•#>")
    if not cited or not claim:
        return Verdict(Support.UNCITED, "no sentence is cited", 0.0)
    together = " ".join(readable(plain(c.text)) for c in cited)
    folded = _folded(claim)
    if not folded:
        return Verdict(Support.WEAK, "it says nothing that could be checked", 0.0)
    # Whole words and figures: "1.2%" does not stand in "91.2%".
    if f" {folded} " in f" {_folded(together)} ":
        if _denies(together) and not _denies(claim) and len(cited) == 1:
            return Verdict(Support.WEAK, f"{cited[0].label} denies something that the claim leaves out", 0.5)
        return Verdict(Support.VERIFIED)
    foreign = is_foreign(claim, together)
    if reason := _wrong_figure(claim, together, cited):
        readings = other_readings(claim, foreign=foreign)
        wrong = [_wrong_figure(reading, together, cited) for reading in readings]
        if all(wrong):
            return Verdict(Support.UNSUPPORTED, [*wrong, reason][0], 0.0)
        claim = readings[wrong.index("")]
    doubt = _rounded(claim, together, cited) or _uncounted(claim, together) or _foreign_name(claim, together, cited)
    reason = _turned(claim, together, cited) or _contrary(claim, together, cited)
    values = features(claim, together, cited, similarity)
    model = _weights()
    score = 1 / (1 + math.exp(-model.value(values)))
    label = ", ".join(c.label for c in cited)
    if foreign:
        support = Support.WEAK
        return Verdict(support, f"in another language than {label}; its figures and names agree", score)
    if score < model.weak:
        return Verdict(Support.UNSUPPORTED, reason or doubt or _what_is_missing(claim, together, label), score)
    if reason or doubt:
        return Verdict(Support.WEAK, reason or doubt, score)
    if score < model.verified:
        return Verdict(Support.WEAK, _what_is_missing(claim, together, label), score)
    return Verdict(Support.VERIFIED, "", score)


FEATURES = (
    "coverage",
    "rare",
    "bigrams",
    "cosine",
    "elsewhere",
    "other_cosine",
    "negation",
    "turned",
    "names",
    "length",
)


def features(claim: str, together: str, cited: Sequence[Cited], similarity: Similarity | None) -> list[float]:
    """Return what the verdict is reckoned from, each 0 to 1, in the order of FEATURES."""
    title = " ".join(readable(plain(c.title)) for c in cited)
    words, there = stems(claim), set(stems(together))
    titled = there | set(stems(title))
    content = [word for word in words if word not in _SMALL]
    coverage = _share([word in titled for word in content])
    rare = _share([word in there for word in content if len(word) > 5 or any(c.isdigit() for c in word)])
    pairs = list(itertools.pairwise(content))
    there_pairs = set(zip(kept := [w for w in stems(together) if w not in _SMALL], kept[1:], strict=False))
    bigrams = _share([pair in there_pairs for pair in pairs]) if pairs else coverage
    others = [readable(plain(text)) for c in cited for _, text in c.others]
    elsewhere = [set(stems(other)) for other in others]
    best_other = max((_share([word in theirs for word in content]) for theirs in elsewhere), default=0.0)
    here = _share([word in there for word in content])
    cosine = similarity(claim, together) if similarity else coverage
    far = max((similarity(claim, other) for other in others), default=0.0) if similarity else best_other
    negated = float(bool(_NEGATION.search(claim)) != bool(_NEGATION.search(together)))
    around = _around(together, cited)
    named = _share([_is_named(name, around) for name in names_of(claim)])
    return [
        coverage, rare, bigrams, max(0.0, cosine), max(-1.0, min(1.0, here - best_other)), max(-1.0, min(1.0, cosine - far)),
        negated, float(bool(_turned(claim, together, cited))), named, min(1.0, len(content) / 20),
    ]  # fmt: skip


_SMALL = STOP | {"also", "thus", "via"}


def stems(text: str) -> list[str]:
    """Return the words of a text in lower case, endings of inflection taken off."""
    return [_stem(word) for word in re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", text.casefold()) for word in _parts(word)]


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


def names_of(text: str) -> list[str]:
    """Return coined names, acronyms and names with figures; a plain capital at a sentence's start is none."""
    found = []
    for m in _NAME.finditer(text):
        name = m[0].rstrip(".")
        shape = len(re.findall(r"[A-Z]", name)) >= 2 or any(c.isdigit() for c in name)
        if shape and name not in _COMMON_NAMES and len(name) > 1 and not name.isdigit():
            found.append(name)
    return list(dict.fromkeys(found))


def _folded(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+(?:[.,]\d+)*|%", text.casefold()))


def _share(flags: Sequence[bool]) -> float:
    return sum(flags) / len(flags) if flags else 1.0


def is_foreign(claim: str, together: str) -> bool:
    """Whether a claim is in another language than what it cites, by its script and its function words."""
    letters = [c for c in claim if c.isalpha()]
    if letters and sum(not c.isascii() for c in letters) > 0.3 * len(letters):
        return sum(not c.isascii() for c in together if c.isalpha()) < 0.1 * max(1, len(together))
    words = re.findall(r"[a-zà-ÿ]+", claim.casefold())
    if len(words) < 5:
        return False
    english = sum(word in _ENGLISH for word in words) / len(words)
    other = sum(word in _OTHERS for word in words) / len(words)
    if other > english and other >= 0.08:
        return True
    # Not one of the small words that hold an English sentence together, and hardly a word of what it cites.
    there = set(stems(together))
    return (
        not claim.isascii()
        and not english
        and len(words) >= 7
        and _share([stem in there for stem in stems(claim)]) < 0.35
    )


_ENGLISH = frozenset(
    "the of and to in a is that for with on by are as it from this an be which its at or than their".split()
)
_OTHERS = frozenset(
    """der die das und ist ein eine einen einem einer eines mit auf den dem des für von vom zu zum zur im bei wird werden
    durch nicht sich als auch oder sie es er wie dass diese dieser le la les des une un est dans pour avec sur sous qui que
    par du de et au aux sont ces cette ce il elle el los las una es con por para del se su lo al y di che per gli della sono
    nel het een van voor met zijn och att som är med för på jest nie się na uma os da em com não mais""".split()
)


def _wrong_figure(claim: str, together: str, cited: Sequence[Cited]) -> str:
    """The reason, where a figure of the claim is in none of the cited sentences."""
    said = quantities(together)
    title = quantities(" ".join(readable(plain(c.title)) for c in cited))
    for figure in quantities(claim):
        if figure.in_words or any(agrees(figure, other) for other in (*said, *title)):
            continue
        if any(rounds(figure, other) for other in said):
            continue
        return _figure_reason(figure, said, cited)
    return ""


def _uncounted(claim: str, together: str) -> str:
    """The doubt, where a number in words is not in what is cited, and does not count what the claim itself lists."""
    said = quantities(together)
    for figure in quantities(claim):
        usual = figure.value in {2.0, 0.5, 1.0} and figure.unit != "x"
        if not figure.in_words or usual or any(agrees(figure, other) for other in said):
            continue
        if not _counted(claim, figure):
            return f"“{figure.text}” is not in what is cited"
    return ""


def _counted(claim: str, figure: Quantity) -> bool:
    """Whether a number word counts what the claim itself lists: "three methods: A, B and C"."""
    return claim.count(",") + len(re.findall(r"\band\b", claim)) >= figure.value - 1 and figure.value <= 6


def _figure_reason(figure: Quantity, said: Sequence[Quantity], cited: Sequence[Cited]) -> str:
    reason = f"{figure.text} is not in {' or '.join(c.label for c in cited)}"
    for c in cited:
        for other, text in c.others:
            if any(agrees(figure, q) for q in quantities(readable(plain(text)))):
                return f"{reason}, but in {other}"
    near = [q for q in said if q.unit == figure.unit and not q.in_words]
    if near:
        closest = min(near, key=lambda q: abs(q.value - figure.value))
        return f"{reason}, which says {closest.text}" if len(cited) == 1 else f"{reason}; {closest.text} is"
    return reason


def _rounded(claim: str, together: str, cited: Sequence[Cited]) -> str:
    said = quantities(together)
    for figure in quantities(claim):
        if not any(agrees(figure, other) for other in said):
            for other in said:
                if rounds(figure, other):
                    return f"{figure.text} is rounded: {', '.join(c.label for c in cited)} says {other.text}"
    return ""


def _foreign_name(claim: str, together: str, cited: Sequence[Cited]) -> str:
    """The reason, where the claim names what the cited paper nowhere names."""
    around = _around(together, cited)
    for name in names_of(claim):
        if not _is_named(name, around):
            return f"“{plain(name, 40)}” is nowhere in the paper of {', '.join(c.label for c in cited)}"
    return ""


def _around(together: str, cited: Sequence[Cited]) -> str:
    return _folded(" ".join([together, *(c.title for c in cited), *(text for c in cited for _, text in c.others)]))


def _is_named(name: str, around: str) -> bool:
    """Whether a text names it: whole, in the singular, a part of a compound, or spelt out ("large language model")."""
    parts = [part for part in re.split(r"[-+/.]", name) if len(part) > 1] if re.search(r"[-+/.]", name) else []
    for form in (name, *parts):
        folded = _folded(form).replace(" ", "")
        singular = folded.removesuffix("s")
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


_DENIAL = re.compile(r"\b(?:not|never|cannot|\w+n[’']t)\b", re.I)


def _denies(text: str) -> bool:
    """Whether a text says outright that something is not so; `_NEGATION` also takes in failing, lacking, "without"."""
    return _DENIAL.search(text) is not None


def _turned(claim: str, together: str, cited: Sequence[Cited]) -> str:
    """The reason, where the claim says the opposite direction of what is cited."""
    claimed = set(re.findall(r"[a-z]+", claim.casefold()))
    said = set(re.findall(r"[a-z]+", together.casefold()))
    label = ", ".join(c.label for c in cited)
    if _denies(claim) and not _NEGATION.search(together):
        return f"the claim denies something; {label} does not"
    for first, second in _DIRECTIONS:
        for mine, theirs in ((first, second), (second, first)):
            ours = claimed & mine
            if ours and not claimed & theirs and said & theirs and not said & mine:
                return f"the claim says “{min(ours)}”; {label} says “{min(said & theirs)}”"
    return ""


def _contrary(claim: str, together: str, cited: Sequence[Cited]) -> str:
    """The reason, where the claim and what is cited say contraries of the same thing."""
    label = ", ".join(c.label for c in cited)
    if turned_round(claim, together):
        return f"the claim compares the other way round than {label}"
    found = contrary(claim, together)
    if found is None:
        return ""
    ours, theirs = (plain(word, 30) for word in found)
    return f"the claim says “{ours}”; {label} " + (f"says “{theirs}” of the same" if theirs else "denies nothing")


def _what_is_missing(claim: str, together: str, label: str) -> str:
    there = set(stems(together))
    missing = [
        word
        for word in dict.fromkeys(re.findall(r"[^\W_]+(?:-[^\W_]+)*", claim))
        if word.casefold() not in _SMALL and len(word) > 3 and not set(stems(word)) & there
    ]
    if not missing:
        return f"{label} says something else with the same words"
    return f"{label} does not speak of {', '.join(f'“{plain(word, 30)}”' for word in missing[:3])}"


@dataclass(frozen=True, slots=True)
class Weights:
    """A logistic model of support, trained by benchmarks/train_support.py."""

    bias: float
    weights: tuple[float, ...]
    verified: float
    weak: float

    def value(self, values: Sequence[float]) -> float:
        """Return the log odds."""
        return self.bias + sum(w * v for w, v in zip(self.weights, values, strict=True))


@lru_cache(maxsize=1)
def _weights() -> Weights:
    text = resources.files("askpapers").joinpath("data", "support.json").read_text(encoding="utf-8")
    stored = json.loads(text)
    return Weights(
        stored["bias"], tuple(stored["weights"][name] for name in FEATURES), stored["verified"], stored["weak"]
    )
