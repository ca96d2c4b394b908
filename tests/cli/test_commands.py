"""The command line as a contract: what is printed where, and with which exit code."""

import io
import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from askpapers.readers.recognition import FORMATS
from tests.cli.conftest import SAMPLE, Run
from tests.servers.scripted import error, serving, stream

pytestmark = pytest.mark.usefixtures("sample_home")  # whose vectors the bundled model knows from then on


def test_the_sample_is_added_once(run: Run) -> None:
    code, out, _ = run("add", SAMPLE, "--json", "--no-index")
    first = json.loads(out)
    assert (code, first["added"], first["updated"], first["unchanged"]) == (0, 64, 0, 0)
    assert len(first["papers"]) == 64
    assert first["warnings"][0]["line"] == 461
    code, out, _ = run("add", SAMPLE, "--json", "--no-index")
    again = json.loads(out)
    assert (code, again["added"], again["unchanged"]) == (0, 0, 64)
    assert again["papers"] == first["papers"]


def test_list_show_and_search(run: Run) -> None:
    run("add", SAMPLE, "--no-index")
    code, out, _ = run("list", "--json")
    papers = json.loads(out)["papers"]
    assert (code, len(papers)) == (0, 64)
    assert {"id", "title", "abstract", "published", "listed", "authors", "author_count", "organization", "comments", "upvotes",
            "url", "one_line", "score"} <= papers[0].keys()  # fmt: skip
    assert all(paper["one_line"] for paper in papers)
    assert papers[0]["organization"] is None
    code, out, err = run("list", "--org", "microsoft")
    assert code == 0
    assert "QueST" in out
    assert "1 paper · 31 Oct 2025 · by microsoft" in err
    quest = next(paper for paper in papers if paper["title"].startswith("QueST"))
    code, out, _ = run("show", quest["id"])
    assert "  1  Large Language Models" in out
    assert run("show", "nobody")[0] == 2
    code, out, _ = run("search", "sudoku puzzles", "-k", "3", "--json")
    found = json.loads(out)["papers"]
    assert "Relational" in found[0]["title"]
    assert found[0]["score"] >= found[-1]["score"]


def test_the_main_job_with_no_key(run: Run) -> None:
    run("add", SAMPLE)
    abstracts = {p["id"]: p for p in json.loads(run("list", "--json")[1])["papers"]}
    code, out, err = run("ask", "Which papers merge task vectors of several fine-tuned models?", "--json")
    answer = json.loads(out)
    assert code == 0
    assert {"question", "status", "answer", "model", "citations", "retrieved", "usage"} <= answer.keys()
    assert (answer["status"], answer["model"], answer["usage"]["cost_usd"]) == ("answered", "extractive", 0.0)
    cited = {abstracts[c["paper"]]["title"].split(":")[0] for c in answer["citations"]}
    assert {
        "AdaMerging",
        "Twin-Merging",
        "Modeling Multi-Task Model Merging as Adaptive Projective Gradient Descent",
    } <= cited
    for citation in answer["citations"]:
        assert citation["quote"] in abstracts[citation["paper"]]["abstract"]
        assert answer["answer"][citation["start"] : citation["end"]].startswith("[")
    code, out, err = run("ask", "What is the best recipe for sourdough bread?")
    assert code == 1
    assert "Not found in these 64 papers" in out
    assert "--all" not in err, "the 64 are the whole library"
    code, out, _ = run("ask", "Which use Sudoku?", "--json-stream")
    events = [json.loads(line)["event"] for line in out.splitlines()]
    assert events[0] == "found"
    assert events[-2:] == ["checked", "answer"]
    code, out, _ = run("history", "--json")
    assert len(json.loads(out)["conversations"]) == 3
    left, right = [id for id, p in abstracts.items() if p["title"].startswith(("AdaMerging", "Twin-Merging"))]
    code, out, _ = run("compare", left, right, "--json")
    compared = json.loads(out)
    assert (code, compared["left"], compared["right"], compared["model"]) == (0, left, right, "extractive")
    assert sum(bool(point[side]["text"]) for point in compared["points"] for side in ("left", "right")) >= 6
    code, out, _ = run("summarize", "--json")
    summary = json.loads(out)
    assert (code, summary["failed"], len(summary["lines"])) == (0, 0, 64)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.txt", b"", "is empty"),
        ("paper.pdf", b"%PDF-1.4\n\xe2\xe3", "a PDF"),
        ("page.html", b"<html><title>Lunch</title></html>", "Lunch"),
        ("rubbish.bin", bytes(range(256)) * 9, "no text"),
    ],
)
def test_bad_input_is_one_sentence_and_a_hint(run: Run, tmp_path: Path, name: str, content: bytes, said: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    code, out, err = run("add", str(path))
    assert (code, out) == (3, "")
    assert said in err
    assert name in err
    assert len(err.strip().splitlines()) == 2


def test_a_missing_file_and_a_pattern_without_files(run: Run, tmp_path: Path) -> None:
    assert run("add", str(tmp_path / "nothing.txt"))[0] == 3
    assert run("add", str(tmp_path / "*.json"))[0] == 3


def test_a_folder_with_one_bad_file_adds_the_good_ones(run: Run, tmp_path: Path) -> None:
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "good.txt").write_text("2510.00001\n2510.00002\n")
    (tmp_path / "lists" / "bad.pdf").write_bytes(b"%PDF-1.4")
    code, out, err = run("add", str(tmp_path / "lists"))
    assert code == 1
    assert "2 added" in out
    assert "bad.pdf" in err


def test_strict_turns_warnings_into_an_error(run: Run) -> None:
    assert run("add", SAMPLE, "--no-index", "--strict")[0] == 3


def test_an_empty_library_says_what_to_do(run: Run) -> None:
    code, out, err = run("list")
    assert (code, out) == (1, "")
    assert "askpapers sample" in err
    assert json.loads(run("list", "--json")[1])["papers"] == []


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize(
    ("command", "code"),
    [(("list",), 1), (("search", "lamps"), 1), (("digest",), 1), (("summarize",), 1), (("export", "bibtex"), 1)],
)
def test_conditions_that_no_paper_meets_are_told_as_that(run: Run, command: tuple[str, ...], code: int) -> None:
    said = "No paper matches these conditions (the whole library · written by Nobody); 64 papers without them."
    for form in ((), ("--json",)):
        ended, out, err = run(*command, "--all", "--author", "Nobody", *form)
        assert ended == code and said in err
        assert not form or code == 2 or json.loads(out)
    assert (
        "No paper is in scope (1 Jan 2020); 64 papers in the whole library (--all)."
        in run(*command, "--day", "2020-01-01")[2]
    )


@pytest.mark.usefixtures("sample")
def test_a_search_brings_as_many_as_it_is_limited_to(run: Run) -> None:
    assert len(json.loads(run("search", "merging models", "--all", "--limit", "3", "--json")[1])["papers"]) == 3


def test_a_library_that_cannot_be_written(run: Run, tmp_path: Path) -> None:
    blocker = tmp_path / "a-file"
    blocker.write_text("in the way")
    code, _, err = run("list", "--home", str(blocker / "library"))
    assert code == 6
    assert "cannot be written" in err


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_library(run: Run, tmp_path: Path) -> None:
    home = tmp_path / "locked"
    home.mkdir()
    home.chmod(stat.S_IRUSR | stat.S_IXUSR)
    assert run("list", "--home", str(home))[0] == 6


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_library_that_is_only_read(run: Run, tmp_path: Path) -> None:
    run("add", SAMPLE, "--no-index")
    id = json.loads(run("list", "--json")[1])["papers"][0]["id"]
    before = sorted((tmp_path / "home").iterdir())
    (tmp_path / "home").chmod(0o555)
    for arguments in (["list"], ["show", id], ["search", "sudoku"], ["ask", "Which use Sudoku?"], ["export", "csv"]):
        assert run(*arguments)[0] == 0
    assert run("mark", id, "--star")[0] == 6
    assert run("add", SAMPLE)[0] == 6
    assert sorted((tmp_path / "home").iterdir()) == before
    (tmp_path / "home").chmod(0o755)
    assert not json.loads(run("show", id, "--json")[1])["starred"]


@pytest.mark.usefixtures("sample")
def test_a_damaged_library_is_rebuilt_from_the_vectors(run: Run, tmp_path: Path) -> None:
    for path in (tmp_path / "home").glob("catalog.sqlite*"):
        path.unlink() if path.suffix != ".sqlite" else path.write_bytes(b"no database at all " * 500)
    code, _, err = run("list")
    assert code == 6
    assert "doctor --repair" in err
    code, _, err = run("doctor", "--rebuild", "--yes")
    assert code == 0
    assert "from the vector store: 64 papers" in err
    assert len(json.loads(run("list", "--json")[1])["papers"]) == 64
    assert list((tmp_path / "home").glob("catalog.sqlite.damaged-*"))


@pytest.mark.usefixtures("sample")
def test_where_the_catalog_is_gone_every_command_says_who_knows_more(run: Run, tmp_path: Path) -> None:
    for path in (tmp_path / "home").glob("catalog.sqlite*"):
        path.unlink()
    for command in (["list", "--all"], ["search", "lamps"], ["show", "2510.00001"], ["ask", "What is found on lamps?"]):
        assert "askpapers doctor" in run(*command)[2]
    assert run("doctor", "--repair", "--yes")[0] == 0
    assert "askpapers doctor" not in run("list", "--all")[2]


@pytest.mark.usefixtures("sample")
def test_a_library_whose_papers_were_removed_by_its_reader_is_only_empty(run: Run) -> None:
    ids = [paper["id"] for paper in json.loads(run("list", "--all", "--json")[1])["papers"]]
    assert run("remove", *ids)[0] == 0
    assert "askpapers doctor" not in run("list", "--all")[2]


@pytest.mark.usefixtures("sample")
def test_a_dead_server_and_a_missing_key(run: Run) -> None:
    code, _, err = run("ask", "Which papers merge models?", "--base-url", "http://127.0.0.1:9/v1", "--model", "m")
    assert code == 4
    assert "Nothing answers" in err


@pytest.mark.usefixtures("sample")
def test_a_wait_for_a_busy_server_is_told(run: Run) -> None:
    with serving(error(429, "slow down", Retry_After="0"), stream("One does [1.1].")) as server:
        code, out, err = run(
            "ask", "How does AdaMerging learn its coefficients?", "--base-url", server.url, "--model", "m"
        )
    assert code == 0
    assert "One does" in out
    assert f"{server.url} asks for fewer requests: slow down" in err
    assert "Trying again in 1 s" in err


@pytest.mark.parametrize(
    "arguments",
    [["list", "--day", "someday"], ["list", "--nonsense"], ["frobnicate"], ["ask"], ["ask", "  "], ["compare", "a"],
     ["list", "--day", "2025-10-31", "--all"], ["--base-url", "nowhere", "list"], ["export", "papyrus"]],
)  # fmt: skip
def test_usage_errors(run: Run, arguments: list[str]) -> None:
    assert run(*arguments)[0] == 2


@pytest.mark.usefixtures("sample")
def test_days_are_written_in_every_way_and_a_bound_of_zero_narrows(run: Run) -> None:
    for days in (
        ["--day", "20251031"],
        ["--day", "2025-W44"],
        ["--since", "2025-10", "--until", "20251031"],
        ["--all"],
    ):
        assert len(json.loads(run("list", *days, "--json")[1])["papers"]) == 64
    assert "20 Jan 2025 to 26 Jan 2025" in run("list", "--day", "2025-W4")[2]
    # Each paper of the sample has an upvote or more.
    code, out, _ = run("list", "--max-upvotes", "0", "--json")
    assert (code, json.loads(out)["papers"]) == (1, [])
    assert "≤ 0 upvotes" in run("list", "--max-upvotes", "0")[2]


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize("form", ["bibtex", "ris", "csl-json", "jsonl", "csv"])
def test_what_is_exported_can_be_read_back(run: Run, tmp_path: Path, form: str) -> None:
    path = tmp_path / f"out.{form}"
    assert run("export", form, "-o", str(path))[0] == 0
    code, out, _ = run("add", str(path), "--json", "--no-index", "--home", str(tmp_path / "second"))
    read = json.loads(out)
    assert (code, read["added"], read["warnings"]) == (0, 64, [])
    first = {p["title"]: " ".join(p["abstract"].split()) for p in json.loads(run("list", "--json")[1])["papers"]}
    second = {
        p["title"]: " ".join(p["abstract"].split())
        for p in json.loads(run("list", "--all", "--json", "--home", str(tmp_path / "second"))[1])["papers"]
    }
    assert second == first


def test_a_spreadsheet_runs_no_formula(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "evil.jsonl"
    path.write_text(
        '{"id": "x1", "title": "=cmd()", "abstract": "It is a title that begins like a formula, for once."}\n'
    )
    run("add", str(path), "--no-index")
    assert "'=cmd()" in run("export", "csv", "--all")[1]


def test_hostile_titles_do_not_reach_the_terminal(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "evil.jsonl"
    path.write_text(
        json.dumps(
            {
                "id": "x1",
                "title": "Red \x1b[31m \u202e title\x07",
                "abstract": "An abstract\x1b]0;owned\x07 of some length. It is long.",
            }
        )
        + "\n"
    )
    run("add", str(path), "--no-index")
    for command in (["list"], ["show", "x1"], ["digest"], ["export", "markdown"]):
        _, out, err = run(*command)
        assert not {"\x1b", "\x07", "\u202e"} & set(out + err)


def test_the_sample_command_does_the_main_job_when_piped(run: Run) -> None:
    code, out, _ = run("sample")
    assert code == 0
    assert out.count("\n    ") > 64
    assert "AdaMerging" in out
    assert "” [" in out
    code, out, _ = run("sample", "--json")
    told = json.loads(out)
    assert (code, told["day"], len(told["papers"])) == (0, "2025-10-31", 64)
    assert told["papers"][0]["one_line"] and told["answer"]["citations"]


def test_news_and_marks(run: Run) -> None:
    run("add", SAMPLE, "--no-index")
    assert len(json.loads(run("news", "--json")[1])["new"]) == 64
    code, out, _ = run("news")
    assert code == 1 and "Nothing new" in out
    assert run("news", "--json")[0] == 1
    id = json.loads(run("list", "--json")[1])["papers"][0]["id"]
    assert run("mark", id, "--star")[0] == 0
    assert [p["id"] for p in json.loads(run("list", "--starred", "--json")[1])["papers"]] == [id]
    assert run("mark", "nobody", "--star")[0] == 2


def test_doctor_makes_the_vectors_that_are_missing_having_said_how_many(run: Run, tmp_path: Path) -> None:
    (tmp_path / "c.jsonl").write_text('{"_id": "1", "title": "Lamps", "text": "They burn."}', encoding="utf-8")
    assert run("add", str(tmp_path / "c.jsonl"), "--no-index")[0] == 0
    code, out, err = run("doctor", "--index", "--json")
    assert (code, err.splitlines()) == (0, ["Vectors: 1 still to be indexed.", "1 paper indexed."])
    told = {check["what"]: check["told"] for check in json.loads(out)["checks"]}["vector store"]
    assert told.startswith("1 vectors at") and "still" not in told


def test_config_edit_opens_a_file_that_is_broken(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "config" / "config.toml"
    path.parent.mkdir()
    path.write_text("budget = \n")
    code, out, err = run("config", "edit", "--home", str(tmp_path / "other"))
    assert (code, out) == (0, f"{path}\n")
    assert err.count("is not valid TOML") == 1
    assert path.read_text() == "budget = \n"


def test_config_and_doctor(run: Run, tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "config.toml").write_text('api_key = "secret"\nbudget = 4000\n')
    code, out, _ = run("config", "--json")
    shown = json.loads(out)
    assert (code, shown["budget"], shown["api_key"]) == (0, 4000, "set")
    assert "secret" not in out
    code, out, _ = run("doctor", "--json")
    assert code == 0
    assert {check["what"] for check in json.loads(out)["checks"]} == {
        "bundled files",
        "settings",
        "prices",
        "catalog",
        "vector store",
    }


def test_a_setting_is_set_and_unset_in_the_file_and_its_origin_is_told(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, out, err = run("config", "set", "budget", "8000")
    assert (code, out) == (0, "")
    assert "budget is set in" in err
    assert "8000  (config.toml)" in run("config")[1]
    assert run("config", "get", "budget")[1] == "8000\n"
    assert "Did you mean budget?" in run("config", "get", "budge")[2]
    monkeypatch.setenv("ASKPAPERS_BUDGET", "9000")
    assert json.loads(run("config", "--json")[1])["origins"]["budget"] == "ASKPAPERS_BUDGET"
    assert "ASKPAPERS_BUDGET still goes before it" in run("config", "unset", "budget")[2]
    monkeypatch.delenv("ASKPAPERS_BUDGET")
    shown = json.loads(run("config", "--json")[1])
    assert (shown["budget"], shown["origins"]["budget"], shown["origins"]["home"]) == (
        4000,
        "default",
        "ASKPAPERS_HOME",
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ("set",),
        ("set", "budget"),
        ("set", "budget", "x"),
        ("set", "theme", "nonsense"),
        ("unset",),
        ("unset", "a", "b"),
        ("show", "budget"),
        ("get",),
    ],
)
def test_a_slip_in_setting_changes_nothing(run: Run, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    assert run("config", *arguments)[0] == 2
    assert not (tmp_path / "config" / "config.toml").exists()


@pytest.mark.usefixtures("sample")
def test_a_reader_who_closes_the_pipe_early_is_no_failure(run: Run) -> None:
    for arguments in (["list"], ["list", "--json"], ["export", "csv"], ["ask", "Which use Sudoku?"], ["--help"]):
        ours, theirs = os.pipe()
        os.close(ours)
        done = subprocess.run(
            [sys.executable, "-m", "askpapers", *arguments], stdout=theirs, stderr=subprocess.PIPE, check=False
        )
        os.close(theirs)
        assert (arguments, done.returncode) == (arguments, 0)
        assert b"rror" not in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="a shell of POSIX closes it")
@pytest.mark.usefixtures("sample")
def test_where_nothing_can_be_printed_the_work_is_done_all_the_same(run: Run) -> None:
    closed = ["sh", "-c", 'exec "$@" >&-', "sh", sys.executable, "-m", "askpapers", "list"]
    done = subprocess.run(closed, stderr=subprocess.PIPE, check=False)
    assert (done.returncode, b"rror" in done.stderr) == (0, False)


@pytest.mark.skipif(os.name == "nt", reason="a shell of POSIX closes it")
@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize(("command", "code", "told"), [("add", 3, b"is empty"), ("ask", 2, b"no question")])
def test_where_nothing_can_be_read_that_is_told(run: Run, command: str, code: int, told: bytes) -> None:
    closed = ["sh", "-c", 'exec "$@" <&-', "sh", sys.executable, "-m", "askpapers", command, "-"]
    done = subprocess.run(closed, stderr=subprocess.PIPE, check=False)
    assert (done.returncode, told in done.stderr) == (code, True)


@pytest.mark.parametrize(
    ("arguments", "told", "hint"),
    [
        (["list", "--nonsense"], "--nonsense", "askpapers list --help"),
        (["frobnicate"], "frobnicate", "askpapers --help"),
        (["ask"], "QUESTION", "askpapers ask --help"),
    ],
)
def test_a_slip_on_the_command_line_is_told_like_any_other_error(
    run: Run, arguments: list[str], told: str, hint: str
) -> None:
    _, out, err = run(*arguments)
    first, second = err.splitlines()
    assert out == ""
    assert first.startswith("error: ")
    assert told in first
    assert second.startswith(f"       {hint}")


def test_the_help_of_add_names_every_format(run: Run) -> None:
    code, out, _ = run("add", "--help")
    named = " ".join(out.split()).partition("Formats: ")[2].partition(".")[0]
    assert (code, named.split(", ")) == (0, list(FORMATS))


@pytest.mark.usefixtures("sample")
def test_mark_says_what_was_marked(run: Run) -> None:
    first, second = [paper["id"] for paper in json.loads(run("list", "--json")[1])["papers"][:2]]
    assert run("mark", first, "--star", "--unread")[1:] == ("", "1 paper marked as unread and starred.\n")
    code, out, err = run("mark", first, second, first, "--read", "--json")
    assert (code, err) == (0, "2 papers marked as read.\n")
    assert json.loads(out) == {"marked": [first, second], "read": True, "starred": None}


@pytest.mark.usefixtures("sample")
def test_export_tells_programs_what_was_written_where(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    code, out, _ = run("export", "csv", "-o", str(path), "--json")
    assert (code, json.loads(out)) == (0, {"format": "csv", "papers": 64, "file": str(path)})
    code, out, _ = run("export", "csv", "--json")
    told = json.loads(out)
    assert (told["papers"], "\ufeff" + told["text"]) == (64, path.read_bytes().decode())


@pytest.mark.usefixtures("sample")
def test_nothing_to_export_leaves_the_file_that_is_there(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    path.write_text("mine")
    code, out, err = run("export", "csv", "--day", "2020-01-01", "-o", str(path), "--json")
    assert (code, json.loads(out), path.read_text()) == (1, {"format": "csv", "papers": 0}, "mine")
    assert "Nothing was exported." in err
    assert run("export", "vault", str(tmp_path / "vault"), "--day", "2020-01-01")[0] == 1
    assert not (tmp_path / "vault").exists()
    assert run("export", "csv", "-o", str(path))[0] == 0
    # Excel takes a file without this mark for the code page of its country.
    assert path.read_bytes().startswith(b"\xef\xbb\xbfid,title,")


def test_latex_is_text_wherever_a_one_liner_is_read(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "latex.jsonl"
    said = r"We propose \\textbf{Bold}, a model of $\\alpha$-nets that gains 5\\% over all others on nine tasks."
    path.write_text(f'{{"id": "x1", "title": "On Nets", "abstract": "{said}", "listed": ["2025-10-31"]}}\n')
    run("add", str(path), "--no-index")
    for command in (
        ["summarize", "--json"],
        ["digest", "--json"],
        ["list", "--json"],
        ["export", "markdown"],
        ["export", "csv"],
    ):
        out = run(*command)[1]
        assert "We propose Bold, a model of α-nets that gains 5% over" in out, command


def test_an_empty_history_says_so(run: Run) -> None:
    assert run("history") == (1, "", "No question has been asked here yet.\n")
    assert run("history", "--search", "lamps") == (1, "", "No conversation has these words.\n")


def test_an_empty_question_is_told_before_an_empty_library(run: Run) -> None:
    code, _, err = run("ask", " ")
    assert code == 2
    assert err.startswith("error: There is no question.")


def test_a_dash_reads_the_question_from_standard_input(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO("Which papers merge Modelle für Köche?".encode())))
    _, out, _ = run("ask", "-", "--json")
    assert json.loads(out)["question"] == "Which papers merge Modelle für Köche?"


def test_a_wider_scope_is_offered_only_where_the_library_has_more(run: Run, sample: None, tmp_path: Path) -> None:
    assert "Widen the scope" not in run("ask", "papers by Spoon")[2]
    path = tmp_path / "older.jsonl"
    path.write_text('{"title": "Tin lamps", "abstract": "We make lamps.", "listed": ["2025-10-30"]}')
    run("add", str(path), "--day", "2025-10-30")
    assert "Widen the scope: --since DAY, or --all" in run("ask", "papers by Spoon")[2]


def test_latex_is_readable_for_people_and_untouched_for_programs(run: Run, tmp_path: Path) -> None:
    text = r"We train JiuZhang~2.0 in $\tilde{O}(n^2)$ steps. It costs $0.5-$0.7 a page."
    path = tmp_path / "one.jsonl"
    path.write_text(json.dumps({"id": "x1", "title": "On JiuZhang~2.0", "abstract": text}) + "\n")
    run("add", str(path), "--no-index")
    _, out, _ = run("show", "x1")
    assert "On JiuZhang 2.0" in out
    assert "We train JiuZhang 2.0 in Õ(n²) steps." in out
    assert "It costs $0.5-$0.7 a page." in out
    assert json.loads(run("show", "x1", "--json")[1])["abstract"] == text


_WHOLE = {
    "corpus.jsonl": {"doc_id": 1, "title": "Lamps", "abstract": ["We study lamps.", "They burn for 412 hours."]},
    "claims.jsonl": {"id": 1, "claim": "Lamps burn.", "evidence": {"1": [{"sentences": [1], "label": "SUPPORT"}]}},
}
_TWISTED = {
    "corpus.jsonl": {"doc_id": {}, "_id": [1], "title": 5, "abstract": 7},
    "claims.jsonl": {"claim": "c", "text": 3, "evidence": {"1": [{"sentences": ["a"]}]}},
    "any.jsonl": {"question": 5, "answerable": "x", "source": 5, "target": [1], "sentences": ["a"], "labels": []},
}


@pytest.mark.parametrize("line", ["", "[{}]", "5", "{}", "wrong", '{"id": 1, "te', "\ufffe"])
@pytest.mark.parametrize(
    ("arguments", "damaged"),
    [
        (["retrieval", "--corpus", "corpus.jsonl", "--queries", "claims.jsonl"], "corpus.jsonl"),
        (["retrieval", "--corpus", "corpus.jsonl", "--queries", "claims.jsonl"], "claims.jsonl"),
        (["answers-extractive", "--corpus", "corpus.jsonl", "--claims", "claims.jsonl"], "corpus.jsonl"),
        (["answers-extractive", "--corpus", "corpus.jsonl", "--claims", "claims.jsonl"], "claims.jsonl"),
        (["support", "--scifact", ".", "--claims", "claims.jsonl"], "corpus.jsonl"),
        (["support", "--scifact", ".", "--claims", "claims.jsonl"], "claims.jsonl"),
        (["support", "--tldr", "any.jsonl"], "any.jsonl"),
        (["one-liners", "--references", "any.jsonl"], "any.jsonl"),
        (["roles", "--labeled", "any.jsonl"], "any.jsonl"),
        (["answers", "--questions", "any.jsonl"], "any.jsonl"),
    ],
)
def test_a_damaged_line_of_a_measure_is_told_with_file_and_line(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], damaged: str, line: str
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, row in _WHOLE.items():
        Path(name).write_text(json.dumps(row) + "\n")
    text = json.dumps(_TWISTED[damaged]) if line == "wrong" else line
    Path(damaged).write_text("\n" + text + "\n", encoding="utf-16-be" if line == "\ufffe" else "utf-8")
    code, out, err = run("eval", *arguments)
    said = [told for told in err.splitlines() if told.startswith("error: ")]
    assert (code, out, len(said)) == (3, "", 1)
    assert "inside askpapers" not in err
    if line:
        assert f"{damaged}:2 " in said[0] or (line == "\ufffe" and f"{damaged}:1 " in said[0])


def test_papers_are_tagged_collected_and_noted_and_found_by_it(run: Run) -> None:
    run("add", SAMPLE)
    ids = [paper["id"] for paper in json.loads(run("list", "--limit", "2", "--json")[1])["papers"]]
    assert run("mark", *ids, "--tag", "to read", "--collection", "Thesis", "--note", "Look at\ntable 2")[0] == 0
    found = json.loads(run("list", "--tag", "TO READ", "--collection", "thesis", "--json")[1])
    assert [paper["id"] for paper in found["papers"]] == ids
    assert found["scope"].endswith("tagged TO READ · in your collection thesis")
    assert (found["papers"][0]["tags"], found["papers"][0]["note"]) == (["to read"], "Look at\ntable 2")
    assert "#to read · in: Thesis · Look at table 2" in run("show", ids[0])[1]
    code, _, told = run("list", "--tag", "lost")
    assert code == 2 and "There is no tag “lost”." in told and "You have to read." in told
    assert run("mark", ids[0], "--tag", "a,b")[0] == 2
    assert run("mark", ids[0], "--untag", "to read", "--uncollect", "thesis", "--note", "")[0] == 0
    assert json.loads(run("show", ids[0], "--json")[1])["tags"] == []


def test_watch_adds_lists_and_removes(run: Run) -> None:
    run("add", SAMPLE, "--no-index")
    assert run("watch")[0] == 1
    code, _, told = run("watch", "by Microsoft models")
    assert code == 0 and "You watch for: by Microsoft" in told
    (one,) = json.loads(run("watch", "--json")[1])["watches"]
    assert one["text"] == "by Microsoft models" and one["hits"] > 0
    code, _, told = run("watch", "since Monday")
    assert code == 2 and "has no days" in told
    assert run("watch", "--remove", str(one["id"]))[0] == 0
    assert run("watch", "--remove", "1")[0] == 2
