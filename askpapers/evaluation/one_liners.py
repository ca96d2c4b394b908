"""How good the one-liners and the roles of sentences are, measured on files that anyone can get."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from askpapers import data
from askpapers.evaluation import datasets as labeled
from askpapers.extractive.sentence_roles import ROLES, roles_of
from askpapers.papers.abstract import abstract_of
from askpapers.papers.paper import Paper

Result = dict[str, Any]

PUBLISHED = {
    "lead (SciTLDR test)": {"rouge1": 31.3, "rouge2": 11.4, "rougeL": 24.1},
    "title (SciTLDR test)": {"rouge1": 40.4, "rouge2": 20.3, "rougeL": 33.7},
    "first “we propose” sentence (SciTLDR test)": {"rouge1": 41.0, "rouge2": 19.1, "rougeL": 32.9},
    "single-sentence oracle (SciTLDR test)": {"rouge1": 49.3, "rouge2": 26.1, "rougeL": 40.0},
    "trained abstractive (SciTLDR test)": {"rouge1": 44.3, "rouge2": 21.3, "rougeL": 35.9},
}


# One-liners


@lru_cache(maxsize=1)
def _scorer() -> Any:
    from rouge_score.rouge_scorer import RougeScorer
    from rouge_score.tokenizers import DefaultTokenizer

    # Every reference is compared with several texts, and stemming it takes most of the time.
    class CachingTokenizer(DefaultTokenizer):  # type: ignore[misc]
        @lru_cache(maxsize=4096)  # noqa: B019 - one scorer lives as long as the process
        def tokenize(self, text: str) -> Any:
            return super().tokenize(text)

    return RougeScorer(["rouge1", "rouge2", "rougeL"], tokenizer=CachingTokenizer(use_stemmer=True))


def rouge(references: Sequence[str], line: str) -> tuple[float, float, float]:
    """Return ROUGE-1, -2 and -L (F, stemmed, 0 to 100), each the best over the references."""
    scores = [_scorer().score(reference, line) for reference in references]
    first, second, longest = (
        max((100 * score[kind].fmeasure for score in scores), default=0.0) for kind in ("rouge1", "rouge2", "rougeL")
    )
    return first, second, longest


def paper_of(row: Mapping[str, Any]) -> Paper:
    """Return the paper of a SciTLDR object: its abstract is the `source` sentences joined."""
    source = row["source"]
    text = source if isinstance(source, str) else " ".join(source)
    return Paper(id=str(row.get("paper_id", "")), title=str(row.get("title") or ""), abstract=" ".join(text.split()))


_PROPOSES = re.compile(r"\bwe (?:\w+ly )?(?:propose|introduce|present|develop|describe)\b", re.I)


def one_liners(references: Path | None = None, *, oracle: bool = True) -> Result:
    """Score the one-liners against people's, SciTLDR's JSON Lines (`source`, `target`, `title`).

    Each metric is the best over a paper's references by itself, then the mean over papers; stemmed F, 0 to 100.
    `oracle` adds the best single sentence of each abstract to the baselines.
    """
    from askpapers.extractive.one_liner import one_line

    path = references or data.path("eval/scitldr.jsonl")
    rows = labeled.rows(path, source=labeled.text_or_texts, target=labeled.text_or_texts, title=labeled.maybe_text)
    lines, sums, words, most = [], [], 0, 0
    baselines: dict[str, list[tuple[float, float, float]]] = {}
    for row in rows:
        targets = [row["target"]] if isinstance(row["target"], str) else list(row["target"])
        paper = paper_of(row)
        sentences = abstract_of(paper).texts
        line = one_line(paper)
        lines.append(line)
        sums.append(rouge(targets, line))
        words += len(line.split())
        most = max(most, len(line.split()))
        first = sentences[0] if sentences else ""
        plainly = {
            "lead": first,
            "title": paper.title,
            "first “we propose” sentence": next((s for s in sentences if _PROPOSES.search(s)), first),
        }
        for name, text in plainly.items():
            baselines.setdefault(name, []).append(rouge(targets, text))
        if oracle:
            best = max((rouge(targets, s) for s in sentences), key=sum, default=(0.0, 0.0, 0.0))
            baselines.setdefault("single-sentence oracle", []).append(best)
    return {
        "task": "one-liners",
        "metrics": {
            **_rouges(sums),
            "words": round(words / len(rows), 1),
            "most_words": most,
            "empty": sum(not line for line in lines),
        },
        "n": len(rows),
        "baselines": {name: _rouges(scores) for name, scores in baselines.items()} | PUBLISHED,
    }


def _rouges(scores: Sequence[tuple[float, float, float]]) -> dict[str, float]:
    return {
        name: round(sum(score[place] for score in scores) / max(1, len(scores)), 2)
        for place, name in enumerate(("rouge1", "rouge2", "rougeL"))
    }


# Roles


def roles(examples: Path | None = None) -> Result:
    """Score the roles against people's, CSAbstruct's JSON Lines (`sentences`, `labels`): accuracy and F1, 0 to 1."""
    path = examples or data.path("eval/csabstruct.jsonl")
    rows = labeled.rows(path, sentences=labeled.texts, labels=labeled.texts)
    for number, row in labeled.numbered(path):
        if len(row["sentences"]) != len(row["labels"]):
            raise labeled.damaged(path, number, "has not one label for each sentence")
    pairs = [pair for row in rows for pair in zip(row["labels"], roles_of(row["sentences"]), strict=True)]
    commonest = max(ROLES, key=lambda role: sum(gold == role for gold, _ in pairs))
    by_place = [
        (gold, _place_role(place, len(row["labels"]))) for row in rows for place, gold in enumerate(row["labels"])
    ]
    return {
        "task": "roles",
        "metrics": _classified(pairs) | {f"f1_{role}": round(_f1(pairs, role), 4) for role in ROLES},
        "n": len(pairs),
        "baselines": {
            "the commonest role": _classified([(gold, commonest) for gold, _ in pairs]),
            "by place alone": _classified(by_place),
        },
    }


def _place_role(place: int, count: int) -> str:
    share = place / max(1, count)
    return "background" if share < 0.35 else "method" if share < 0.75 else "result"


def _classified(pairs: Sequence[tuple[str, str]]) -> dict[str, float]:
    right = sum(gold == found for gold, found in pairs) / max(1, len(pairs))
    present = [role for role in ROLES if any(role in pair for pair in pairs)]
    return {
        "accuracy": round(right, 4),
        "macro_f1": round(sum(_f1(pairs, role) for role in present) / max(1, len(present)), 4),
    }


def _f1(pairs: Iterable[tuple[str, str]], role: str) -> float:
    both = gold_only = found_only = 0
    for gold, found in pairs:
        both += gold == role == found
        gold_only += gold == role != found
        found_only += found == role != gold
    return 2 * both / max(1, 2 * both + gold_only + found_only)


Embed = Callable[[Sequence[str]], Any]
