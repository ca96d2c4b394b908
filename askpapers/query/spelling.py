"""Which names of the papers a question mentions letter by letter (GSM8K, PASCAL-Context), and which of its words are slips."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from askpapers.papers.paper import Paper
from askpapers.text.spelling_variants import respelt
from askpapers.text.terms import STOP_WORDS, idf, stem

_WORD = re.compile(r"[^\W_]+(?:[-_/.+][^\W_]+)*")
_NUMBER_WORD = re.compile(r"\d+(?:st|nd|rd|th|s|x|k|m|b|d|%)?", re.I)
_SURELY = re.compile(r"[a-z][A-Z]|[A-Z]{2}[a-z]{2}|[^\W\d_]\d|\d[^\W\d_]|[A-Z][^\W_]*[-_/][A-Z]|[A-Z]{2,}[-_/]")
_FIGURES_OR_CAPITALS = re.compile(r"[a-z][A-Z]|[^\W\d_]-?\d")
_CAPITALS = re.compile(r"[A-Z]{3,}s?")
COMMON = 0.25
"""An abbreviation that a larger share of the papers holds (LLM) tells none of them apart."""

MOST_WORDS = 64
"""Of a page that was pasted as a question, no more words are looked for in every paper."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name as the question writes it, and the pattern of its other spellings: small letters, plural, other hyphens.

    An abbreviation (RLHF) is not `coined`.
    """

    text: str
    pattern: re.Pattern[str]
    coined: bool = True

    def within(self, text: str) -> bool:
        """Whether a text holds the name."""
        return self.pattern.search(text) is not None


def match_names(question: str, papers: Sequence[Paper]) -> tuple[Name, ...]:
    """Return the names of a question that some of the papers hold; a run of them that is held counts as one."""
    texts = [f"{paper.title}. {paper.abstract}" for paper in papers]
    heads = {head for paper in papers if (head := paper.title.partition(":")[0]) != paper.title and " " not in head}
    shouted = question.upper() == question and len(question.split()) > 2
    found = _titles(question, papers)
    words = list(_WORD.finditer(question))[:MOST_WORDS]
    taken = 0
    for word, following in zip_longest(words, words[1:]):
        if word.start() < taken:
            continue
        for last in filter(None, (following, word)):
            text = question[word.start() : last.end()]
            if re.search(r"[^\w\s/.+-]", text) is None and (name := _name(text, texts, shouted, heads)):
                found.append(name)
                taken = last.end()
                break
    # Beside a name that is surely one, an abbreviation is a word like others: "How many GPUs does AdaMerging take?"
    coined = [name for name in found if name.coined]
    return tuple(dict.fromkeys(coined or found))


def _titles(question: str, papers: Sequence[Paper]) -> list[Name]:
    """The titles that a question writes out, or what stands in them before the colon: “Consent in Crisis”."""
    heads = dict.fromkeys(paper.title.partition(":")[0].strip() for paper in papers)
    return [
        Name(head, re.compile(rf"(?<!\w){re.escape(head)}(?!\w)", re.I))
        for head in heads
        if " " in head and head[0].isupper() and re.search(rf"(?<!\w){re.escape(head)}(?!\w)", question)
    ]


def _name(text: str, texts: Sequence[str], shouted: bool, heads: Container[str]) -> Name | None:
    pattern, parts = _spelled(text), text.split()
    written = [m[0] for t in texts for m in [pattern.search(t)] if m] if pattern else []
    if pattern is None or not written:
        return None
    # "Spacer" is a name where a title begins with "Spacer:".
    surely = not shouted and len(parts) == 1 and (_is_coined(text) or (text in heads and text[0].isupper()))
    abbreviated = not shouted and all(_CAPITALS.fullmatch(part) for part in parts)
    first = _spelled(parts[0]) if len(parts) == 2 and not abbreviated else None
    if first and sum(first.search(t) is not None for t in texts) > 2 * len(written):
        # "LLM agents" is two words, for LLM stands in many more papers than "LLM-Agent" does; PASCAL does not.
        return None
    if any(_FIGURES_OR_CAPITALS.search(t) and " " not in t for t in (text if surely else "", *_most(written))):
        return Name(text, pattern)
    abbreviated = abbreviated and _most(written)[0].rstrip("s").isupper()
    coined = surely or (abbreviated and len(parts) > 1) or any(map(_is_coined, _most(written)))
    return (
        Name(text, pattern, coined) if (coined or abbreviated) and len(written) <= max(3, COMMON * len(texts)) else None
    )


def _most(written: Sequence[str]) -> list[str]:
    """The spelling that most papers use: one “LLM-Agent” makes no name of "LLM agents"."""
    return [max(dict.fromkeys(written), key=written.count)]


def _is_coined(word: str) -> bool:
    return " " not in word and _NUMBER_WORD.fullmatch(word) is None and _SURELY.search(word) is not None


def _spelled(text: str) -> re.Pattern[str] | None:
    """The pattern of a name: between its parts, and between letters and figures, a hyphen, a space or nothing."""
    parts = re.findall(r"[^\W\d_]+?(?=[vV]\d)|[^\W\d_]+|\d+", text)
    if sum(map(len, parts)) < 3:
        return None
    if parts[-1].endswith("s") and (len(parts[-1]) > 3 or parts[-1][:-1].isupper()):
        parts[-1] = parts[-1][:-1]
    inner = r"[-‐‑–_/. ]?".join(map(re.escape, parts))
    # "Qwen2" is no name of what is written "Qwen2.5".
    longer = r"|\.\d" if parts[-1].isdigit() else ""
    return re.compile(rf"(?<![^\W_]){inner}(?:['’]?s)?(?![^\W_]{longer})", re.I)


SHORTEST = 5


def suggest_spellings(question: str, papers: Sequence[Paper]) -> tuple[tuple[str, str], ...]:
    """Return the words of a question that are misspelt, each with the word of the papers that was meant.

    A word that no paper holds is compared with the words that papers do hold; names (with a
    capital) and words that are words are left alone.
    """
    words = [m[0] for m in re.finditer(r"(?<![\w-])[a-z]+(?![\w-])", question) if len(m[0]) >= SHORTEST]
    if not words:
        return ()
    held = _words(papers)
    known = {stem(word) for word in held} | {stem(word) for word in STOP_WORDS} | STOP_WORDS
    found = []
    for word in dict.fromkeys(words):
        if word in held or word in STOP_WORDS or stem(word) in known:
            continue
        other = next((other for other in respelt(word) if other in held), "") or _nearest(word, held)
        if other:
            found.append((word, other))
    return tuple(found)


def corrected(text: str, words: Iterable[tuple[str, str]]) -> str:
    """Return a text with the words that were meant."""
    for written, other in words:
        text = re.sub(rf"(?<!\w){written}(?!\w)", other, text)
    return text


def _words(papers: Sequence[Paper]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for paper in papers:
        for word in re.findall(r"[a-z]+", f"{paper.title} {paper.abstract}".lower()):
            counts[word] = counts.get(word, 0) + 1
    return counts


def _nearest(word: str, held: dict[str, int]) -> str:
    """The word that is one slip away; two would make “synthetic” of “syntactic”, and “attention” of “abstention”."""
    single = word.removesuffix("s")
    # "Tabular" is a word of arXiv's, and no slip for "tubular".
    known = idf()
    near = [
        (-held[other], other)
        for other in held
        if other[0] == word[0] and len(other) >= SHORTEST and abs(len(other) - len(word)) <= 2
        and (word[:6] not in known or word[:6] == other[:6])
        and (_slipped(word, other) or _slipped(single, other.removesuffix("s")))
    ]  # fmt: skip
    return "" if not near or _is_word(word) else min(near)[1]


def _is_word(text: str) -> bool:
    """Whether a word is one of any language's common ones: "chess" is no slip for "chest"."""
    from askpapers.models import tokens

    return tokens.count(f" {text}") == 1


def _slipped(one: str, other: str) -> bool:
    """Whether one letter is put in, left out or exchanged, or two neighbours are swapped."""
    while one and other and one[0] == other[0]:
        one, other = one[1:], other[1:]
    return other[1:] in (one, one[1:]) or other == one[1:] or (other[:2] == one[1::-1] and other[2:] == one[2:])
