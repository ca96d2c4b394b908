"""How many of a simulated reader's papers are among the first ten of a day: by interest, by upvotes, and the newest first.

    python benchmarks/interests.py /work/shared/data

Readers: those of one arXiv category, of four authors who come again, and of a topic. A reader stars each of their papers on the
days before; on each day with at least one of theirs among fifteen or more, the share of theirs in the first ten is taken, a
mean over days and then over readers. "In words" readers have starred nothing and said one sentence. What is theirs is told by
arXiv's categories, by names, and by the keywords that Hugging Face shows, which nothing here is ranked by; a paper without
categories or keywords is left out of its readers' days.
"""

from __future__ import annotations

import json
import lzma
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from typing import Any

from askpapers.models import bundled
from askpapers.papers.abstract import document
from askpapers.papers.interest import Interest, InterestKind, Rank
from askpapers.papers.paper import Paper
from askpapers.retrieval.interest_ranking import LEFT, Profile

FIRST, FEWEST = 10, 15
TOPICS = (
    "video generation", "reinforcement learning", "vision-language", "diffusion", "retrieval-augmented", "speech", "3d",
    "mixture-of-experts", "preference", "synthetic data", "reward model", "attention", "agent",
)  # fmt: skip


@dataclass(frozen=True)
class Reader:
    """A simulated reader: which papers are theirs, among which that can tell, and what they say of themselves."""

    kind: str
    said: str
    theirs: frozenset[str]
    pool: frozenset[str]


def main(data: Path) -> None:
    """Print the table."""
    papers, days, keywords = _days(data)
    categories = _categories(data, papers)
    rows = bundled.embedder().embed_now([document(paper) for paper in papers.values()])
    vectors = dict(zip(papers, rows, strict=True))
    readers = list(_readers(papers, categories, keywords))

    def upvotes(reader: Reader, day: Sequence[str], before: Sequence[str]) -> dict[str, Rank]:
        return {id: Rank(float(papers[id].upvotes or 0), "") for id in day}

    def newest(reader: Reader, day: Sequence[str], before: Sequence[str]) -> dict[str, Rank]:
        return {id: Rank(float(when.toordinal() if (when := papers[id].published) else 0), "") for id in day}

    def interest(reader: Reader, day: Sequence[str], before: Sequence[str]) -> dict[str, Rank]:
        liked = [
            (Interest(InterestKind.STARRED, papers[id].title, None, papers[id].authors, paper_id=id), vectors[id])
            for id in before
            if id in reader.theirs
        ]
        left = [(papers[id], vectors[id]) for id in [*day, *reversed(before)] if id not in reader.theirs or id in day]
        return Profile(liked, left[:LEFT]).rank([(papers[id], vectors[id]) for id in day])

    def in_words(reader: Reader, day: Sequence[str], before: Sequence[str]) -> dict[str, Rank]:
        said = [(Interest(InterestKind.SAID, reader.said), bundled.embedder().embed_now([reader.said])[0])]
        left = [(papers[id], vectors[id]) for id in [*day, *reversed(before)]]
        return Profile(said, left[:LEFT]).rank([(papers[id], vectors[id]) for id in day])

    print(f"{len(days)} days, {len(papers)} papers; readers: {dict(Counter(reader.kind for reader in readers))}")
    for order in (upvotes, newest, interest, in_words):
        found: dict[str, list[float]] = {}
        groups: dict[str, list[tuple[float, int, int, int]]] = {}
        for reader in readers:
            if order is in_words and reader.kind != "topic":
                continue
            if told := list(_shares(reader, days, order)):
                found.setdefault(reader.kind, []).append(mean(share for share, *_ in told))
                groups.setdefault(reader.kind, []).extend(told)
        print(f"{order.__name__:<10}", "  ".join(f"{kind} {mean(shares):.3f}" for kind, shares in found.items()))
        for kind, told in groups.items() if order in (interest, in_words) else ():
            shown, theirs, both = (sum(day[place] for day in told) for place in (1, 2, 3))
            print(
                f"  for you, {kind}: {shown / len(told):.1f} a day, {both / shown:.2f} theirs, {both / theirs:.2f} of theirs"
            )


def _shares(
    reader: Reader,
    days: Sequence[Sequence[str]],
    order: Callable[[Reader, Sequence[str], Sequence[str]], dict[str, Rank]],
) -> Iterator[tuple[float, int, int, int]]:
    """Of each day: the share of theirs in the first ten; how many the digest shows as theirs, how many are, and both."""
    for place, ids in enumerate(days):
        day = [id for id in ids if id in reader.pool]
        theirs = reader.theirs.intersection(day)
        before = [id for earlier in days[:place] for id in earlier if id in reader.pool and id not in day]
        if len(day) < FEWEST or not theirs or len(reader.theirs.intersection(before)) < 2:
            continue
        ranks = order(reader, day, before)
        first = sorted(day, key=lambda paper: -ranks[paper].score)[:FIRST]
        shown = [id for id in first if ranks[id].liked]
        yield len(theirs.intersection(first)) / len(theirs), len(shown), len(theirs), len(theirs.intersection(shown))


def _readers(
    papers: dict[str, Paper], categories: dict[str, list[str]], keywords: dict[str, list[str]]
) -> Iterator[Reader]:
    counts = Counter(category for found in categories.values() for category in found)
    for category, count in sorted(counts.items()):
        if 10 <= count <= len(categories) * 0.4:
            theirs = frozenset(id for id, found in categories.items() if category in found)
            yield Reader("category", category, theirs, frozenset(categories))
    often = Counter(name for paper in papers.values() for name in paper.authors)
    names, chance = sorted(name for name, count in often.items() if count >= 5), random.Random(0)
    for _ in range(25):
        chosen = set(chance.sample(names, 4))
        theirs = frozenset(id for id, paper in papers.items() if chosen.intersection(paper.authors))
        yield Reader("authors", "", theirs, frozenset(papers))
    told = {id: words for id, words in keywords.items() if words}
    for topic in TOPICS:
        theirs = frozenset(id for id, words in told.items() if any(topic in word for word in words))
        yield Reader("topic", f"I work on {topic}", theirs, frozenset(told))


def _days(data: Path) -> tuple[dict[str, Paper], list[list[str]], dict[str, list[str]]]:
    from datetime import date

    papers: dict[str, Paper] = {}
    days: list[list[str]] = []
    keywords: dict[str, list[str]] = {}
    for path in sorted((data / "hf_daily_api").glob("2*.json")):
        days.append([])
        for item in json.loads(path.read_text(encoding="utf-8")):
            known: dict[str, Any] = item["paper"]
            id = known["id"]
            days[-1].append(id)
            keywords[id] = [word.lower() for word in known.get("ai_keywords") or []]
            papers[id] = Paper(
                id, " ".join(known["title"].split()), " ".join(known["summary"].split()),
                date.fromisoformat(known["publishedAt"][:10]), authors=tuple(author["name"] for author in known["authors"]),
                upvotes=known.get("upvotes"),
            )  # fmt: skip
    return papers, days, keywords


def _categories(data: Path, papers: dict[str, Paper]) -> dict[str, list[str]]:
    found = {}
    with lzma.open(data / "arxiv_metadata" / "arxiv_75k.jsonl.xz", "rt", encoding="utf-8") as lines:
        for line in lines:
            known = json.loads(line)
            if known["id"] in papers:
                found[known["id"]] = known["categories"]
    return found


if __name__ == "__main__":
    main(Path(sys.argv[1]))
