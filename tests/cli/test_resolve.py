"""`askpapers resolve`: what it says and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from askpapers.network import failures
from askpapers.sources.inputs import BASES
from tests.cli.conftest import Run
from tests.servers.replay import Reply, serving

ROOT = Path(__file__).parents[1] / "fixtures"
TITLE = "PaperQA: Retrieval-Augmented Generative Agent for Scientific Research"


def test_what_is_found_and_what_is_not_sure_are_told_apart(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [
        {"title": TITLE, "authors": ["Samuel G. Rodriques"], "abstract": ""},
        {"title": TITLE.replace("Agent", "Agents"), "authors": ["Nobody"], "abstract": ""},
    ]
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert run("add", str(tmp_path / "in.jsonl"), "--no-index", "--day", "2023-12-11")[0] == 0
    script = {
        "/arxiv/api/query": Reply((ROOT / "atom_none.xml").read_bytes()),
        "/semantic_scholar/graph/v1/paper/search/match": Reply((ROOT / "http" / "s2_match_paperqa.json").read_bytes()),
        "/openalex/works": Reply((ROOT / "http" / "openalex_title_paperqa.json").read_bytes()),
        "/crossref/works": Reply(b'{"message": {"items": []}}'),
    }
    monkeypatch.setattr(failures.PACE, "wait", lambda host, gap: 0.0)
    with serving(script) as server:
        for name in BASES:
            monkeypatch.setitem(BASES, name, f"{server.url}/{name}")
        code, out, _ = run("resolve", "--all", "--json", "--dry-run")
        trial = json.loads(out)
        assert (code, [item["id"] for item in trial["resolved"]], trial["dry_run"]) == (1, ["2312.07559"], True)
        code, out, _ = run("resolve", "--all")
    assert code == 1
    assert "→ 2312.07559: arXiv id, date, abstract" in " ".join(out.split())
    assert "its title differs" in out and out.splitlines()[-1] == "1 found, 1 not sure"
    assert run("show", "2312.07559")[0] == 0


def test_an_id_that_is_not_there_is_a_usage_error(run: Run) -> None:
    assert run("resolve", "2312.07559")[0] == 2


def test_no_paper_in_scope_is_no_error(run: Run) -> None:
    code, out, _ = run("resolve", "--all")
    assert (code, out) == (0, "There are no papers in this scope.\n")
