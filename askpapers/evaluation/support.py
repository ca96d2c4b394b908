"""`askpapers eval support`: how often the support check is right, on built cases."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from askpapers import data
from askpapers.answers.answer import Support
from askpapers.evaluation import datasets as labeled
from askpapers.papers.abstract import CitedPassage
from askpapers.text.inference import CrossEncoder
from askpapers.text.quantities import quantities
from askpapers.text.terms import stems_of
from askpapers.verification.support.judge import judge_support


@dataclass(frozen=True, slots=True)
class Case:
    """A claim with the sentences it cites, and whether they bear it out; `others` is the rest of the abstract.

    `kind` is "true", "same" (another sentence of the abstract), "other" (another paper's), "figure" (one changed),
    "contradicts"; of summaries the same with "tldr-" before it.
    """

    claim: str
    cited: tuple[str, ...]
    title: str
    others: tuple[str, ...]
    true: bool
    kind: str


def scifact_cases(folder: Path, *, claims: str = "claims_train.jsonl", seed: int = 0) -> list[Case]:
    """Return cases built from SciFact's corpus and claims (github.com/allenai/scifact)."""
    known = labeled.rows(folder / "corpus.jsonl", doc_id=labeled.name, title=labeled.text, abstract=labeled.texts)
    corpus = {str(row["doc_id"]): row for row in known}
    rng = random.Random(seed)
    documents = list(corpus.values())
    cases: list[Case] = []
    for claim in labeled.fitting(folder / claims, claim=labeled.text, evidence=labeled.evidence):
        for doc, evidences in (claim.get("evidence") or {}).items():
            row = corpus.get(str(doc))
            if row is None:
                continue
            for evidence in evidences[:1]:
                marked = {s for e in evidences for s in e["sentences"]}
                kind = "true" if evidence["label"] == "SUPPORT" else "contradicts"
                cases += _cases(
                    claim["claim"], row["abstract"], evidence["sentences"], marked, row["title"], kind, documents, rng
                )
    return cases


def tldr_cases(path: Path, limit: int, *, seed: int = 0) -> list[Case]:
    """Return cases built from SciTLDR (github.com/allenai/scitldr): a summary with the sentences that cover it best."""
    rng = random.Random(seed)
    rows = labeled.rows(path, source=labeled.texts, target=labeled.some_texts, title=labeled.maybe_text)
    documents = [{"abstract": row["source"], "title": row.get("title") or ""} for row in rows]
    cases: list[Case] = []
    for row in rows[:limit]:
        source = [s for s in row["source"] if len(s.split()) > 3]
        summary = min(row["target"], key=len)
        words = set(stems_of(summary))
        ranked = sorted(range(len(source)), key=lambda i: -len(words & set(stems_of(source[i]))))
        if not ranked:
            continue
        best = sorted(ranked[:2])
        covered = set().union(*(stems_of(source[i]) for i in best))
        if len(words & covered) < 0.5 * len(words):
            # A summary drawn from all over the paper is true, but not of these sentences.
            continue
        made = _cases(summary, source, best, set(best), row.get("title") or "", "true", documents, rng)
        cases += [replace(case, kind=f"tldr-{case.kind}") for case in made]
    return cases


def _cases(
    claim: str, abstract: Sequence[str], cited: Sequence[int], marked: set[int], title: str, kind: str,
    documents: Sequence[dict[str, Any]], rng: random.Random,
) -> Iterator[Case]:  # fmt: skip
    chosen = tuple(abstract[i] for i in cited if i < len(abstract))
    rest = tuple(s for i, s in enumerate(abstract) if i not in cited)
    if not chosen:
        return
    yield Case(claim, chosen, title, rest, kind == "true", kind)
    if kind != "true":
        return
    free = [i for i in range(len(abstract)) if i not in marked]
    if free:
        i = rng.choice(free)
        yield Case(claim, (abstract[i],), title, tuple(s for j, s in enumerate(abstract) if j != i), False, "same")
    other = rng.choice(documents)
    if other["title"] != title and other["abstract"]:
        i = rng.randrange(len(other["abstract"]))
        others = tuple(s for j, s in enumerate(other["abstract"]) if j != i)
        yield Case(claim, (other["abstract"][i],), other["title"], others, False, "other")
    if (wrong := changed_figure(claim, rng)) is not None:
        yield Case(wrong, chosen, title, rest, False, "figure")


def changed_figure(claim: str, rng: random.Random) -> str | None:
    """Return the claim with one of its figures changed, or None where it has none."""
    found = [q for q in quantities(claim) if not q.in_words]
    if not found:
        return None
    q = rng.choice(found)
    digits = [i for i in range(q.span.start, q.span.end) if claim[i].isdigit()]
    at = rng.choice(digits)
    other = rng.choice([d for d in "123456789" if d != claim[at]])
    return claim[:at] + other + claim[at + 1 :]


def bundled(reader: CrossEncoder | None) -> dict[str, Any]:
    """Measure on the bundled cases: claims of SciFact and summaries of SciTLDR that were not trained on."""
    path = data.path("eval/support.jsonl")
    cases = [
        Case(**{**row, "cited": tuple(row["cited"]), "others": tuple(row["others"])}) for row in labeled.rows(path)
    ]
    result = run(cases, reader)
    translated = translated_cases(data.path("eval/translated.jsonl"))
    result["metrics"] |= languages(translated, reader)
    result["n"] += len(translated)
    return result


def translated_cases(path: Path) -> list[Case]:
    """Return cases of claims in other languages, each `kind` with its language before it: "de-true", "de-same", "de-other"."""
    cases: list[Case] = []
    for row in labeled.rows(path, abstract=labeled.some_texts, other_abstract=labeled.some_texts):
        abstract, other, cited = row["abstract"], row["other_abstract"], row["cited"]
        rest = [i for i in range(len(abstract)) if i not in cited]
        wrong = [("same", abstract, i, row["title"]) for i in rest]
        wrong += [("other", other, i, row["other_title"]) for i in range(len(other))]
        for language, claim in row["translations"].items():
            chosen = tuple(abstract[i] for i in cited)
            cases.append(Case(claim, chosen, row["title"], tuple(abstract[i] for i in rest), True, f"{language}-true"))
            for kind, sentences, at, title in wrong:
                others = tuple(s for i, s in enumerate(sentences) if i != at)
                cases.append(Case(claim, (sentences[at],), title, others, False, f"{language}-{kind}"))
    return cases


def languages(cases: Sequence[Case], reader: CrossEncoder | None) -> dict[str, float]:
    """Return, for each language of `translated_cases`, the true claims verified and the wrong citations caught."""
    verified: dict[str, list[bool]] = {}
    for case in cases:
        verified.setdefault(case.kind, []).append(_verdict(case, reader) is Support.VERIFIED)
    words = {"true": "true_verified", "same": "other_sentence_caught", "other": "other_paper_caught"}
    found = {}
    for kind, flags in sorted(verified.items()):
        language, _, name = kind.partition("-")
        found[f"{language}_{words[name]}"] = round(_share(flags) if name == "true" else 1 - _share(flags), 4)
    return found


def run(cases: Sequence[Case], reader: CrossEncoder | None) -> dict[str, Any]:
    """Return the share of each kind that is judged rightly, and a word-overlap baseline beside it."""
    verdicts = [_verdict(case, reader) for case in cases]
    overlap = [_overlap(case) for case in cases]
    metrics: dict[str, float] = {}
    true = [v for case, v in zip(cases, verdicts, strict=True) if case.true]
    metrics["true_called_unsupported"] = _share([v is Support.UNSUPPORTED for v in true])
    metrics["true_verified"] = _share([v is Support.VERIFIED for v in true])
    for name, word in (
        ("figure", "figure_changed"),
        ("same", "other_sentence"),
        ("other", "other_paper"),
        ("contradicts", "contradicting"),
    ):
        here = [v for case, v in zip(cases, verdicts, strict=True) if case.kind.removeprefix("tldr-") == name]
        if here:
            metrics[f"{word}_caught"] = _share([v is not Support.VERIFIED for v in here])
            metrics[f"{word}_unsupported"] = _share([v is Support.UNSUPPORTED for v in here])
    false = [v for case, v in zip(cases, verdicts, strict=True) if not case.true]
    metrics["balanced_accuracy"] = (metrics["true_verified"] + _share([v is not Support.VERIFIED for v in false])) / 2
    cut = _best_cut(overlap, [case.true for case in cases])
    return {
        "task": "support",
        "metrics": {name: round(value, 4) for name, value in metrics.items()},
        "n": len(cases),
        "baselines": {"word_overlap_balanced_accuracy": round(cut, 4)},
    }


def _verdict(case: Case, reader: CrossEncoder | None) -> Support:
    others = tuple((f"1.{i}", text) for i, text in enumerate(case.others, 50))
    cited = [CitedPassage(f"1.{i}", text, case.title, others if i == 1 else ()) for i, text in enumerate(case.cited, 1)]
    return judge_support(case.claim, cited, reader).support


def _overlap(case: Case) -> float:
    words, there = set(stems_of(case.claim)), set(stems_of(" ".join(case.cited)))
    return len(words & there) / max(1, len(words))


def _best_cut(scores: Sequence[float], true: Sequence[bool]) -> float:
    """The balanced accuracy of the best threshold: the baseline is given its own best, chosen with the answers known."""
    best = 0.0
    for cut in sorted(set(scores)):
        hit = _share([s >= cut for s, t in zip(scores, true, strict=True) if t])
        miss = _share([s < cut for s, t in zip(scores, true, strict=True) if not t])
        best = max(best, (hit + miss) / 2)
    return best


def _share(flags: Sequence[bool]) -> float:
    return sum(flags) / len(flags) if flags else 0.0
