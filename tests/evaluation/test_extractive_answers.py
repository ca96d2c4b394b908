"""The measure of answers without a model: precision, recall and refusals, by hand on a handful of abstracts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from askpapers import errors
from askpapers.evaluation.extractive_answers import answers
from askpapers.extractive.sentence_reading import PaperVectors
from askpapers.papers.paper import Paper
from tests.fakes.reader import WordReader

LAMPS = {
    "doc_id": 1,
    "title": "Tin lamps",
    "abstract": [
        "Nights are dark in winter.",
        "We tested forty models.",
        "Tin lamps burn for 412 hours.",
        "Costs fell.",
    ],
}
BOATS = {"doc_id": 2, "title": "Oak boats", "abstract": ["Rivers are wide.", "Oak boats carry nine tons of grain."]}
WHALES = {
    "doc_id": 3,
    "title": "Whales",
    "abstract": ["Northern whales sing to their calves.", "Seas are deep.", "It is cold."],
}
NOBODYS = {"doc_id": 4, "title": "Kitchens", "abstract": ["Kitchens are warm."]}
CORPUS = (LAMPS, BOATS, WHALES, NOBODYS)


def claim(text: str, doc: int, *sentences: int) -> dict[str, Any]:
    return {"id": 1, "claim": text, "evidence": {str(doc): [{"sentences": list(sentences), "label": "SUPPORT"}]}}


BURN = claim("Tin lamps burn for 412 hours.", 1, 2)
CARRY = claim("Oak boats carry nine tons of grain.", 2, 1)
SING = claim("Northern whales sing to their calves.", 3, 0)


def words_alone(papers: Sequence[Paper]) -> PaperVectors:
    """One direction a text, the same for equal texts: a cosine of 1 with itself and of 0 with any other."""
    texts: dict[str, int] = {}

    def vector(text: str) -> NDArray[np.float32]:
        row = np.zeros(384, np.float32)
        row[texts.setdefault(text, len(texts)) % 384] = 1.0
        return row

    rows = [np.array([vector(text) for text in paper.abstract.split("\n")]) for paper in papers]
    return PaperVectors(np.zeros((len(papers), 384), np.float32), rows, vector)


def measured(
    folder: Path,
    *claims: dict[str, Any],
    corpus: Sequence[dict[str, Any]] = CORPUS,
    blind: bool = False,
    limit: int = 0,
) -> dict[str, Any]:
    for name, rows in (("corpus", corpus), ("claims", claims)):
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    reader = None if blind else WordReader()
    return answers(folder / "corpus.jsonl", folder / "claims.jsonl", words_alone, reader, limit=limit)


def test_the_first_sentences_are_a_baseline_by_hand(tmp_path: Path) -> None:
    told = measured(tmp_path, BURN, CARRY, SING)
    assert told["baselines"]["first sentences"] == {
        "precision@1": 0.3333,  # only the whales' sentence comes first
        "precision@3": 0.3889,  # a third, a half (of two sentences), a third
        "recall@3": 1.0,
    }
    assert (told["task"], told["n"]) == ("answers-extractive", 3)


def test_a_claim_that_is_a_sentence_is_found_by_words_and_by_likeness(tmp_path: Path) -> None:
    told = measured(tmp_path, BURN, CARRY, SING)
    for name in ("BM25 by sentence", "similarity by sentence"):
        assert told["baselines"][name]["precision@1"] == 1.0
    assert told["metrics"]["precision@1"] == 1.0
    assert told["metrics"]["recall@3"] == 1.0


def test_recall_is_of_all_marked_sentences_and_precision_of_three(tmp_path: Path) -> None:
    # Marked are the third and the fourth of four; the first three hold one of them.
    told = measured(tmp_path, claim("Tin lamps burn for 412 hours.", 1, 2, 3))
    assert told["baselines"]["first sentences"] == {"precision@1": 0.0, "precision@3": 0.3333, "recall@3": 0.5}


def test_annotations_of_several_people_are_taken_together(tmp_path: Path) -> None:
    row = claim("Tin lamps burn for 412 hours.", 1, 0)
    row["evidence"]["1"] += [{"sentences": [0, 1], "label": "SUPPORT"}]
    told = measured(tmp_path, row)
    assert told["baselines"]["first sentences"] == {"precision@1": 1.0, "precision@3": 0.6667, "recall@3": 1.0}


def test_a_claim_about_two_abstracts_counts_twice(tmp_path: Path) -> None:
    row = claim("Tin lamps burn for 412 hours.", 1, 2)
    row["evidence"]["2"] = [{"sentences": [1], "label": "SUPPORT"}]
    assert measured(tmp_path, row)["n"] == 2


def test_what_ties_keeps_the_order_of_the_abstract(tmp_path: Path) -> None:
    # Nothing of the claim is in the abstract: every sentence is as good, and the first comes first.
    told = measured(tmp_path, claim("Volcanoes erupt.", 1, 0))
    assert told["baselines"]["BM25 by sentence"]["precision@1"] == 1.0
    assert told["baselines"]["similarity by sentence"]["precision@1"] == 1.0


def test_the_right_abstract_is_answered_from_and_the_wrong_ones_are_not(tmp_path: Path) -> None:
    told = measured(tmp_path, BURN, CARRY, SING)["metrics"]
    assert (told["answered"], told["unsure"], told["first_right"]) == (1.0, 1.0, 1.0)


def test_without_a_reader_the_right_abstract_comes_first_all_the_same(tmp_path: Path) -> None:
    assert measured(tmp_path, BURN, CARRY, SING, blind=True)["metrics"]["first_right"] == 1.0


def test_a_claim_that_no_abstract_speaks_of_is_not_answered(tmp_path: Path) -> None:
    told = measured(tmp_path, claim("Volcanoes erupt beneath glaciers.", 1, 0), BURN, CARRY)["metrics"]
    assert told["answered"] == 0.6667
    assert told["unsure"] == 1.0


def test_questions_of_everyday_life_are_not_answered(tmp_path: Path) -> None:
    assert measured(tmp_path, BURN, CARRY, SING)["metrics"]["everyday_unsure"] == 1.0


def test_a_limit_takes_the_first_claims_that_have_evidence(tmp_path: Path) -> None:
    empty = {"id": 9, "claim": "Nobody knows.", "evidence": {}}
    told = measured(tmp_path, empty, SING, BURN, CARRY, limit=1)
    assert told["n"] == 1
    assert told["baselines"]["first sentences"]["precision@1"] == 1.0


def test_evidence_in_an_abstract_that_is_not_there_is_left_out(tmp_path: Path) -> None:
    assert measured(tmp_path, BURN, claim("Lost.", 77, 0))["n"] == 1
    nothing = measured(tmp_path, claim("Lost.", 77, 0))
    assert nothing["n"] == 0
    assert nothing["metrics"]["precision@1"] == 0.0


def test_the_measure_is_the_same_at_every_run(tmp_path: Path) -> None:
    assert measured(tmp_path, BURN, CARRY, SING) == measured(tmp_path, BURN, CARRY, SING)


def test_sentences_are_those_that_the_annotators_saw(tmp_path: Path) -> None:
    # One sentence to them, two to the program: its numbers must not shift what comes after it.
    odd = {"doc_id": 1, "title": "Lamps", "abstract": ["It rains. A lot. Often.\n", " Tin lamps burn for 412 hours. "]}
    told = measured(tmp_path, claim("Tin lamps burn for 412 hours.", 1, 1), corpus=[odd, BOATS])
    assert told["metrics"]["precision@1"] == 1.0
    assert told["metrics"]["precision@3"] == 0.5


@pytest.mark.parametrize("name", ["corpus", "claims"])
@pytest.mark.parametrize("content", [b"no json\n", b"[1]\n", b"\xff\xfe\n", b"", b"\n\n", None])
def test_files_that_cannot_be_read_are_bad_input_with_their_name(
    tmp_path: Path, name: str, content: bytes | None
) -> None:
    measured(tmp_path, BURN)
    file = tmp_path / f"{name}.jsonl"
    file.unlink()
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(errors.BadInput, match=rf"{name}\.jsonl"):
        answers(tmp_path / "corpus.jsonl", tmp_path / "claims.jsonl", words_alone, None)
