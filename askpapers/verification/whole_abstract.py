"""A claim that cites a paper and no sentence of it, judged over the whole abstract."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import permutations

from askpapers.answers.answer import Support
from askpapers.answers.verdict import Verdict
from askpapers.papers.abstract import CitedPassage, abstract_of
from askpapers.papers.paper import Paper
from askpapers.text.inference import CrossEncoder
from askpapers.text.latex import latex_to_text
from askpapers.text.lexicon import is_foreign
from askpapers.text.quantities import Quantity, agrees, quantities, rounds
from askpapers.text.sanitize import sanitize
from askpapers.text.terms import weigh_terms
from askpapers.verification.support.judge import chances_of, judge_support

LIKELIEST = 5
"""Sentences of an abstract that a claim is read against: those that share most with it."""

SILENT = 0.15
"""The chance of support up to which no sentence speaks for a claim that the nearest one contradicts.

Chosen on 1,159 claims over their whole abstracts: .054 of the contradicting ones are signed ✗, and .007 of the true ones."""

OF_TITLE = 0.25
"""What a word of the paper's title weighs in the choice of sentences: so the one that is meant comes first in .993 of 985 claims (.976 without)."""

MOST_FIGURES = 4
"""Figures of a sentence that are tried in the place of one that the abstract does not have."""

_NEAR = 0.02
_ROUND = 1.0


@dataclass(frozen=True, slots=True)
class AbstractVerdict:
    """A verdict with the sentences that it rests on, numbered from 1; `closeness` is the weight of what claim and paper share."""

    verdict: Verdict
    places: tuple[int, ...] = ()
    closeness: float = 0.0


def judge_abstract(claim: str, paper: Paper, reader: CrossEncoder | None) -> AbstractVerdict | None:
    """Return how well a paper's abstract supports a claim; None where it has none.

    A sentence that says it decides. Else the sentence that comes nearest contradicts it where none speaks for it, or a figure does
    that the abstract does not have, where the claim holds with one that it has.
    """
    texts = abstract_of(paper).texts
    if not texts:
        return None
    asked = _asked(claim, paper)
    order = _likeliest(asked, texts)
    closeness = _shared(weigh_terms(claim), " ".join([paper.title, *texts]))
    found = [AbstractVerdict(_judged(claim, paper, (place,), reader), (place,)) for place in order]
    best = max([*_without_doubt(found), *_joined(claim, paper, order, reader)], key=lambda one: one.verdict.score)
    if best.verdict.support is not Support.VERIFIED:
        best = _refused(claim, paper, found, best, reader)
    return replace(best, closeness=closeness)


def judge_sentences(claim: str, paper: Paper, places: Sequence[int], reader: CrossEncoder | None) -> AbstractVerdict:
    """Return how well some sentences of a paper together support a claim."""
    return AbstractVerdict(_judged(claim, paper, places, reader), tuple(places))


def _refused(
    claim: str, paper: Paper, found: Sequence[AbstractVerdict], best: AbstractVerdict, reader: CrossEncoder | None
) -> AbstractVerdict:
    """A claim that no sentence says: contradicted where that is sure, else tied to the sentence that comes nearest."""
    if reader is None:
        return best
    if other := _other_figure(claim, paper, [one.places[0] for one in found], reader):
        return other
    chances = [chances_of(claim, _passages(paper, one.places), reader) for one in found]
    shared = [_shared(_asked(claim, paper), abstract_of(paper).texts[one.places[0] - 1]) for one in found]
    near = [share / (max(shared) or 1.0) - one.neither for share, one in zip(shared, chances, strict=True)]
    first = found[near.index(max(near))]
    if first.verdict.support is Support.CONTRADICTED and max(one.supports for one in chances) <= SILENT:
        return first
    if best.verdict.support is Support.UNSUPPORTED and first.verdict.support is Support.WEAK:
        reason = f"sentence {first.places[0]}, which comes nearest, does not read as saying this"
        return AbstractVerdict(replace(best.verdict, reason=reason), first.places)
    return best


def _judged(claim: str, paper: Paper, places: Sequence[int], reader: CrossEncoder | None) -> Verdict:
    return judge_support(claim, _passages(paper, places), reader)


def _passages(paper: Paper, places: Sequence[int]) -> list[CitedPassage]:
    texts = abstract_of(paper).texts
    others = tuple((f"sentence {n}", text) for n, text in enumerate(texts, 1) if n not in places)
    return [CitedPassage(f"sentence {n}", texts[n - 1], paper.title, others) for n in places]


def _without_doubt(found: Sequence[AbstractVerdict]) -> list[AbstractVerdict]:
    """The verdicts of single sentences, none of them ✓ where the likeliest says otherwise: that another may say it is a doubt."""
    if found[0].verdict.support is not Support.CONTRADICTED:
        return list(found)
    reason = "another sentence reads as saying otherwise"
    return [
        replace(one, verdict=Verdict(Support.WEAK, reason, 0.5)) if one.verdict.support is Support.VERIFIED else one
        for one in found
    ]


def _joined(claim: str, paper: Paper, order: Sequence[int], reader: CrossEncoder | None) -> list[AbstractVerdict]:
    """The verdict of the two likeliest sentences together, which alone gives no ✓: so put together they say a false thing one time in three."""
    if len(order) < 2:
        return []
    places = tuple(sorted(order[:2]))
    verdict = _judged(claim, paper, places, reader)
    if verdict.support is Support.VERIFIED:
        verdict = Verdict(Support.WEAK, "no sentence says it alone; two together may", 0.6)
    return [AbstractVerdict(verdict, places)]


def _asked(claim: str, paper: Paper) -> dict[str, float]:
    """What a claim asks for of a sentence: that the paper's own name stands in it tells little, for all of them are about it."""
    titled = weigh_terms(paper.title)
    return {term: weight * (OF_TITLE if term in titled else 1.0) for term, weight in weigh_terms(claim).items()}


def _likeliest(asked: dict[str, float], texts: Sequence[str]) -> list[int]:
    """Return the numbers of the sentences that share most terms with a claim, the most first."""
    numbers = range(1, len(texts) + 1)
    return sorted(numbers, key=lambda number: (-_shared(asked, texts[number - 1]), number))[:LIKELIEST]


def _shared(asked: dict[str, float], text: str) -> float:
    there = weigh_terms(text)
    return sum(weight for term, weight in asked.items() if term in there)


def _other_figure(claim: str, paper: Paper, order: Sequence[int], reader: CrossEncoder) -> AbstractVerdict | None:
    """A claim whose only fault is a figure: the abstract does not have it, and a sentence says the claim with a figure of its own."""
    claim, texts = latex_to_text(sanitize(claim)), [latex_to_text(sanitize(text)) for text in abstract_of(paper).texts]
    own = quantities(claim)
    there = [figure for text in [*texts, latex_to_text(sanitize(paper.title))] for figure in quantities(text)]
    odd = [figure for figure in own if not figure.in_words and not any(_agree(figure, other) for other in there)]
    # "51B" may stand in a name, which is no figure.
    if (
        len(odd) != 1
        or any(odd[0].text in text for text in texts)
        or _is_derived(odd[0], there)
        or is_foreign(claim, " ".join(texts))
    ):
        return None
    [figure] = odd
    near: AbstractVerdict | None = None
    for place in order:
        said = [q for q in quantities(texts[place - 1]) if _is_alike(q, figure)]
        for other in [q for q in said if not any(_agree(q, mine) for mine in own)][:MOST_FIGURES]:
            swapped = claim[: figure.span.start] + other.text + claim[figure.span.end :]
            if _judged(swapped, paper, (place,), reader).support is Support.VERIFIED:
                reason = f"sentence {place} says {other.text} where the claim says {figure.text}"
                return AbstractVerdict(Verdict(Support.CONTRADICTED, reason, 0.0), (place,))
        if said and near is None:
            near = AbstractVerdict(_judged(claim, paper, (place,), reader), (place,))
    return near


def _is_alike(one: Quantity, other: Quantity) -> bool:
    """Whether two figures are of one unit; points are a difference where percent may be a level."""
    points = [re.search(r"points?$|pp$", figure.text) is not None for figure in (one, other)]
    return one.unit == other.unit and points[0] == points[1] and not one.in_words


def _agree(one: Quantity, other: Quantity) -> bool:
    return agrees(one, other) or rounds(one, other)


def _is_derived(figure: Quantity, there: Sequence[Quantity]) -> bool:
    """Whether a figure may be reckoned from those of the abstract: what is left of a hundred, a sum, a ratio, a round number, or thousands of another unit."""
    there = there[:20]
    values = [other.value for other in there]
    share = figure.unit == "%"

    def near(value: float) -> bool:
        return abs(figure.value - value) <= _NEAR * max(abs(figure.value), abs(value))

    if any(near(value * scale) for value in values for scale in (1.0, 1e3, 1e-3, 1e6, 1e9)):
        return True
    if share and any(abs(100 - value - figure.value) <= _ROUND for value in values):
        return True
    return any(
        (a.unit == b.unit == figure.unit and (near(a.value + b.value) or near(a.value - b.value)))
        or (b.value != 0 and near(a.value / b.value))
        or (share and b.value != 0 and (near(100 * a.value / b.value) or near(100 * (a.value - b.value) / b.value)))
        for a, b in permutations(there, 2)
    )
