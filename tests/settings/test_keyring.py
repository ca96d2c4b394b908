"""Keys in a keyring: a real keyring of the library's own interface, in memory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from click.testing import CliRunner
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring

from askpapers.cli.entry_point import cli
from askpapers.errors import KeyMissing, UsageError
from askpapers.models.server import Server
from askpapers.settings.keyring import KEYRING, keep, secret_of
from askpapers.settings.settings import load


class InMemory(KeyringBackend):
    priority = 1

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password


@pytest.fixture
def memory() -> Iterator[InMemory]:
    before, ring = keyring.get_keyring(), InMemory()
    keyring.set_keyring(ring)
    keep("https://cleared.example", "x")
    ring.kept.clear()
    yield ring
    keyring.set_keyring(before)


def test_a_key_is_found_for_its_own_server_alone(memory: InMemory) -> None:
    keep("https://models.example/v1", "sk-secret")
    assert secret_of(KEYRING, "https://models.example/v2/else") == "sk-secret"
    assert secret_of("sk-other", "https://models.example/v1") == "sk-other"
    assert Server("https://models.example/v1", KEYRING, 5).headers({})["Authorization"] == "Bearer sk-secret"
    for other in ("http://models.example/v1", "https://models.example:8443/v1", "https://example/v1"):
        with pytest.raises(KeyMissing, match="holds no secret for"):
            secret_of(KEYRING, other)


def test_a_system_without_a_keyring_is_told() -> None:
    before = keyring.get_keyring()
    keyring.set_keyring(NoKeyring())
    try:
        with pytest.raises(UsageError, match="no keyring"):
            keep("https://models.example", "sk")
        with pytest.raises(UsageError, match="no keyring"):
            secret_of(KEYRING, "https://nowhere.example")
    finally:
        keyring.set_keyring(before)


def test_config_set_keeps_a_key_out_of_the_file(
    memory: InMemory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASKPAPERS_CONFIG", str(tmp_path))
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    made = CliRunner().invoke(cli, ["config", "set", "api_key", "--keyring"], input="sk-secret\n")
    assert made.exit_code == 0, made.output
    assert memory.kept == {("askpapers", "https://api.openai.com"): "sk-secret"}
    written = (tmp_path / "config.toml").read_text(encoding="utf-8")
    assert 'api_key = "keyring"' in written
    assert "sk-secret" not in written + made.output
    assert load({}, {"ASKPAPERS_CONFIG": str(tmp_path)}).api_key == KEYRING
    assert "in the keyring" in CliRunner().invoke(cli, ["config", "show"]).output
    assert CliRunner().invoke(cli, ["config", "set", "budget", "--keyring"], standalone_mode=False).exception
