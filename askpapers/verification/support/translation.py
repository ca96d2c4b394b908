"""Claims in another language than the sentences they cite, read word by word through a small glossary."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from functools import cached_property, lru_cache

from askpapers import data
from askpapers.answers.answer import Support
from askpapers.answers.verdict import Verdict
from askpapers.papers.abstract import CitedPassage, labels
from askpapers.text import terms as text_terms
from askpapers.text.cue_phrases import NEGATION
from askpapers.text.latex import latex_to_text
from askpapers.text.lexicon import lexicon, pattern, phrases
from askpapers.text.sanitize import sanitize
from askpapers.text.terms import idf, stems_of, terms_of

_DENIES = r"{denies}|不(?![同仅断过])|没|沒|未(?![来來知])|[无無]法|[并並]非|毫[无無]"

LANGUAGES = ("de", "fr", "es", "zh")
"""The glossary's languages, in the order of its columns."""

MOST = 4.0
UNKNOWN = 0.25
"""How much a word that the glossary lacks counts against a claim where it is not there, beside one whose meaning is missing."""

LONGEST = 4
"""Of a Chinese entry, in characters."""


@dataclass(frozen=True)
class Word:
    """A word of weight in a claim; `english` is what it may mean, empty where the glossary does not know it."""

    text: str
    english: tuple[str, ...] = ()

    @cached_property
    def stems(self) -> frozenset[str]:
        """The stems of its meanings, and its own: a name stays the same in every language."""
        return frozenset(stems_of(" ".join((self.text, *self.english))))

    @cached_property
    def weight(self) -> float:
        """How rare its commonest meaning is in abstracts, MOST at most: a name alone bears nothing out."""
        return min([MOST, *(idf().get(stem[:6], MOST) for stem in self.stems)])

    def within(self, there: Set[str]) -> bool:
        """Whether one of its meanings is among these stems, or a word that begins alike: "Interferenz", "interference"."""
        if not self.stems.isdisjoint(there):
            return True
        beginning = self.text[: 5 if len(self.text) < 8 else 6]
        return len(beginning) >= 5 and self.text.isascii() and any(stem.startswith(beginning) for stem in there)


def words_of(claim: str) -> tuple[Word, ...] | None:
    """Return the words of weight of a claim with their meanings, or None where the glossary lacks its language."""
    language = _language(claim)
    if language == "":
        return None
    return tuple(_chinese(claim) if language == "zh" else _european(_unaccented(claim), language))


def names_of(claim: str) -> list[str]:
    """Return the names in a claim, without words that only its language writes large, and without ADN and KI."""
    parts = [part for name in text_terms.names_of(claim) for part in re.split("[-/]", name)]
    known = _glossary().get(_language(claim), {})
    return [part for part in text_terms.names_of(" ".join(parts)) if f"{part.casefold()}." not in known]


def fit(words: Sequence[Word], sentence: str, others: Iterable[str]) -> tuple[float, float]:
    """Return the share of the words' weight that a sentence holds, and how much more that is than the best other holds."""
    here = _held(words, sentence)
    return here, here - max((_held(words, other) for other in others), default=0.0)


def denies(claim: str) -> bool:
    """Whether a claim in one of the glossary's languages denies something."""
    return pattern("languages", _DENIES).search(claim) is not None


def _held(words: Sequence[Word], sentence: str) -> float:
    there = frozenset(stems_of(sentence))
    held = sum(word.weight for word in words if word.within(there))
    missing = sum(word.weight * (1 if word.english else UNKNOWN) for word in words if not word.within(there))
    return held / (held + missing) if held else 0.0


def _language(claim: str) -> str:
    """The language of the glossary that a foreign claim is in, or ""."""
    if re.search(r"[\u3040-\u30ff\uac00-\ud7a3]", claim):
        return ""
    if re.search(r"[\u4e00-\u9fff]", claim):
        return "zh"
    words = re.findall(r"[^\W\d_]+", _unaccented(claim))
    held = lexicon("languages")
    points = {
        language: 0.5 * any(c in letters for c in claim.casefold())
        for language, letters in held["letters"].kinds.items()
    }
    for word in words:
        # A word of two languages tells half as much of either.
        speak = [language for language in points if word in phrases("languages", "function", language)]
        for language in speak:
            points[language] += 1 / len(speak)
    best = max(points, key=lambda language: points[language])
    return best if points[best] >= 0.1 * len(words) else ""


def _unaccented(text: str) -> str:
    text = unicodedata.normalize("NFD", text.casefold())
    return "".join(c for c in text if not unicodedata.combining(c))


def _european(claim: str, language: str) -> Iterable[Word]:
    for text in re.findall(r"[^\W_]+", claim):
        if text not in phrases("languages", "function", language) and len(text) > 1 and not text.isdigit():
            yield Word(text, _meanings(text, language))


def _meanings(text: str, language: str) -> tuple[str, ...]:
    """The meanings of the longest entry that a word begins with, and in German of those that a compound holds."""
    entries = _glossary()[language]
    found = entries.get(f"{text}.", ())
    starts = range(len(text) - 3) if language == "de" else range(1)
    for start in starts:
        for end in range(len(text), start + 2, -1):
            part = text[start:end]
            if part in entries and (len(part) > 3 or part == text):
                found += entries[part]
                break
    return tuple(dict.fromkeys(found))


def _chinese(claim: str) -> Iterable[Word]:
    particles = "".join(phrases("languages", "particles", "zh"))
    for run in re.findall(r"[\u4e00-\u9fff]+|[A-Za-z0-9][\w+-]*", claim):
        if run[0] < "\u4e00":
            yield from (Word(stem) for stem in terms_of(run) if not stem.isdigit())
            continue
        at, unknown = 0, ""
        while at < len(run):
            entry = next((e for n in range(LONGEST, 0, -1) if (e := run[at : at + n]) in _glossary()["zh"]), "")
            unknown += "" if entry else run[at]
            at += len(entry) or 1
            if (entry or at >= len(run)) and len(unknown.strip(particles)) > 1:
                yield Word(unknown)
            if entry:
                unknown = ""
                yield Word(entry, _glossary()["zh"][entry])


@lru_cache(maxsize=1)
def _glossary() -> dict[str, dict[str, tuple[str, ...]]]:
    """The entries of each language with their English meanings."""
    text = data.text("glossary.txt")
    entries: dict[str, dict[str, tuple[str, ...]]] = {language: {} for language in LANGUAGES}
    for line in text.splitlines():
        english, *columns = line.split("|")
        if line.startswith("#"):
            continue
        for language, column in zip(LANGUAGES, columns, strict=True):
            for entry in column.split(","):
                entries[language][entry] = (*entries[language].get(entry, ()), *english.split())
    return entries


FITS = 0.35
"""The least share of its words' weight that is there for a claim in another language to be verified; where another sentence
holds more, the share by so much higher."""


def judge(claim: str, together: str, cited: Sequence[CitedPassage], doubt: str) -> Verdict:
    """Judge by the glossary's words: they are there, no other sentence of the paper holds as many, nothing points back."""
    label = labels(cited)
    unread = f"in another language than {label}; its figures and names agree"
    words = words_of(claim)
    if words is None:
        return Verdict(Support.WEAK, doubt or unread, 0.5)
    here, more = fit(words, together, (latex_to_text(sanitize(text)) for c in cited for _, text in c.others))
    meanings = {english for word in words for english in word.english}
    if denies(claim) and not NEGATION.search(together):
        doubt = doubt or f"the claim denies something; {label} does not"
    elif found := opposite(meanings, together):
        ours = next(word.text for word in words if found[0] in word.english)
        doubt = doubt or f"the claim says “{sanitize(ours, 30)}”; {label} says “{found[1]}”"
    if doubt or here + min(more, 0.0) < FITS:
        return Verdict(Support.WEAK, doubt or unread, min(here, 0.5))
    return Verdict(Support.VERIFIED, "", min(1.0, here + more))


def opposite(claimed: Set[str], together: str) -> tuple[str, str] | None:
    """Return a word of the claim and one of what is cited that point opposite ways, where nothing else tells."""
    said = set(re.findall(r"[a-z]+", together.casefold()))
    for group in lexicon("opposites"):
        first, second = (phrases("opposites", group, kind) for kind in ("one", "other"))
        for mine, theirs in ((first, second), (second, first)):
            ours = claimed & mine
            if ours and not claimed & theirs and said & theirs and not said & mine:
                return min(ours), min(said & theirs)
    return None
