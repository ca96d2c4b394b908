"""Any text checked against the library: a draft, another program's answer, or claims with the papers they name."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from askpapers import errors
from askpapers.answers.answer import Support
from askpapers.answers.verdict import Verdict
from askpapers.papers.abstract import CitedPassage, abstract_of
from askpapers.papers.deduplication import fold_title
from askpapers.papers.paper import Paper
from askpapers.text.sanitize import sanitize
from askpapers.text.sentences import Span, split
from askpapers.verification.draft import ids_in, links_in, sentences_of
from askpapers.verification.draft_sources import bibliographies_in, sources_in

if TYPE_CHECKING:
    from askpapers.library.library import Library
    from askpapers.text.inference import CrossEncoder

LEAST_SAID = 3
"""Words beside a title from which a sentence says something of it."""

LONGEST = 4_000_000
"""Characters of a text; more is no draft."""


@dataclass(frozen=True, slots=True)
class CheckedClaim:
    """A claim with its verdict; `papers` are the ids of the papers it cites, that of the verdict first, `unknown` what it cites and nobody knows.

    `quote` are the sentences that the verdict rests on, and `title` that of their paper.
    """

    claim: str
    verdict: Verdict
    papers: tuple[str, ...] = ()
    sentences: tuple[int, ...] = ()
    unknown: tuple[str, ...] = ()
    span: Span | None = None
    quote: str = ""
    title: str = ""


async def check_claim(claim: str, sentences: Sequence[str]) -> Verdict:
    """Return how well sentences together support a claim: `support`, `reason` in words, `score` from 0 to 1.

    The score grows with support: contradiction is lowest, silence between.

    >>> (await check_claim("Lamp A burns for 900 hours.", ["Lamp A burns for 412 hours."])).reason
    '900 hours is not in sentence 1, which says 412 hours'
    """
    from askpapers.models import cross_encoder
    from askpapers.verification.support.judge import judge_support

    cited = [CitedPassage(f"sentence {n}", sentence) for n, sentence in enumerate(sentences, 1)]
    return await asyncio.to_thread(lambda: judge_support(claim, cited, cross_encoder.reader()))


async def verify(library: Library, text: str, *, bibliography: str = "") -> list[CheckedClaim]:
    """Return the claims of a text in order, each with its verdict.

    JSON Lines `{"claim", "paper", "sentences"}` are claims as they are; without `sentences` the whole abstract is asked. Of
    any other text each sentence is a claim that cites arXiv ids, titles, or keys of `bibliography` (BibTeX) as LaTeX and
    pandoc write them. Raises BadInput where a line of JSON Lines cannot be read.

    >>> [claim.verdict.support.value for claim in await verify(library, "Lamps burn for ever (arXiv:2401.00001).")]
    ['unknown-source']
    """
    if len(text) > LONGEST:
        raise errors.BadInput(f"The text has {len(text):,} characters; {LONGEST:,} are read.", "Check it in parts.")
    reader = await library.reader()
    if text.lstrip()[:1] == "{":
        rows = list(_rows(text))
        found = {paper.id: paper for paper in await library.catalog.papers([row["paper"] for row in rows])}
        known = {row["paper"]: await library.catalog.paper(row["paper"]) for row in rows if row["paper"] not in found}
        papers = {**known, **found}
        return await asyncio.to_thread(lambda: [_of_row(row, papers.get(row["paper"]), reader) for row in rows])
    keys = await asyncio.to_thread(_keys, bibliography) if bibliography else {}
    everything = [row.paper for row in await library.catalog.rows(_all(), limit=1_000_000)]
    return await asyncio.to_thread(lambda: list(_of_text(text, everything, keys, reader)))


def _all() -> Any:
    from askpapers.papers.scope import Scope

    return Scope()


def _rows(text: str) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise errors.DamagedInput(
                f"Line {number} is no JSON: {error.msg}.", 'One {"claim", "paper"} a line.'
            ) from None
        numbers = row.get("sentences", []) if isinstance(row, dict) else None
        right = isinstance(numbers, list) and all(isinstance(n, int) and not isinstance(n, bool) for n in numbers)
        if not right or not all(isinstance(row.get(name), str) for name in ("claim", "paper")):
            raise errors.DamagedInput(
                f"Line {number} is no claim.", 'It wants {"claim": text, "paper": id} and may have "sentences": [1, …].'
            )
        yield row


def _of_row(row: dict[str, Any], paper: Paper | None, reader: CrossEncoder | None) -> CheckedClaim:
    claim, numbers = row["claim"], tuple(row.get("sentences") or ())
    if paper is None:
        return _unknown(claim, (row["paper"],))
    spans = split(paper.abstract)
    if bad := [n for n in numbers if not 1 <= n <= len(spans)]:
        reason = f"{paper.id} has no sentence {bad[0]}; it has {len(spans)}"
        return CheckedClaim(claim, Verdict(Support.UNKNOWN_SOURCE, reason, 0.0), (paper.id,), numbers)
    return _checked(claim, [paper], reader, numbers)


def _unknown(claim: str, names: tuple[str, ...], span: Span | None = None) -> CheckedClaim:
    reason = f"“{sanitize(names[0], 60)}” is not in the library"
    return CheckedClaim(claim, Verdict(Support.UNKNOWN_SOURCE, reason, 0.0), unknown=names, span=span)


def _checked(
    claim: str,
    papers: Sequence[Paper],
    reader: CrossEncoder | None,
    numbers: Sequence[int] = (),
    span: Span | None = None,
) -> CheckedClaim:
    """Judge a claim against the sentences that are named, else over the abstract of each paper.

    Of several papers one that says it decides, else the one that shares most with it.
    """
    from askpapers.verification.whole_abstract import judge_abstract, judge_sentences

    ids = tuple(paper.id for paper in papers)
    judged = (
        (paper, judge_sentences(claim, paper, numbers, reader) if numbers else judge_abstract(claim, paper, reader))
        for paper in papers
    )
    found = [(paper, one) for paper, one in judged if one is not None]
    if not found:
        return CheckedClaim(claim, Verdict(Support.UNCHECKED, "the paper has no abstract", 0.5), ids, span=span)
    paper, best = max(
        found, key=lambda one: (one[1].verdict.support is Support.VERIFIED, one[1].closeness, one[1].verdict.score)
    )
    quote = " ".join(abstract_of(paper).texts[n - 1] for n in best.places)
    ids = (paper.id, *(id for id in ids if id != paper.id))
    return CheckedClaim(claim, best.verdict, ids, best.places, span=span, quote=quote, title=paper.title)


class _Shelf:
    """The papers of a library by what a text cites them by: ids, titles, keys of a bibliography or of the text's own list."""

    def __init__(self, papers: Sequence[Paper], keys: Mapping[str, tuple[str, ...]]) -> None:
        self.by_id = {paper.id: paper for paper in papers} | {
            paper.arxiv_id: paper for paper in papers if paper.arxiv_id
        }
        self.keys = keys
        # A bibliography may know the id of a paper that the library has by its title alone.
        self._by_title = {fold_title(paper.title): paper for paper in papers if len(fold_title(paper.title)) > 12}
        self._beginnings = {title.partition(" ")[0] for title in self._by_title}

    def learn(self, text: str) -> None:
        """Take the ids in the addresses of links whose words are a title for that paper's own."""
        for words, address in links_in(text):
            if (paper := self._by_title.get(fold_title(words))) is not None:
                self.by_id = {**dict.fromkeys(ids_in(address, ()), paper), **self.by_id}

    def named(self, name: str) -> Paper | None:
        """Return the paper of an id or a key."""
        if (paper := self.by_id.get(name)) is not None or name not in self.keys:
            return paper
        found = None
        for told in self.keys[name]:
            found = found or self.by_id.get(told) or self._by_title.get(fold_title(told))
        return found or next((paper for told in self.keys[name] for paper in self._within(told)), None)

    def _within(self, words: str) -> list[Paper]:
        """The papers whose id or title stands in the words of a source."""
        ids = (self.by_id.get(one) for one in ids_in(words, self.by_id))
        return [*(paper for paper in ids if paper is not None), *self.titled(words)]

    def titled(self, text: str) -> list[Paper]:
        """Return the papers whose titles a text holds."""
        folded = f" {fold_title(text)} "
        if self._beginnings.isdisjoint(folded.split()):
            return []
        return [paper for title, paper in self._by_title.items() if f" {title} " in folded]


def _of_text(
    text: str, papers: Sequence[Paper], keys: Mapping[str, tuple[str, ...]], reader: CrossEncoder | None
) -> Iterator[CheckedClaim]:
    """Yield the sentences of a text as claims, those without a letter left out."""
    shelf = _Shelf(papers, {**{source.key: (source.text,) for source in sources_in(text)}, **keys})
    shelf.learn(text)
    for sentence in sentences_of(text, {*shelf.by_id, *keys}):
        cited: dict[str, Paper] = {}
        unknown: list[str] = []
        for name in sentence.names:
            if (paper := shelf.named(name)) is not None:
                cited[paper.id] = paper
            else:
                unknown.append(_with_words(name, " ".join(shelf.keys.get(name, ()))))
        titled = shelf.titled(sentence.span.of(text))
        if titled and _is_reference(sentence.text, titled):
            continue
        cited |= {paper.id: paper for paper in titled}
        if unknown and not cited:
            yield _unknown(sentence.text, tuple(unknown), sentence.span)
        elif cited:
            yield replace(
                _checked(sentence.text, list(cited.values()), reader, span=sentence.span), unknown=tuple(unknown)
            )
        else:
            verdict = Verdict(Support.UNCITED, "no paper is cited for this", 0.0)
            if sentence.text.endswith(("?", "？")):
                verdict = Verdict(Support.UNCHECKED, "a question claims nothing", 0.5)
            yield CheckedClaim(sentence.text, verdict, span=sentence.span)


def _is_reference(sentence: str, titled: Sequence[Paper]) -> bool:
    """Whether a sentence is hardly more than a title."""
    rest = f" {fold_title(sentence)} "
    for paper in titled:
        rest = rest.replace(f" {fold_title(paper.title)} ", " ")
    return len(rest.split()) < LEAST_SAID


def _with_words(name: str, source: str) -> str:
    """A source of a text's own list by its mark and its words: a number alone tells nobody what is missing."""
    return f"{name} {' '.join(source.split())[:80]}".strip() if name.startswith("[") else name


def _keys(bibliography: str) -> dict[str, tuple[str, ...]]:
    """Return what each key of a BibTeX file stands for: its arXiv id where it has one, and its title."""
    from askpapers.readers.bibtex_entries import entries_in
    from askpapers.readers.formats.bibtex import paper_of

    papers = ((entry.key, paper_of(entry)) for entry in entries_in(bibliography))
    return {key: (paper.arxiv_id or paper.title, paper.title) for key, paper in papers if paper is not None}


def named_bibliographies(draft: str, folder: Path) -> tuple[list[Path], list[str]]:
    """Return the bibliographies that a draft names and that lie where it says, seen from its folder, and the names of those that do not."""
    there, missing = [], []
    for name in bibliographies_in(draft):
        try:
            path = folder / name
            found = path.is_file()
        except (OSError, ValueError):  # a name too long, or with a null in it
            found = False
        if found:
            there.append(path)
        else:
            missing.append(name)
    return there, missing
