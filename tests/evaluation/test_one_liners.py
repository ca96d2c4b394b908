from __future__ import annotations

import json
from pathlib import Path

import pytest

from askpapers import errors
from askpapers.answering.quotation import make_vectors
from askpapers.evaluation import extractive_answers as evaluate_answers
from askpapers.evaluation import one_liners as evaluate_text
from tests.fakes.reader import WordReader


def write(path: Path, *rows: object) -> Path:
    path.write_text("\n".join(json.dumps(row) for row in rows) + "\n", encoding="utf-8")
    return path


def test_the_bundled_one_liners_beat_the_plain_ways() -> None:
    result = evaluate_text.one_liners(oracle=False)
    ours, title = result["metrics"], result["baselines"]["title"]
    assert result["n"] == 60
    assert ours["most_words"] <= 30
    assert ours["empty"] == 0
    assert ours["rouge1"] > result["baselines"]["lead"]["rouge1"] + 4
    assert ours["rouge1"] > title["rouge1"]


def test_the_bundled_roles_beat_the_plain_ways() -> None:
    result = evaluate_text.roles()
    assert result["metrics"]["accuracy"] > result["baselines"]["by place alone"]["accuracy"] + 0.05
    assert 0.55 < result["metrics"]["macro_f1"] < 1


def test_rouge_is_the_best_over_the_references() -> None:
    assert evaluate_text.rouge(["a red cat", "the blue dogs run"], "the blue dog runs") == (100.0, 100.0, 100.0)
    assert evaluate_text.rouge([], "x") == (0.0, 0.0, 0.0)


def test_a_file_of_the_wrong_shape_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(errors.DamagedInput, match="source"):
        evaluate_text.one_liners(write(tmp_path / "x.jsonl", {"target": ["a"]}))
    (tmp_path / "y.jsonl").write_text("{broken\n", encoding="utf-8")
    with pytest.raises(errors.DamagedInput, match=r"y\.jsonl:1 "):
        evaluate_text.roles(tmp_path / "y.jsonl")
    with pytest.raises(errors.BadInput):
        evaluate_text.roles(tmp_path / "missing.jsonl")


def test_answers_are_scored_by_the_sentences_they_cite(tmp_path: Path) -> None:
    corpus = write(
        tmp_path / "corpus.jsonl",
        {"doc_id": 1, "title": "Aspirin", "abstract": ["Pain is common.", "Aspirin lowers the risk of stroke by 12%."]},
        {"doc_id": 2, "title": "Sleep", "abstract": ["Sleep matters.", "Short sleep raises blood pressure in adults."]},
    )
    claims = write(
        tmp_path / "claims.jsonl",
        {"id": 1, "claim": "Aspirin lowers stroke risk.", "evidence": {"1": [{"sentences": [1], "label": "SUPPORT"}]}},
        {"id": 2, "claim": "Sleep raises blood pressure.", "evidence": {"2": [{"sentences": [1], "label": "SUPPORT"}]}},
        {"id": 3, "claim": "No evidence.", "evidence": {}},
    )
    result = evaluate_answers.answers(corpus, claims, make_vectors, WordReader())
    assert result["n"] == 2
    assert result["metrics"]["precision@1"] == 1.0
    assert result["metrics"]["recall@3"] == 1.0
    assert result["metrics"]["unsure"] == 1.0
    assert result["metrics"]["everyday_unsure"] == 1.0
