"""Figures, names and other details of a claim that its source does not have, or that the claim has crossed."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import combinations
from operator import itemgetter

from askpapers.papers.abstract import CitedPassage, around, fold_words, labels
from askpapers.text.latex import latex_to_text
from askpapers.text.lexicon import lexicon, phrases
from askpapers.text.quantities import Quantity, agrees, quantities, rounds
from askpapers.text.sanitize import sanitize
from askpapers.text.terms import RAREST, STOP_WORDS, idf, stem


def compare_figures(claim: str, together: str, cited: Sequence[CitedPassage]) -> tuple[str, str]:
    """Return the reason, where a figure of the claim is in none of the cited sentences, and the doubt, where one is rounded or in words."""
    said = quantities(together)
    title = quantities(" ".join(latex_to_text(sanitize(c.title)) for c in cited))
    doubt = ""
    for figure in quantities(claim):
        if any(agrees(figure, other) for other in said):
            continue
        if near := next((other for other in said if rounds(figure, other)), None):
            doubt = doubt or f"{figure.text} is rounded: {labels(cited)} says {near.text}"
        elif figure.in_words:
            usual = figure.value in {2.0, 0.5, 1.0} and figure.unit != "x"
            if not usual and not _counted(claim, figure):
                doubt = doubt or f"“{figure.text}” is not in what is cited"
        elif not any(agrees(figure, other) for other in title):
            return _figure_reason(figure, said, together, cited), ""
    return "", doubt


def _counted(claim: str, figure: Quantity) -> bool:
    """Whether a number word counts what the claim itself lists: "three methods: A, B and C"."""
    return claim.count(",") + len(re.findall(r"\band\b", claim)) >= figure.value - 1 and figure.value <= 6


def _figure_reason(figure: Quantity, said: Sequence[Quantity], together: str, cited: Sequence[CitedPassage]) -> str:
    reason = f"{figure.text} is not in {' or '.join(c.label for c in cited)}"
    for other, text in (other for c in cited for other in c.others):
        if any(agrees(figure, q) for q in quantities(latex_to_text(sanitize(text)))):
            return f"{reason}, but in {other}"
    near = [q for q in said if q.unit == figure.unit and not q.in_words]
    if near:
        closest = min(near, key=lambda q: abs(q.value - figure.value))
        there = _with_neighbors(closest, said, together)
        return f"{reason}, which says {there}" if len(cited) == 1 else f"{reason}; {there} is"
    return reason


def _with_neighbors(figure: Quantity, said: Sequence[Quantity], text: str) -> str:
    """The words of a figure and of those beside it, from which a dash or a word parts it: a range is named whole."""
    first = last = said.index(figure)
    while first and _BESIDE.fullmatch(text[said[first - 1].span.end : said[first].span.start]):
        first -= 1
    while last + 1 < len(said) and _BESIDE.fullmatch(text[said[last].span.end : said[last + 1].span.start]):
        last += 1
    return text[said[first].span.start : said[last].span.end].strip()


_BESIDE = re.compile(r"\s?(?:[-–—−]|[^\W\d_]+)\s?")


def unknown_name(names: Sequence[str], together: str, cited: Sequence[CitedPassage]) -> str:
    """Return the reason, where one of a claim's names is nowhere in the cited paper."""
    known = around(together, cited)
    for name in names:
        if not _is_named(name, known):
            return f"“{sanitize(name, 40)}” is nowhere in the paper of {labels(cited)}"
    return ""


def of_one_named(names: Sequence[str], cited: Sequence[CitedPassage]) -> tuple[str, tuple[CitedPassage, ...]] | None:
    """Return the name and the sentences of the only one of several cited papers that a claim names by its title; None where it names none or more.

    A name of which another of the papers speaks too is no paper's own.
    """
    papers: dict[str, list[CitedPassage]] = {}
    for passage in cited:
        papers.setdefault(passage.title, []).append(passage)
    if len(papers) < 2:
        return None
    known = {title: around(" ".join(c.text for c in own), own) for title, own in papers.items()}
    found = {
        title: name
        for name in names
        for title in papers
        if _is_named(name, fold_words(title)) and not any(_is_named(name, known[o]) for o in papers if o != title)
    }
    if len(found) != 1:
        return None
    [(title, name)] = found.items()
    return name, tuple(papers[title])


def _is_named(name: str, around: str) -> bool:
    """Whether a text names it: whole, in the singular, a part of a compound, or spelled out ("large language model")."""
    forms = [name, *(part for part in re.split(r"[-+/.]", name) if len(part) > 1)]
    singular = [fold_words(form).replace(" ", "").removesuffix("s") for form in forms]
    return any(_holds(around, form) or _initials(form, around) for form in singular if form)


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
    return 2 <= len(acronym) <= 6 and acronym.isalpha() and acronym in "".join(word[0] for word in text.split())


CROSSED = 0.3
"""How much better the crossed reading must fit: finds .28 of claims with something swapped (.9 of 100 true ones)."""

_REACH = 7
"""Words on either side that say what a figure is of."""

# A figure in a name (GPT-4, 7B stays) is none.
_TOKEN = re.compile(r"[^\W\d_]+|(?<![^\W_])(?<![^\W\d_]-)(?<!\d\.)\d[\d,]*(?:\.\d+)?|[;,.:]")
_PARTING = frozenset("and while but versus vs against whereas to from".split())

_Near = dict[str, float]
"""The stems around a place, the nearer the heavier."""


def crossed_figures(claim: str, source: str) -> tuple[str, str] | None:
    """Return two figures that the claim gives to each other's subject, worst first, or None; the source has both."""
    fit, first, second = _crossed(_places(claim[:4_000], _figure), _places(source[:20_000], _figure), 24, lambda _: 1.0)
    return (first, second) if fit > CROSSED else None


def crossed_words(claim: str, source: str) -> float:
    """Return how much better two words of a claim would fit its source the other way round, -1 to 2; -1 where no two are in both.

    Among claims that a reader takes for supported, .77 of those with something swapped are above a true one.
    """
    rarity = idf()
    ours, theirs = _places(claim[:1_000], _word), _places(source[:20_000], _word)
    return min(2.0, _crossed(ours, theirs, 40, lambda stem: min(rarity.get(stem, RAREST), 6.0) / 6.0)[0])


def _crossed(
    ours: dict[str, list[_Near]], theirs: dict[str, list[_Near]], most: int, weigh: Callable[[str], float]
) -> tuple[float, str, str]:
    """How much better two words or figures of a claim fit the other way round, and which do most."""

    def fit(mine: str, its: str) -> float:
        near = {s: weight * weigh(s) for s, weight in ours[mine][0].items() if s not in own}
        return max(sum(weight * there.get(s, 0.0) for s, weight in near.items()) for there in theirs[its])

    worst = (-1.0, "", "")
    for own in combinations([name for name in ours if name in theirs][:most], 2):
        one, other = own
        worst = max(
            worst, (fit(one, other) + fit(other, one) - fit(one, one) - fit(other, other), *own), key=itemgetter(0)
        )
    return worst


def _places(text: str, name: Callable[[str], str]) -> dict[str, list[_Near]]:
    """What stands around each word or figure of a text, wherever it comes; `name` calls it, "" what is left out."""
    tokens = _TOKEN.findall(text.lower())
    found: dict[str, list[_Near]] = {}
    for i, token in enumerate(tokens):
        if key := name(token):
            near: _Near = {}
            for side in (tokens[max(0, i - _REACH) : i][::-1], tokens[i + 1 : i + 1 + _REACH]):
                _weigh(side, near)
            found.setdefault(key, []).append(near)
    return found


def _figure(token: str) -> str:
    return token.replace(",", "").rstrip(".") if token[0].isdigit() else ""


def _word(token: str) -> str:
    return stem(token) if token[0].isalnum() and token not in STOP_WORDS and len(token) > 1 else ""


def _weigh(side: Sequence[str], near: _Near) -> None:
    """Note the stems on one side of a place, the nearest first."""
    weight = 1.0
    for token in side:
        if token in ",;:.":
            weight *= 0.5
        elif token[0].isdigit() or token in _PARTING:
            weight *= 0.6
        elif key := _word(token):
            near[key] = max(near.get(key, 0.0), weight)
            weight *= 0.85


def opposite_words(claim: str, source: str) -> tuple[str, str] | None:
    """Return a word of a claim and one of its source that point opposite ways, where nothing else tells."""
    claimed, said = (set(re.findall(r"[a-z]+", text.casefold())) for text in (claim, source))
    for group in lexicon("opposites"):
        first, second = (phrases("opposites", group, kind) for kind in ("one", "other"))
        for mine, theirs in ((first, second), (second, first)):
            ours = claimed & mine
            if ours and not claimed & theirs and said & theirs and not said & mine:
                return min(ours), min(said & theirs)
    return None
