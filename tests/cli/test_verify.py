"""`askpapers verify`: what is read, from a file or a pipe."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_a_draft_from_a_pipe_is_read_as_a_file_is(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoding: str
) -> None:
    draft = "The café’s lamps burn for 412 hours.".encode(encoding)
    (tmp_path / "draft.txt").write_bytes(draft)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(draft)))
    piped = run("verify", "--json")
    assert "café’s" in piped[1]
    assert piped == run("verify", str(tmp_path / "draft.txt"), "--json")


PAPER = "@article{tin, title={Pointer Networks}, year={2015}}"
SAYS = "Pointer Nets are trained on examples alone"


@pytest.mark.parametrize(
    ("name", "draft"),
    [
        ("draft.tex", f"{SAYS} \\citep{{tin}}.\n\\bibliography{{refs}}"),
        ("draft.tex", f"{SAYS} \\autocite{{tin}}.\n\\addbibresource{{refs.bib}}"),
        ("draft.md", f"---\nbibliography: refs.bib\n---\n\n{SAYS} [@tin].\n"),
    ],
)
def test_a_draft_brings_the_bibliography_that_it_names(
    run: Run, sample: None, tmp_path: Path, name: str, draft: str
) -> None:
    (tmp_path / "refs.bib").write_text(PAPER)
    (tmp_path / "other.bib").write_text(PAPER.replace("Pointer Networks", "A Book That Nobody Has"))
    (tmp_path / name).write_text(draft)
    code, out, _ = run("verify", str(tmp_path / name), "--json")
    (claim,) = json.loads(out)["claims"]
    assert (code, claim["papers"], claim["unknown"]) == (0, ["t0f1b28e2cc"], [])
    # What is given wins.
    code, out, _ = run("verify", str(tmp_path / name), "--bib", str(tmp_path / "other.bib"), "--json")
    assert (code, json.loads(out)["claims"][0]["unknown"]) == (1, ["tin"])


def test_a_bibliography_that_is_not_there_is_told(run: Run, sample: None, tmp_path: Path) -> None:
    (tmp_path / "draft.tex").write_text("Lamps burn.\n\\bibliography{refs}")
    code, out, said = run("verify", str(tmp_path / "draft.tex"))
    assert code == 0 and "Lamps burn." in out
    assert "refs.bib, which the draft names, is not there" in said


@pytest.mark.parametrize("content", [b"%PDF-1.7\n\xe2\xe3", b"id,title\n1,Lamps\n2,Tin\n", b"\x89PNG\r\n\x1a\n\0\0"])
def test_a_file_without_sentences_is_bad_input(run: Run, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "mine.txt").write_bytes(content)
    code, out, said = run("verify", str(tmp_path / "mine.txt"))
    assert (code, out) == (3, "")
    assert said.startswith("error: mine.txt is a ")


@pytest.mark.parametrize(
    ("claim", "code", "strict"),
    [
        ("AdaMerging improves by 11 %", 0, 0),
        ("AdaMerging improves by 50 %", 0, 1),
        ("Lamps burn for 412 hours", 0, 1),
    ],
)
def test_strict_ends_with_1_where_a_claim_is_refused(
    run: Run, sample: None, tmp_path: Path, claim: str, code: int, strict: int
) -> None:
    (tmp_path / "claims.jsonl").write_text(json.dumps({"claim": claim, "paper": "t9e20bd37f2"}))
    assert run("verify", str(tmp_path / "claims.jsonl"))[0] == code
    assert run("verify", str(tmp_path / "claims.jsonl"), "--strict")[0] == strict


def test_another_programs_answer_cites_its_own_list(run: Run, sample: None, tmp_path: Path) -> None:
    answer = """AdaMerging improves task arithmetic by 50 % [1]. Scaling laws matter [1, 2].

References
[1] E. Yang et al. AdaMerging: Adaptive Model Merging for Multi-Task
    Learning. ICLR 2024.
[2] J. Kaplan et al. Scaling Laws for Neural Language Models. arXiv:2001.08361
"""
    (tmp_path / "answer.txt").write_text(answer)
    code, out, _ = run("verify", str(tmp_path / "answer.txt"))
    assert code == 1
    assert "contradicted (line 1): sentence 11 says 11% where the claim says 50 %" in out
    assert "— AdaMerging: Adaptive Model Merging for Multi-Task Learning" in out
    assert "not in the library: “[2] J. Kaplan et al. Scaling Laws" in out
    assert max(map(len, out.splitlines())) <= 80
    claims = json.loads(run("verify", str(tmp_path / "answer.txt"), "--json")[1])["claims"]
    assert [answer[claim["start"] : claim["end"]] for claim in claims] == [
        "AdaMerging improves task arithmetic by 50 % [1].",
        "Scaling laws matter [1, 2].",
    ]


def test_a_link_with_a_title_tells_the_id_of_its_paper(run: Run, sample: None, tmp_path: Path) -> None:
    link = "https://arxiv.org/abs/1506.03134"
    (tmp_path / "post.md").write_text(
        f"I read [Pointer Networks]({link}) today, and I liked it.\n\n{SAYS} ([here]({link}v1)).\n"
    )
    code, out, _ = run("verify", str(tmp_path / "post.md"), "--json")
    assert code == 0
    assert [claim["papers"] for claim in json.loads(out)["claims"]] == [["t0f1b28e2cc"]] * 2


def test_a_claim_that_cites_a_paper_alone_is_contradicted_by_the_sentence_that_says_otherwise(
    run: Run, sample: None, tmp_path: Path
) -> None:
    claim = "AdaMerging needs the original training data of every task."
    (tmp_path / "claims.jsonl").write_text(json.dumps({"claim": claim, "paper": "t9e20bd37f2"}))
    (found,) = json.loads(run("verify", str(tmp_path / "claims.jsonl"), "--json")[1])["claims"]
    assert (found["support"], found["sentences"]) == ("contradicted", [7])
