"""What a list of papers shows as a whole: the phrases in titles that many share, and the pairs that are worth comparing."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from askpapers.answers.answer import Citation, Status
from askpapers.extractive.comparison import compare
from askpapers.extractive.sentence_roles import likelihoods, telling_place
from askpapers.papers.abstract import abstract_of
from askpapers.papers.paper import Match, Paper
from askpapers.text.lexicon import pattern, phrases
from askpapers.text.terms import RAREST, idf, shared_words, stem

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


MOST = 6
FEWEST_TITLES, FEWEST_PAPERS = 2, 3
"""A phrase is shared by so many titles, or stands in one and in so many papers."""

FEW = 12
"""Papers of a list so short that what most of them say is its theme."""

ALWAYS = 0.6
"""Where so many of a phrase's places go on with the same word, it belongs to it: “large language” is followed by “models”."""

_GENERAL = r"[a-z]+-{any_kind}|{any_sort}[ -][a-z]+"
"""What papers on any subject say."""

Pair = tuple[str, str]


class Said(NamedTuple):
    """A sentence of a paper, and how likely it tells the paper's own, 0 … 1."""

    paper: int
    sentence: int
    text: str
    own: float


class SharedPhrase(NamedTuple):
    """A phrase that several papers share, in how many, and the sentence of one of them that says most of it."""

    phrase: str
    papers: int
    said: Said


def overview(matches: Sequence[Match], scope_size: int) -> tuple[str, Status]:
    """Name the phrases that several papers share, and quote a sentence of one paper for each."""
    found = shared_phrases([match.paper for match in matches])
    if not found:
        if scope_size < 2:
            return "There are too few papers in scope to share anything.", Status.NOT_FOUND
        return f"The titles of the {scope_size} papers share no phrase.", Status.NOT_FOUND
    # The counts are no claim about the sentences quoted, so they stand in the lead.
    named = ", ".join(f"{shared.phrase} ({shared.papers})" for shared in found)
    lead = f"What several of the {len(matches)} papers speak of, in how many each, and a sentence quoted for each: {named}:"
    lines = [f"- {said.text} [{said.paper}.{said.sentence}]" for _, _, said in found]
    return "\n\n".join([lead, "\n".join(lines)]), Status.ANSWERED


def shared_phrases(papers: Sequence[Paper], most: float = 1.0) -> list[SharedPhrase]:
    """Return the phrases of titles that several papers share, the one of most weight first, each with a sentence.

    A phrase that more than the share `most` of many papers say (`FEW` or more) is left out.
    """
    titled: defaultdict[Pair, set[int]] = defaultdict(set)
    holding: defaultdict[Pair, set[int]] = defaultdict(set)
    counts: defaultdict[Pair, Counter[str]] = defaultdict(Counter)
    for n, paper in enumerate(papers, 1):
        for key, phrase in _pairs(paper.title):
            titled[key].add(n)
            counts[key][phrase] += 1
    for n, paper in enumerate(papers, 1):
        for key in {key for key, _ in _pairs(f"{paper.title}. {paper.abstract}")} & titled.keys():
            holding[key].add(n)
    written = {key: max(forms, key=lambda form: (forms[form], form)) for key, forms in counts.items()}
    limit = most * len(papers) if len(papers) >= FEW else len(papers)

    def worth(key: Pair) -> tuple[bool, float, Pair]:
        rarest = min(idf().get(word[:6], RAREST) for word in written[key].replace("-", " ").split())
        return len(titled[key]) < FEWEST_TITLES, -len(holding[key]) * (0.5 + rarest), key

    shared = [
        key
        for key in titled
        if len(holding[key]) <= limit and (len(titled[key]) >= FEWEST_TITLES or len(holding[key]) >= FEWEST_PAPERS)
    ]
    chosen: list[Pair] = []
    for key in sorted(shared, key=worth):
        general = pattern("themes", _GENERAL, 0).fullmatch(written[key])
        if len(chosen) < MOST and not general and not any(set(key) & set(other) for other in chosen):
            chosen.append(key)
    told: list[SharedPhrase] = []
    taken: set[int] = set()
    for key in chosen:
        found: list[Said] = []
        for group in (titled[key] - taken, holding[key] - titled[key] - taken):
            found += [said for n in sorted(group) if (said := _said(n, papers[n - 1], key))]
            if any(said.own > 0.5 for said in found):
                break
        if found:
            said = max(found, key=lambda said: said.own)
            taken.add(said.paper)
            others = frozenset(stem for other in chosen if other != key for stem in other)
            phrase = _longer(written[key], [papers[m - 1] for m in holding[key]], others)
            told.append(SharedPhrase(phrase, len(holding[key]), said))
    return told


def _pairs(text: str) -> list[tuple[Pair, str]]:
    """Return the pairs of neighboring words, with a space or a hyphen between, as stems and as written."""
    text = re.sub(r"https?://\S+", " . ", text).casefold()
    found, links = [], phrases("themes", "link")
    for first, second in pairwise(re.finditer(r"[^\W\d_]+", text)):
        between = text[first.end() : second.start()]
        if between.strip() in {"", "-"} and between and not links.intersection((first[0], second[0])):
            written = " ".join(text[first.start() : second.end()].split())
            found.append(((stem(first[0]), stem(second[0])), written))
    return found


def _longer(phrase: str, holding: Sequence[Paper], others: frozenset[str]) -> str:
    """Return a phrase with the words that nearly always stand before and behind it, `others` excepted."""
    first, second = re.split(r"[ -]", phrase, maxsplit=1)
    around = re.compile(rf"(?:([^\W\d_]+[ -]))?\b{first}[ -]{second}\b(?:([ -][^\W\d_]+))?", re.I)
    found = [m for paper in holding for m in around.finditer(f"{paper.title}. {paper.abstract}")]
    for side in (2, 1):
        words = [
            word.casefold()
            for m in found
            if (word := m[side]) and word.casefold().strip(" -") not in phrases("themes", "link")
        ]
        stems = Counter(stem(word.strip(" -")) for word in words)
        key, count = next(iter(stems.most_common(1)), ("", 0))
        if key not in others and count >= max(2, ALWAYS * len(found)):
            word = Counter(word for word in words if stem(word.strip(" -")) == key).most_common(1)[0][0]
            phrase = phrase + word if side == 2 else word + phrase
    return phrase


def _said(number: int, paper: Paper, key: Pair) -> Said | None:
    """The sentence with a phrase that is most of all the paper's own: what it does or finds, and not what is known."""
    texts = abstract_of(paper).texts
    places = [i for i, text in enumerate(texts) if any(found == key for found, _ in _pairs(text))]
    if not places:
        return None
    # What a paper proposes tells more of a theme than by how much it is better.
    own = [roles.objective + roles.method + roles.result / 2 for roles in likelihoods(texts)]
    best = max(places, key=lambda i: own[i])
    return Said(number, best + 1, texts[best], own[best])


MOST_PAIRS = 3
NEAR = 0.6
"""The cosine of two abstracts from which they are on one subject: a tenth of the pairs of the sample day are."""

SAME = 0.75
"""The cosine of the sentences that say how from which two papers do the same thing."""

APART = 0.5
"""How much a difference in what is done counts against nearness in subject."""

TELLING = 0.3
"""How likely the sentence that says how must be one of method or aim."""

SHARED = 3


class Contrast(NamedTuple):
    """Two papers by their places, the sentence of each that says what it does, and the words of their subject."""

    papers: tuple[int, int]
    ways: tuple[Citation, Citation]
    shared: tuple[str, ...]


def contrasts(
    papers: Sequence[Paper],
    documents: NDArray[np.float32],
    sentences: Sequence[NDArray[np.float32]],
    most: int = MOST_PAIRS,
) -> list[Contrast]:
    """Return the pairs most worth comparing, best first; no paper stands in two.

    `documents` (n, d) and `sentences`, one (m, d) a paper, are vectors of unit length; a paper without them is in no pair.
    """
    import numpy as np

    ways = {n: way for n, paper in enumerate(papers) if (way := _way(paper)) is not None and way < len(sentences[n])}
    places = [n for n in ways if documents[n].any()]
    if len(places) < 2:
        return []
    near = documents[places] @ documents[places].T
    told = np.stack([sentences[n][ways[n]] for n in places])
    alike = told @ told.T
    worth = np.where((near >= NEAR) & (alike < SAME), near - APART * alike, -np.inf)
    worth[np.tril_indices(len(places))] = -np.inf
    found: list[Contrast] = []
    taken: set[int] = set()
    for at in np.argsort(-worth, axis=None, kind="stable")[: 50 * most].tolist():
        i, j = divmod(at, len(places))
        left, right = places[i], places[j]
        if not np.isfinite(worth[i, j]) or len(found) == most:
            break
        if not taken & {left, right} and (shared := shared_words(_whole(papers[left]), _whole(papers[right]))[:SHARED]):
            methods = _methods(papers[left], papers[right])
            if len(methods) == 2:
                taken |= {left, right}
                found.append(Contrast((left, right), methods, shared))
    return found


def _whole(paper: Paper) -> str:
    return f"{paper.abstract} {paper.title}"


def _methods(left: Paper, right: Paper) -> tuple[Citation, ...]:
    """The sentences that lay both methods side by side, as a comparison chooses them."""
    (method,) = (point for point in compare([left, right]) if point.aspect == "method")
    return tuple(citation for cell in method.cells for citation in cell.citations)


def _way(paper: Paper) -> int | None:
    """The place of the sentence in which a paper says what it does, None where none does."""
    roles = likelihoods(abstract_of(paper).texts)
    best = telling_place(roles)
    return best if best is not None and roles[best].own >= TELLING else None
