"""The measure of the support check: the cases that it is built from, and its figures by hand."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askpapers import data
from askpapers.errors import BadInput
from askpapers.evaluation.support import Case, changed_figure, run, scifact_cases, tldr_cases

TRUE = Case("Lamps burn for 412 hours.", ("Lamps burn for 412 hours.",), "Lamps", (), True, "true")
FIGURE = replace(TRUE, claim="Lamps burn for 982 hours.", true=False, kind="figure")
OTHER = replace(TRUE, cited=("Boats carry grain over wide rivers.",), title="Boats", true=False, kind="other")


def lines(path: Path, rows: Sequence[object]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


# A figure changed


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize(
    "claim", ["Lamps burn for 412 hours.", "It gains 3.5% over 2 others.", "A 7B model.", "1e5 steps"]
)
def test_one_digit_of_one_figure_changes_and_nothing_else(claim: str, seed: int) -> None:
    changed = changed_figure(claim, random.Random(seed))
    assert changed is not None
    differing = [(a, b) for a, b in zip(claim, changed, strict=True) if a != b]
    assert len(differing) == 1
    assert differing[0][0].isdigit()
    assert differing[0][1] in "123456789"


@pytest.mark.parametrize("claim", ["", "Lamps burn.", "Ten lamps burn.", "\x1b[m\u202e"])
def test_a_claim_without_figures_cannot_be_changed(claim: str) -> None:
    assert changed_figure(claim, random.Random(0)) is None


def test_every_figure_may_be_the_one_that_is_changed() -> None:
    changed = {changed_figure("It has 1111 lamps and 2222 boats.", random.Random(seed)) for seed in range(40)}
    assert any("1111" in (text or "") for text in changed)
    assert any("2222" in (text or "") for text in changed)


@given(st.text(st.characters(), max_size=60), st.integers(0, 9))
def test_any_claim_is_left_or_changed_by_one_character(claim: str, seed: int) -> None:
    changed = changed_figure(claim, random.Random(seed))
    assert changed is None or sum(a != b for a, b in zip(claim, changed, strict=True)) == 1


# Cases of SciFact


CORPUS: list[dict[str, Any]] = [
    {
        "doc_id": 1,
        "title": "Lamps",
        "abstract": ["Lamps are old.", "They burn for 412 hours.", "They smell.", "We sell them."],
    },
    {"doc_id": 2, "title": "Boats", "abstract": ["Boats are of oak.", "They carry grain."]},
]


def scifact(folder: Path, *claims: dict[str, Any], corpus: Sequence[dict[str, Any]] = CORPUS) -> Path:
    lines(folder / "corpus.jsonl", corpus)
    lines(folder / "claims_train.jsonl", claims)
    return folder


def judged(label: str, *sentences: int, doc: str = "1", claim: str = "Lamps burn for 412 hours.") -> dict[str, Any]:
    return {"id": 1, "claim": claim, "evidence": {doc: [{"sentences": list(sentences), "label": label}]}}


@pytest.mark.parametrize("seed", range(8))
def test_a_supported_claim_makes_a_true_case_and_false_ones(tmp_path: Path, seed: int) -> None:
    cases = {case.kind: case for case in scifact_cases(scifact(tmp_path, judged("SUPPORT", 1)), seed=seed)}
    abstract = set(CORPUS[0]["abstract"])
    true = cases["true"]
    assert (true.claim, true.cited, true.title) == ("Lamps burn for 412 hours.", ("They burn for 412 hours.",), "Lamps")
    assert [kind for kind, case in cases.items() if case.true] == ["true"]
    same = cases["same"]
    # Another sentence of the abstract, and not one that bears the claim out.
    assert same.cited[0] in abstract - {"They burn for 412 hours."}
    assert same.claim == true.claim
    figure = cases["figure"]
    assert figure.claim != true.claim
    assert figure.cited == true.cited
    assert set(cases) <= {"true", "same", "other", "figure"}
    if "other" in cases:
        assert cases["other"].title == "Boats"
        assert cases["other"].cited[0] in CORPUS[1]["abstract"]
    for case in cases.values():
        assert not set(case.cited) & set(case.others)
        whole = abstract if case.title == "Lamps" else set(CORPUS[1]["abstract"])
        assert {*case.cited, *case.others} == whole


def test_a_contradicted_claim_makes_one_false_case(tmp_path: Path) -> None:
    (case,) = scifact_cases(scifact(tmp_path, judged("CONTRADICT", 1)))
    assert (case.kind, case.true, case.cited) == ("contradicts", False, ("They burn for 412 hours.",))


def test_a_sentence_that_another_annotation_marks_is_not_called_wrong(tmp_path: Path) -> None:
    row = judged("SUPPORT", 1)
    row["evidence"]["1"] += [{"sentences": [0, 2], "label": "SUPPORT"}]
    for seed in range(10):
        same = [case for case in scifact_cases(scifact(tmp_path, row), seed=seed) if case.kind == "same"]
        assert [case.cited for case in same] == [("We sell them.",)]


def test_where_every_sentence_bears_it_out_there_is_no_wrong_one(tmp_path: Path) -> None:
    cases = scifact_cases(scifact(tmp_path, judged("SUPPORT", 0, 1, 2, 3)))
    assert not any(case.kind == "same" for case in cases)


@pytest.mark.parametrize(
    "row",
    [
        judged("SUPPORT", 1, doc="77"),
        judged("SUPPORT", 99),
        judged("SUPPORT"),
        {"id": 1, "claim": "x", "evidence": {}},
        {"id": 1, "claim": "x", "evidence": None},
        {"id": 1, "claim": "x"},
    ],
)
def test_a_claim_whose_evidence_is_not_there_makes_no_case(tmp_path: Path, row: dict[str, Any]) -> None:
    assert scifact_cases(scifact(tmp_path, row)) == []


def test_cases_are_the_same_at_every_run_and_others_under_another_seed(tmp_path: Path) -> None:
    folder = scifact(tmp_path, *[judged("SUPPORT", 1)] * 20)
    assert scifact_cases(folder) == scifact_cases(folder)
    assert scifact_cases(folder) != scifact_cases(folder, seed=1)


def test_claims_of_another_file_may_be_taken(tmp_path: Path) -> None:
    scifact(tmp_path)
    lines(tmp_path / "claims_dev.jsonl", [judged("CONTRADICT", 1)])
    assert scifact_cases(tmp_path) == []
    assert len(scifact_cases(tmp_path, claims="claims_dev.jsonl")) == 1


# Cases of SciTLDR


SOURCE = [
    "Boats of oak are slow to build.",
    "We build lamps of tin.",
    "Lamps burn for 412 hours here.",
    "Nobody bought one so far.",
]


def test_a_summary_is_cited_to_the_sentences_that_cover_it(tmp_path: Path) -> None:
    path = lines(
        tmp_path / "t.jsonl",
        [
            {
                "source": SOURCE,
                "target": ["A longer one that is not taken.", "Tin lamps burn 412 hours."],
                "title": "Lamps",
            }
        ],
    )
    cases = {case.kind: case for case in tldr_cases(path, 9)}
    true = cases["tldr-true"]
    assert true.claim == "Tin lamps burn 412 hours."
    assert true.cited == (SOURCE[1], SOURCE[2])
    assert true.true
    assert cases["tldr-same"].cited[0] in {SOURCE[0], SOURCE[3]}
    assert set(cases) == {"tldr-true", "tldr-same", "tldr-figure"}


def test_a_summary_that_no_two_sentences_cover_makes_no_case(tmp_path: Path) -> None:
    rows = [
        {"source": SOURCE, "target": ["Whales sing in northern seas all winter."], "title": "Whales"},
        {"source": [], "target": ["Nothing."], "title": ""},
        {"source": ["Too short."], "target": ["Too short."]},
    ]
    assert tldr_cases(lines(tmp_path / "t.jsonl", rows), 9) == []


def test_a_limit_takes_the_first_papers_and_draws_from_all(tmp_path: Path) -> None:
    rows = [
        {"source": SOURCE, "target": ["Tin lamps burn 412 hours."], "title": "Lamps"},
        {"source": ["We build boats of oak."], "target": ["Boats of oak."], "title": "Boats"},
    ]
    path = lines(tmp_path / "t.jsonl", rows)
    assert tldr_cases(path, 0) == []
    for seed in range(10):
        cases = tldr_cases(path, 1, seed=seed)
        assert {case.claim for case in cases if case.true} == {"Tin lamps burn 412 hours."}
        assert {case.title for case in cases if case.kind == "tldr-other"} <= {"Boats"}


# The figures


def test_figures_of_three_plain_cases_by_hand() -> None:
    told = run([TRUE, FIGURE, OTHER], None)
    assert told["metrics"] == {
        "true_called_unsupported": 0.0,
        "true_verified": 1.0,
        "figure_changed_caught": 1.0,
        "figure_changed_unsupported": 1.0,
        "other_paper_caught": 1.0,
        "other_paper_unsupported": 1.0,
        "balanced_accuracy": 1.0,
    }
    # Only the true case shares all its words with its sentence.
    assert told["baselines"] == {"word_overlap_balanced_accuracy": 1.0}
    assert (told["task"], told["n"]) == ("support", 3)


def test_a_false_case_that_passes_costs_half_of_its_share() -> None:
    # A true claim under a false label: the check cannot catch it, and the words are all there.
    passed = replace(TRUE, true=False, kind="same")
    told = run([TRUE, TRUE, passed, OTHER], None)
    assert told["metrics"]["other_sentence_caught"] == 0.0
    assert told["metrics"]["balanced_accuracy"] == (1.0 + 0.5) / 2
    assert told["baselines"]["word_overlap_balanced_accuracy"] == 0.75


def test_a_true_case_that_is_called_unsupported_is_counted() -> None:
    missed = replace(OTHER, true=True, kind="true")
    told = run([TRUE, missed, missed, OTHER], None)["metrics"]
    assert told["true_called_unsupported"] == 0.6667
    assert told["true_verified"] == 0.3333
    assert told["balanced_accuracy"] == pytest.approx((1 / 3 + 1) / 2, abs=1e-4)


def test_cases_of_summaries_count_with_those_of_claims() -> None:
    told = run([TRUE, replace(FIGURE, kind="tldr-figure"), replace(TRUE, true=False, kind="figure")], None)
    assert told["metrics"]["figure_changed_caught"] == 0.5


def test_kinds_that_are_not_there_have_no_figure() -> None:
    assert set(run([TRUE], None)["metrics"]) == {"true_called_unsupported", "true_verified", "balanced_accuracy"}
    assert run([], None)["n"] == 0


def test_the_bundled_cases_are_of_every_kind() -> None:
    path = data.path("eval/support.jsonl")
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    kinds = {row["kind"].removeprefix("tldr-") for row in rows}
    assert kinds == {"true", "same", "other", "figure", "contradicts"}
    assert all(row["true"] == (row["kind"].removeprefix("tldr-") == "true") for row in rows)


@pytest.mark.parametrize("content", ["no json\n", '{"doc_id": 1\n', "\x00\n"])
def test_what_is_no_json_is_named_by_file_and_line(tmp_path: Path, content: str) -> None:
    scifact(tmp_path)
    (tmp_path / "claims_train.jsonl").write_text("\n" + content)
    with pytest.raises(BadInput, match=r"claims_train\.jsonl:2 "):
        scifact_cases(tmp_path)


def test_a_folder_that_is_not_there_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="nowhere"):
        scifact_cases(tmp_path / "nowhere")
    with pytest.raises(BadInput, match="nowhere"):
        tldr_cases(tmp_path / "nowhere.jsonl", 5)
