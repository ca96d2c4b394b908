"""The measure of retrieval: its figures by hand, and the forms of files that it reads."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from math import log2
from pathlib import Path
from typing import Any

import pytest

from askpapers import errors
from askpapers.evaluation.retrieval import _interval, _scores, run
from askpapers.settings.settings import Settings
from tests.servers.scripted import Step, serving

LAMPS = {"_id": "1", "title": "Lamps", "text": "Lamps burn oil in the dark rooms of old houses."}
BOATS = {"_id": "2", "title": "Boats", "text": "Boats carry grain over wide rivers to the mills."}
WHALES = {"_id": "3", "title": "Whales", "text": "Whales sing to each other across the northern sea."}
GRAIN = {"_id": "q1", "text": "boats carry grain"}
OIL = {"_id": "q2", "text": "lamps burn oil"}


def lines(path: Path, rows: Sequence[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


async def measured(
    folder: Path,
    qrels: str | None = "q1\t2\t1\n",
    *,
    corpus: Sequence[dict[str, Any]] = (LAMPS, BOATS, WHALES),
    queries: Sequence[dict[str, Any]] = (GRAIN,),
    limit: int | None = None,
) -> dict[str, Any]:
    judged = folder / "qrels.tsv"
    if qrels is not None:
        judged.write_bytes(qrels.encode())
    return await run(
        lines(folder / "corpus.jsonl", corpus),
        lines(folder / "queries.jsonl", queries),
        None if qrels is None else judged,
        limit=limit,
    )


# The figures


@pytest.mark.parametrize(
    ("found", "judged", "ndcg", "at_ten", "at_hundred"),
    [
        (["a"], {"a": 1.0}, 1.0, 1.0, 1.0),
        (["z", "a"], {"a": 1.0}, 1 / log2(3), 1.0, 1.0),
        ([], {"a": 1.0}, 0.0, 0.0, 0.0),
        # The second best document comes second and the best one third.
        (["z", "y", "x"], {"x": 2.0, "y": 1.0}, (1 / log2(3) + 2 / log2(4)) / (2 + 1 / log2(3)), 1.0, 1.0),
        # A judgement of nought is no relevance and no gain.
        (["z", "a"], {"a": 1.0, "z": 0.0}, 1 / log2(3), 1.0, 1.0),
        # Found in the eleventh place: past the ten, within the hundred.
        ([*"bcdefghijk", "a"], {"a": 1.0}, 0.0, 0.0, 1.0),
        # Twelve relevant documents, of which ten places can hold ten.
        ([*"abcdefghijkl"], dict.fromkeys("abcdefghijkl", 1.0), 1.0, 10 / 12, 1.0),
        ([*map(str, range(100)), "a"], {"a": 1.0, "5": 1.0}, (1 / log2(7)) / (1 + 1 / log2(3)), 0.5, 0.5),
    ],
)
def test_scores_are_as_trec_eval_reckons_them(
    found: list[str], judged: dict[str, float], ndcg: float, at_ten: float, at_hundred: float
) -> None:
    scored = _scores(found, judged)
    assert scored["ndcg@10"] == pytest.approx(ndcg)
    assert scored["recall@10"] == pytest.approx(at_ten)
    assert scored["recall@100"] == pytest.approx(at_hundred)


def test_the_interval_is_about_the_difference_query_by_query() -> None:
    # Paired: where every query gains the same, nothing is uncertain however the queries differ.
    assert _interval([0.6, 1.0, 0.1], [0.5, 0.9, 0.0]) == {"mean": 0.1, "low": 0.1, "high": 0.1}
    assert _interval([0.5] * 5, [0.5] * 5) == {"mean": 0.0, "low": 0.0, "high": 0.0}
    mixed = _interval([1.0] * 50 + [0.0] * 50, [0.0] * 50 + [1.0] * 50)
    assert mixed["low"] < mixed["mean"] == 0.0 < mixed["high"]
    # Twice the standard error of a hundred differences of plus or minus one.
    assert mixed["high"] == pytest.approx(0.2, abs=0.06)
    assert _interval([1.0, 0.0], [0.0, 1.0]) == _interval([1.0, 0.0], [0.0, 1.0])


async def test_a_document_found_first_is_worth_one(tmp_path: Path) -> None:
    told = await measured(tmp_path)
    assert told["task"] == "retrieval"
    assert told["metrics"] == {"ndcg@10": 1.0, "recall@10": 1.0, "recall@100": 1.0}
    assert (told["n"], told["papers"]) == (1, 3)


async def test_what_shares_no_word_is_missed_by_words_and_found_by_vectors(tmp_path: Path) -> None:
    told = await measured(tmp_path, "q1\t2\t1\nq1\t3\t1\n")
    words, vectors = told["baselines"]["words alone (FTS5, BM25)"], told["baselines"]["vectors alone"]
    # By words the boats come first and the whales not at all: 1 of an ideal of 1 + 1 / log2(3).
    assert words == {"ndcg@10": pytest.approx(1 / (1 + 1 / log2(3)), abs=1e-4), "recall@10": 0.5, "recall@100": 0.5}
    assert (vectors["recall@10"], told["metrics"]["recall@10"]) == (1.0, 1.0)
    gain = told["baselines"]["gain over words, 95% interval"]
    assert gain["mean"] == pytest.approx(told["metrics"]["ndcg@10"] - words["ndcg@10"], abs=2e-4)
    fused, fed = told["baselines"]["both, without feedback"], told["baselines"]["gain of feedback, 95% interval"]
    assert fused != words
    assert fed["mean"] == pytest.approx(told["metrics"]["ndcg@10"] - fused["ndcg@10"], abs=2e-4)


async def test_the_mean_is_over_queries(tmp_path: Path) -> None:
    # The second query's judgement is of a document that the corpus does not hold.
    told = await measured(tmp_path, "q1\t2\t1\nq2\tnowhere\t1\n", queries=[GRAIN, OIL])
    assert told["n"] == 2
    assert told["metrics"] == {"ndcg@10": 0.5, "recall@10": 0.5, "recall@100": 0.5}


async def test_queries_that_nobody_judged_are_left_out(tmp_path: Path) -> None:
    told = await measured(tmp_path, "q1\t2\t1\nq2\t1\t0\n", queries=[OIL, GRAIN, {"_id": "q3", "text": "whales"}])
    assert (told["n"], told["metrics"]["ndcg@10"]) == (1, 1.0)


async def test_a_limit_takes_the_first_judged_queries(tmp_path: Path) -> None:
    told = await measured(
        tmp_path, "q1\t2\t1\nq2\tnowhere\t1\n", queries=[{"_id": "q0", "text": "x"}, GRAIN, OIL], limit=1
    )
    assert (told["n"], told["metrics"]["ndcg@10"]) == (1, 1.0)


# The files


async def test_ids_may_hold_spaces_quotes_and_differ_in_case_alone(tmp_path: Path) -> None:
    ids = ["doc one", 'the "second"', "b3", "B3", "ü/4"]
    texts = ["lamps burn oil", "boats carry grain", "whales sing songs", "mills grind corn", "trains cross plains"]
    corpus = [{"_id": id, "title": "", "text": text} for id, text in zip(ids, texts, strict=True)]
    queries = [{"_id": f"q {n}", "text": text} for n, text in enumerate(texts)]
    told = await measured(
        tmp_path, "".join(f"q {n}\t{id}\t1\n" for n, id in enumerate(ids)), corpus=corpus, queries=queries
    )
    assert (told["n"], told["papers"], told["metrics"]["ndcg@10"]) == (5, 5, 1.0)


async def test_a_document_without_title_holds_its_own_words_alone(tmp_path: Path) -> None:
    # "document" is a subject in a collection of librarians: no word may be lent to a paper that has no title.
    corpus = [{"_id": str(n), "text": text} for n, text in enumerate(("lamps", "boats", "document lamps"))]
    told = await measured(tmp_path, "q1\t2\t1\n", corpus=corpus, queries=[{"_id": "q1", "text": "document 1"}])
    assert told["baselines"]["words alone (FTS5, BM25)"] == {"ndcg@10": 1.0, "recall@10": 1.0, "recall@100": 1.0}


async def test_empty_texts_and_queries_of_any_length_are_measured(tmp_path: Path) -> None:
    queries = [
        {"_id": 1, "text": "grain"},
        {"_id": 2, "text": " ".join(["boats carry grain over rivers"] * 40)},
        {"_id": 3, "text": "the"},
        {"_id": 4, "text": ""},
    ]
    corpus = [BOATS, LAMPS, {"_id": "5", "title": "", "text": ""}, {"_id": "6", "title": "Boats"}]
    told = await measured(tmp_path, "".join(f"{n}\t2\t1\n" for n in (1, 2, 3, 4)), corpus=corpus, queries=queries)
    assert (told["n"], told["papers"]) == (4, 4)


async def test_a_judgement_below_nought_is_no_relevance(tmp_path: Path) -> None:
    told = await measured(tmp_path, "q1\t2\t1\nq1\t1\t-2\nq2\t1\t-1\n", queries=[GRAIN, OIL])
    assert (told["n"], told["metrics"]["ndcg@10"]) == (1, 1.0)


@pytest.mark.parametrize(
    "qrels",
    [
        "query-id\tcorpus-id\tscore\nq1\t2\t1\n",
        "q1\t2\t1",
        "query-id\tcorpus-id\tscore\r\nq1\t2\t1\r\n",
        "q1\t0\t2\t1\n",
        "q1\t2\t2\nq1\t1\t0\n",
        "q1\t2\t1.0\n",
        "\ufeffquery-id\tcorpus-id\tscore\nq1\t2\t1\n",
        "q1 0 2 1\n",
        "q1  Q0  2  1 \r\n",
        "q1 2 1\n",
        "\nq1\t2\t1\n\n\n",
        "q1\t2\t1\nq1\t1\t-1\n",
    ],
)
async def test_judgements_are_read_in_beirs_and_in_trecs_form(tmp_path: Path, qrels: str) -> None:
    assert (await measured(tmp_path, qrels))["metrics"]["ndcg@10"] == 1.0


async def test_scifacts_own_files_hold_their_judgements(tmp_path: Path) -> None:
    told = await measured(
        tmp_path,
        None,
        corpus=[
            {"doc_id": 11, "title": "Lamps", "abstract": ["Lamps burn oil.", "They smell."], "structured": False},
            {"doc_id": 12, "title": "Boats", "abstract": ["Boats carry grain.\n", "They leak."], "structured": False},
        ],
        queries=[
            {"id": 1, "claim": "Boats carry grain.", "evidence": {}, "cited_doc_ids": [12]},
            {"id": 2, "claim": "Nobody knows.", "evidence": {}, "cited_doc_ids": []},
        ],
    )
    assert (told["n"], told["metrics"]["ndcg@10"]) == (1, 1.0)


async def test_documents_under_one_title_stay_apart(tmp_path: Path) -> None:
    corpus = [BOATS | {"title": "Things"}, LAMPS | {"title": "Things"}, WHALES | {"title": "Things"}]
    told = await measured(tmp_path, "q1\t2\t1\nq2\t1\t1\n", corpus=corpus, queries=[GRAIN, OIL])
    assert told["metrics"]["ndcg@10"] == 1.0


@pytest.mark.parametrize("title", ["", None, 5, "\x1b[31m\u202e", "x" * 10_000])
async def test_a_document_of_any_title_is_searched(tmp_path: Path, title: object) -> None:
    told = await measured(tmp_path, corpus=[LAMPS, BOATS | {"title": title}])
    assert told["metrics"]["ndcg@10"] == 1.0


async def test_blank_lines_are_passed_over(tmp_path: Path) -> None:
    corpus = lines(tmp_path / "c.jsonl", [LAMPS, BOATS])
    corpus.write_bytes(b"\n" + corpus.read_bytes().replace(b"\n", b"\r\n\r\n"))
    (tmp_path / "r.tsv").write_text("q1\t2\t1\n")
    told = await run(corpus, lines(tmp_path / "q.jsonl", [GRAIN]), tmp_path / "r.tsv")
    assert (told["papers"], told["metrics"]["ndcg@10"]) == (2, 1.0)


async def test_no_judged_query_is_no_input(tmp_path: Path) -> None:
    for qrels in ("", "other\t2\t1\n", "q1\t2\t0\n"):
        with pytest.raises(errors.EmptyInput):
            await measured(tmp_path, qrels)
    with pytest.raises(errors.EmptyInput):
        await measured(tmp_path, corpus=[])


@pytest.mark.parametrize(
    ("corpus", "queries"),
    [
        ([LAMPS, {"title": "x", "text": "y"}], [GRAIN]),
        ([LAMPS, {"_id": "9", "text": None}], [GRAIN]),
        ([LAMPS, {"_id": "9", "text": 5}], [GRAIN]),
        ([LAMPS], [GRAIN, {"_id": "9"}]),
        ([LAMPS], [GRAIN, {"_id": "9", "text": ["a"]}]),
    ],
)
async def test_a_row_that_lacks_something_is_named_by_file_and_line(
    tmp_path: Path, corpus: list[dict[str, Any]], queries: list[dict[str, Any]]
) -> None:
    with pytest.raises(errors.DamagedInput, match=r"(corpus|queries)\.jsonl:2 "):
        await measured(tmp_path, corpus=corpus, queries=queries)


@pytest.mark.parametrize(
    "qrels",
    ["q1\t2\t1\nq1\n", "q1\t2\t1\n1\t2\t3\t4\t5\n", "q1\t2\t1\nq1 2 1\n", "q1 2 1\nq1 2\n", "q1\t2\t1\nq1\t2\tnan\n"],
)
async def test_a_judgement_of_other_columns_is_named_by_its_line(tmp_path: Path, qrels: str) -> None:
    with pytest.raises(errors.DamagedInput, match=r"qrels\.tsv:2 "):
        await measured(tmp_path, qrels)


@pytest.mark.parametrize("content", [b"no json\n", b"[1]\n", b"\xff\xfe\n", b'{"_id": "1", "text": "x"\n', b"\x00\n"])
async def test_what_is_not_json_lines_is_refused_with_the_files_name(tmp_path: Path, content: bytes) -> None:
    good, bad = lines(tmp_path / "good.jsonl", [BOATS]), tmp_path / "bad.jsonl"
    bad.write_bytes(content)
    (tmp_path / "r.tsv").write_text("q1\t2\t1\n")
    for corpus, queries in ((good, bad), (bad, good)):
        with pytest.raises(errors.BadInput, match=r"bad\.jsonl"):
            await run(corpus, queries, tmp_path / "r.tsv")


async def test_judgements_that_are_no_numbers_or_no_text_are_bad_input(tmp_path: Path) -> None:
    for content in (b"q1\t2\t1\nq1\t3\tmuch\n", b"\xff\xfe\x00\n"):
        (tmp_path / "r.tsv").write_bytes(content)
        with pytest.raises(errors.BadInput, match=r"r\.tsv"):
            await run(lines(tmp_path / "c.jsonl", [BOATS]), lines(tmp_path / "q.jsonl", [GRAIN]), tmp_path / "r.tsv")


async def test_a_file_that_is_not_there_is_bad_input(tmp_path: Path) -> None:
    here, nowhere = lines(tmp_path / "here.jsonl", [BOATS]), tmp_path / "\x1b[31mnowhere"
    for given in ((nowhere, here, here), (here, nowhere, here), (here, here, nowhere)):
        with pytest.raises(errors.BadInput) as caught:
            await run(*given)
        assert "nowhere" in str(caught.value)
        assert str(caught.value).isprintable()


async def test_the_models_order_is_measured_beside_the_programs(tmp_path: Path, settings: Settings) -> None:
    rows = [LAMPS, BOATS, WHALES]
    corpus, queries = lines(tmp_path / "c.jsonl", rows), lines(tmp_path / "q.jsonl", [GRAIN])
    (tmp_path / "r.tsv").write_text("q1\t2\t1\n", encoding="utf-8")
    reply = {"choices": [{"message": {"role": "assistant", "content": "3, 2, 1"}, "finish_reason": "stop"}]}
    with serving(Step(body=reply)) as server:
        model = replace(settings, model="m", base_url=server.url, api_key="sk-1")
        told = await run(corpus, queries, tmp_path / "r.tsv", model=model)
    # The right document was first, and is last once the order is turned round.
    assert told["metrics"]["ndcg@10"] == 1.0
    assert told["baselines"]["reranked by the model"]["ndcg@10"] == round(1 / log2(4), 4)
    assert told["baselines"]["gain of reranking, 95% interval"]["mean"] < 0
