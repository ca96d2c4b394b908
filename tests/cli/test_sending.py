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
