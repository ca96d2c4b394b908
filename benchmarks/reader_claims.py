"""Verdicts on written claims, by label: python benchmarks/reader_claims.py FOLDER PART…

FOLDER holds papers.jsonl and claims*.jsonl (part, claim, cites, label, how) as `reader_questions.py` tells. Each claim is judged as an
answer's would be, with the abstract around what it cites; with --whole as `verify` judges one that cites its paper alone. Printed: how each label was signed; the area under the curve of the score,
supports against contradicts and against the rest; false claims signed verified, by how they are false.
"""

from __future__ import annotations

import argparse
import inspect
from collections import Counter
from pathlib import Path
from typing import Any

from reader_questions import place_of, rows_of

from askpapers.papers.abstract import CitedPassage
from askpapers.papers.paper import Paper
from askpapers.verification.support.judge import Verdict, judge_support
from askpapers.verification.whole_abstract import judge_abstract


def passages(row: dict[str, Any], papers: dict[str, dict[str, Any]]) -> list[CitedPassage]:
    """Return what a claim cites, the other sentences of the paper beside the first."""
    cited: list[CitedPassage] = []
    for place, (id, number) in enumerate(row["cites"]):
        sentences = papers[id]["sentences"]
        own = {n for paper, n in row["cites"] if paper == id}
        others = [(f"1.{n}", text) for n, text in enumerate(sentences, 1) if n not in own]
        cited.append(
            CitedPassage(f"1.{number}", sentences[number - 1], papers[id]["title"], tuple(others) if not place else ())
        )
    return cited


def over_abstract(row: dict[str, Any], papers: dict[str, dict[str, Any]]) -> Verdict | None:
    """Return the verdict over the whole abstract of the one paper that a claim cites; None where it cites several."""
    ids = {id for id, _ in row["cites"]}
    if len(ids) != 1:
        return None
    told = papers[ids.pop()]
    found = judge_abstract(row["claim"], Paper(told["id"], told["title"], " ".join(told["sentences"])), reader())
    return found.verdict if found else None


def area(high: list[float], low: list[float]) -> float:
    """Return the chance that one of `high` is above one of `low`, ties a half (Mann and Whitney 1947)."""
    if not high or not low:
        return float("nan")
    return sum((a > b) + 0.5 * (a == b) for a in high for b in low) / (len(high) * len(low))


def main() -> None:
    """Read the arguments, judge, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("parts", type=int, nargs="+")
    parser.add_argument("--show", action="store_true", help="print false claims signed verified, and true ones not")
    parser.add_argument("--whole", action="store_true", help="over the whole abstract, whatever sentences are cited")
    given = parser.parse_args()
    numbers, papers = {}, {}
    for row in rows_of(given.folder / "papers.jsonl"):
        papers[row["id"]] = row
        numbers[row["part"], str(row.get("number"))] = row["id"]
    judged: list[tuple[dict[str, Any], Verdict]] = []
    for path in sorted(given.folder.glob("claims*.jsonl")):
        named = int("".join(c for c in path.stem if c.isdigit()) or 0)
        for row in rows_of(path):
            if (part := row.get("part", named)) in given.parts:
                row["cites"] = [place_of(mark, part, numbers) for mark in row["cites"]]
                found = (
                    over_abstract(row, papers)
                    if given.whole
                    else judge_support(row["claim"], passages(row, papers), reader())
                )
                if found is not None:
                    judged.append((row, found))
    scores: dict[str, list[float]] = {}
    for label in ("supports", "contradicts", "neither"):
        here = [verdict for row, verdict in judged if row["label"] == label]
        scores[label] = [verdict.score for verdict in here]
        print(f"{label:12} {len(here):4}  {dict(Counter(verdict.support.value for verdict in here).most_common())}")
    print(f"AUC supports/contradicts {area(scores['supports'], scores['contradicts']):.3f}")
    print(f"AUC supports/rest        {area(scores['supports'], scores['contradicts'] + scores['neither']):.3f}")
    wrong = [row for row, verdict in judged if row["label"] != "supports" and verdict.support == "verified"]
    print(f"false and verified: {dict(Counter(row['how'] for row in wrong).most_common())}")
    if given.show:
        for row, verdict in judged:
            if (row["label"] == "supports") != (verdict.support == "verified"):
                print(
                    f"{verdict.support.value:12} {row['label']:11} {row['how']:11} {row['claim']}  [{verdict.reason}]"
                )


def reader() -> Any:
    """Return what judges beside arithmetic: the bundled reader."""
    if "reader" not in inspect.signature(judge_support).parameters:
        return None
    from askpapers.models.cross_encoder import reader as bundled

    return bundled()


if __name__ == "__main__":
    main()
