"""An address and its key: what is shown of it, and what is sent to it. Which parameters a server takes: learnt from its
refusals, and remembered.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askpapers import errors
from askpapers.models.server import Dialect, Dialects, Server


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


SERVER = "http://localhost:11434/v1"


def test_a_server_that_takes_everything_is_told_everything() -> None:
    assert Dialect().parameters(50, stream=True) == {
        "temperature": 0.0,
        "max_tokens": 50,
        "stream": True,
        "stream_options": {"include_usage": True},
    }


def test_what_is_about_streams_is_left_out_of_a_whole_reply() -> None:
    assert Dialect().parameters(50, stream=False) == {"temperature": 0.0, "max_tokens": 50}


@pytest.mark.parametrize(
    ("dialect", "parameters"),
    [
        (Dialect(stream_options=False), {"temperature": 0.0, "max_tokens": 9, "stream": True}),
        (Dialect(temperature=False, limit="", stream_options=False), {"stream": True}),
        (
            Dialect(temperature=False, limit="max_completion_tokens", stream_options=False),
            {"max_completion_tokens": 9, "stream": True},
        ),
    ],
)
def test_what_a_server_does_not_take_is_not_sent(dialect: Dialect, parameters: dict[str, object]) -> None:
    assert dialect.parameters(9, stream=True) == parameters


def test_what_is_refused_has_a_name() -> None:
    assert Dialect().refused == Dialect(limit="max_completion_tokens").refused == ()
    assert Dialect(False, False, "").refused == ("stream_options", "temperature", "max_tokens")


@pytest.mark.parametrize(
    ("dialect", "message", "then"),
    [
        (Dialect(), "Unrecognized request argument supplied: stream_options", Dialect(stream_options=False)),
        (Dialect(), "STREAM_OPTIONS is not allowed", Dialect(stream_options=False)),
        (
            Dialect(),
            "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
            Dialect(limit="max_completion_tokens"),
        ),
        (
            Dialect(limit="max_completion_tokens"),
            "Unrecognized request argument supplied: max_completion_tokens",
            Dialect(limit="max_tokens"),
        ),
        (Dialect(), "property 'max_tokens' is unsupported", Dialect(limit="")),
        (
            Dialect(),
            "Unsupported value: 'temperature' does not support 0.0 with this model.",
            Dialect(temperature=False),
        ),
        (Dialect(), "temperature is deprecated\r\nfor this model", Dialect(temperature=False)),
    ],
)
def test_what_a_refusal_names_is_dropped_or_renamed(dialect: Dialect, message: str, then: Dialect) -> None:
    assert dialect.after_refusal(message) == then


@pytest.mark.parametrize(
    ("dialect", "message"),
    [
        (Dialect(), ""),
        (Dialect(), "messages: roles must alternate"),
        (Dialect(temperature=False), "temperature is unsupported"),
        (Dialect(stream_options=False), "stream_options is unsupported"),
        (Dialect(limit=""), "max_tokens is unsupported"),
        (Dialect(), "\x1b[31m\u202e\x00" * 100),
    ],
)
def test_a_refusal_that_names_nothing_that_was_sent_is_final(dialect: Dialect, message: str) -> None:
    assert dialect.after_refusal(message) is None


dialects = st.builds(
    Dialect, st.booleans(), st.booleans(), st.sampled_from(["max_tokens", "max_completion_tokens", ""])
)
words = st.sampled_from(["stream_options", "temperature", "max_tokens", "messages", "unsupported", "Use", "\x1b["])


@given(dialects, st.lists(words, max_size=5).map(" ".join))
def test_a_refusal_in_the_same_words_comes_to_an_end(dialect: Dialect, message: str) -> None:
    tried: list[Dialect | None] = [dialect]
    while (last := tried[-1]) is not None:
        tried.append(last.after_refusal(message))
        assert tried[-1] not in tried[:-1]


def test_a_refusal_changes_one_thing_at_a_time() -> None:
    other = Dialect().after_refusal("stream_options and temperature are unsupported")
    assert other is not None
    assert (other.stream_options, other.temperature) == (False, True)


@pytest.mark.parametrize(
    ("server", "limit"),
    [
        ("https://api.openai.com/v1", "max_completion_tokens"),
        ("https://me.openai.azure.com/openai/v1", "max_completion_tokens"),
        (SERVER, "max_tokens"),
        ("https://openrouter.ai/api/v1", "max_tokens"),
    ],
)
def test_a_server_is_first_spoken_to_in_its_own_words(server: str, limit: str) -> None:
    assert Dialects(None).of(server, "m").limit == limit


def test_what_was_learnt_is_of_one_server_and_one_model(tmp_path: Path) -> None:
    known = Dialects(tmp_path / "dialects.json")
    known.learn(SERVER, "m", Dialect(temperature=False))
    assert known.of(SERVER, "m") == Dialect(temperature=False)
    assert known.of(SERVER, "n") == Dialect()
    assert known.of("http://localhost:1/v1", "m") == Dialect()


def test_what_was_learnt_is_known_to_the_next_program(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "dialects.json"
    learnt = {
        "m": Dialect(False, False, ""),
        "日本 \x1b[31m": Dialect(limit="max_completion_tokens"),
        "plain": Dialect(),
    }
    for model, dialect in learnt.items():
        Dialects(path).learn(SERVER, model, dialect)
    again = Dialects(path)
    assert {model: again.of(SERVER, model) for model in learnt} == learnt


def test_two_programs_keep_what_each_other_learns(tmp_path: Path) -> None:
    path = tmp_path / "dialects.json"
    one, other = Dialects(path), Dialects(path)
    one.learn(SERVER, "m", Dialect(temperature=False))
    other.learn(SERVER, "n", Dialect(stream_options=False))
    one.learn(SERVER, "o", Dialect(limit=""))
    again = Dialects(path)
    assert again.of(SERVER, "m") == Dialect(temperature=False)
    assert again.of(SERVER, "n") == Dialect(stream_options=False)
    assert again.of(SERVER, "o") == Dialect(limit="")


def test_a_file_is_replaced_and_never_half_written(tmp_path: Path) -> None:
    path = tmp_path / "dialects.json"
    Dialects(path).learn(SERVER, "m", Dialect(temperature=False))
    with path.open() as before:
        Dialects(path).learn(SERVER, "n", Dialect())
        # Whoever has the file open still reads the whole of the old one.
        assert list(json.loads(before.read())) == [f"{SERVER} m"]
    assert [file.name for file in tmp_path.iterdir()] == ["dialects.json"]


def test_learning_what_is_known_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "dialects.json"
    known = Dialects(path)
    known.learn(SERVER, "m", Dialect(temperature=False))
    path.unlink()
    known.learn(SERVER, "m", Dialect(temperature=False))
    assert not path.exists()
    known.learn(SERVER, "m", Dialect(temperature=True))
    assert Dialects(path).of(SERVER, "m") == Dialect()


def test_without_a_file_it_is_remembered_for_as_long_as_the_program_runs() -> None:
    known = Dialects(None)
    known.learn(SERVER, "m", Dialect(temperature=False))
    assert known.of(SERVER, "m") == Dialect(temperature=False)
    assert Dialects(None).of(SERVER, "m") == Dialect()


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{", b"null", b"[]", b"5", b'"x"', b"\xff\xfe\x00", b'{"http://localhost:11434/v1 m": 5}',
        b'{"http://localhost:11434/v1 m": []}', b'{"http://localhost:11434/v1 m": {"mood": "glad"}}',
    ],
)  # fmt: skip
def test_a_damaged_file_is_as_if_nothing_had_been_learnt_and_is_mended(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "dialects.json"
    path.write_bytes(content)
    known = Dialects(path)
    assert known.of(SERVER, "m") == Dialect()
    known.learn(SERVER, "m", Dialect(temperature=False))
    assert Dialects(path).of(SERVER, "m") == Dialect(temperature=False)


def test_a_file_that_cannot_be_read_or_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    (tmp_path / "folder").mkdir()
    for path in (tmp_path / "file" / "dialects.json", tmp_path / "folder"):
        known = Dialects(path)
        known.learn(SERVER, "m", Dialect(temperature=False))
        assert known.of(SERVER, "m") == Dialect(temperature=False)
