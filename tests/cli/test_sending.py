"""`askpapers digest --to`: what it says, what it ends with, and where the password may stand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.servers.mail import AUTHORITY, PASSWORD, mail_server


@pytest.mark.usefixtures("sample")
def test_a_digest_is_sent_by_mail_once_and_says_so(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    AUTHORITY.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    with mail_server() as server:
        monkeypatch.setenv("ASKPAPERS_SMTP", server.starttls)
        monkeypatch.setenv("ASKPAPERS_SMTP_PASSWORD", PASSWORD)
        code, out, err = run("digest", "--to", "me@home.example", "--limit", "3", "--json")
        assert (code, json.loads(out)["sent"][0]["state"]) == (0, "sent")
        assert PASSWORD not in out + err
        code, out, err = run("digest", "--to", "me@home.example", "--limit", "3")
        assert (code, out) == (0, "")
        assert "me@home.example: sent before, on " in err
        assert run("digest", "--to", "nobody@home.example")[0] == 4
        assert run("digest", "--to", "me@home.example", "--to", "nobody@home.example")[0] == 1
        assert run("digest", "--day", "1999-01-01", "--to", "me@home.example")[0] == 1
        assert len(server.mails) == 1
        monkeypatch.setenv("ASKPAPERS_SMTP_PASSWORD", "wrong")
        code, _, err = run("digest", "--day", "2025-10-31", "--to", "other@home.example")
        assert (code, "refuses the login" in err) == (5, True)
    assert "s3cret" not in run("config", "--json")[1]


@pytest.mark.parametrize(("name", "value", "words"), [
    ("smtp", "mail.example", "no mail server's address"),
    ("smtp", "smtp://me:pw@mail.example", "smtp holds a password"),
    ("smtp_from", "Me <me@mail.example>", "no mail address"),
    ("webhook", "ftp://x.example", "webhook is no address"),
    ("notices", "some", "none, failed or all"),
])  # fmt: skip
def test_a_setting_that_cannot_be_is_refused_in_words(run: Run, name: str, value: str, words: str) -> None:
    code, _, err = run("config", "set", name, value)
    assert (code, words in err) == (2, True)
    assert "pw@" not in err


def test_a_password_stays_with_its_server(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    run("config", "set", "smtp", "smtps://me@one.example")
    run("config", "set", "smtp_password", "hush")
    assert run("config", "get", "smtp_password")[1] == "set\n"
    monkeypatch.setenv("ASKPAPERS_SMTP", "smtps://me@two.example")
    assert run("config", "get", "smtp_password")[1] == "\n"


def test_what_would_be_scheduled_is_printed_and_nothing_is_written(run: Run, tmp_path: Path) -> None:
    code, out, _ = run("schedule", "write", "--to", "me@home.example", "--at", "07:15", "--how", "systemd", "--print")
    assert code == 0
    assert "OnCalendar=Mon..Fri *-*-* 07:15:00" in out
    assert '"schedule" "run" "--to" "me@home.example"' in out
    assert f'Environment="ASKPAPERS_HOME={tmp_path / "home"}"' in out
    assert run("schedule") == (1, "Nothing is scheduled.\n", "")


@pytest.mark.parametrize(("arguments", "words"), [
    (["write"], "Where is the digest to go?"),
    (["write", "--to", "me@home.example", "--at", "25:00", "--print"], "no time of day"),
    (["write", "--to", "zz", "--print"], "is no mail address"),
    (["write", "--to", "me@home.example", "--from", "zz", "--print"], "is no source"),
    (["write", "--to", "me@home.example", "--from", "zotero:", "--print"], "Which collection?"),
    (["write", "--post", "--how", "cron"], "No webhook is set"),
    (["write", "--to", "me@home.example", "--how", "cron"], "No mail server is set"),
])  # fmt: skip
def test_a_timer_that_can_only_fail_is_not_written(run: Run, arguments: list[str], words: str) -> None:
    code, _, err = run("schedule", *arguments)
    assert (code, words in err) == (2, True)


@pytest.mark.usefixtures("sample")
def test_interests_are_given_shown_and_taken_back(run: Run, tmp_path: Path) -> None:
    assert (
        run("interests", "--add", "I work on neural architecture search", "--add", "I read about protein design")[0]
        == 0
    )
    code, out, _ = run("list", "--sort", "interest", "--limit", "3", "--json")
    papers = json.loads(out)["papers"]
    assert code == 0
    assert any("NAS" in paper["title"] or "Architecture" in paper["title"] for paper in papers)
    assert papers[0]["why"].startswith("as you said: ")
    assert "as you said" in run("list", "--sort", "interest", "--limit", "1")[1]
    assert run("interests", "--remove", "1")[1].startswith("  2  I read about protein design\n")
    assert json.loads(run("interests", "--clear", "--json")[1]) == {
        "given": [],
        "learned": {"starred": 0, "asked": 0, "read": 0},
        "learned_from": [],
    }
    listed = json.loads(run("list", "--limit", "1", "--json")[1])["papers"][0]
    run("mark", listed["id"], "--star")
    shown = run("interests")[1]
    assert "starred; askpapers mark ID --unstar takes one back" in shown
    assert listed["id"] in shown
    assert json.loads(run("interests", "--json")[1])["learned_from"][0]["paper"] == listed["id"]
    run("mark", listed["id"], "--unstar")
    assert run("interests", "--remove", "7")[0] == 2
    assert run("interests", "--from", str(tmp_path / "none.bib"))[0] == 3
    assert run("list", "--sort", "interest")[0] == 2
    for name, head in (("a.html", "<!doctype html>"), ("a.json", "{"), ("a.atom", "<?xml"), ("a.eml", "From: ")):
        assert run("digest", "-o", str(tmp_path / name))[0] == 0
        assert (tmp_path / name).read_text().startswith(head)
    assert run("digest", "-o", str(tmp_path / "a.pdf"))[0] == 2
    assert run("digest", "-o", str(tmp_path / "no" / "a.md"))[0] == 6
