"""An address and its key: what is shown of it, and what is sent to it."""

from __future__ import annotations

import pytest

from askpapers import errors
from askpapers.models.server import Server


def server(url: str, key: str | None = "sk-1") -> Server:
    return Server(url, key, 5)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://api.openai.com/v1", "https://api.openai.com/v1"),
        ("http://localhost:11434/v1/", "http://localhost:11434/v1"),
        ("https://me:secret@host/v1?key=secret#secret", "https://host/v1"),
    ],
)
def test_its_name_holds_nothing_secret(url: str, name: str) -> None:
    assert server(url).name == name
    assert "sk-1" not in repr(server(url))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://host/v1", "https://host:443/v2", True),
        ("http://HOST/v1", "http://host:80", True),
        ("https://host/v1", "http://host/v1", False),
        ("https://host/v1", "https://host.evil/v1", False),
        ("https://host:1/v1", "https://host:2/v1", False),
        ("https://host@evil/v1", "https://host/v1", False),
    ],
)
def test_what_one_server_is(one: str, other: str, same: bool) -> None:
    assert (server(one).origin == server(other).origin) is same


ENVIRON = {"OPENAI_BASE_URL": "https://gate/v1", "OPENAI_CUSTOM_HEADERS": "X-Gate: 1\nno header\nX-Two:a:b"}


def test_the_environments_headers_go_to_the_environments_address() -> None:
    assert server("https://gate/other").headers(ENVIRON) == {"Authorization": "Bearer sk-1"}
    withheld = dict.fromkeys(["OpenAI-Organization", "OpenAI-Project", "X-Gate", "X-Two"])
    assert server("https://host/v1").headers(ENVIRON) == withheld | {"Authorization": "Bearer sk-1"}


def test_without_an_address_in_the_environment_its_headers_are_openais() -> None:
    assert "OpenAI-Project" not in server("https://api.openai.com/v1").headers({})
    assert server("https://host/v1").headers({})["OpenAI-Project"] is None


@pytest.mark.parametrize(
    "url", ["https://me.openai.azure.com/openai/v1", "https://gate/openai/deployments/mine?api-version=1"]
)
def test_azures_key_has_a_header_of_its_own(url: str) -> None:
    headers = server(url).headers({})
    assert headers["api-key"] == "sk-1"
    assert headers["Authorization"] is None


@pytest.mark.parametrize("key", ["sk-“x”", "sk-1\nX-Other: y", "sk-\u200b1"])
def test_a_key_that_cannot_be_one_is_refused_unsent(key: str) -> None:
    with pytest.raises(errors.KeyRefused) as caught:
        server("https://host/v1", key).headers({})
    assert key not in str(caught.value)
