"""A real server that nobody here wrote: a LiteLLM proxy with made-up replies, run where `litellm[proxy]` is installed."""

from __future__ import annotations

import importlib.util
import os
import socket
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from askpapers import errors
from askpapers.answers.answer import Answer, Found, Status, Support, Words
from askpapers.cli import entry_point as cli
from askpapers.library.library import Library
from askpapers.models import chat as llm
from askpapers.models import endpoint as offered
from askpapers.models.server import Dialects, Server
from askpapers.network.failures import ATTEMPTS
from askpapers.papers.paper import Paper
from askpapers.papers.scope import Scope
from askpapers.settings.settings import Settings
from askpapers.verbs import ask
from askpapers.verbs.probe import probe
from tests.conftest import Clock
from tests.fakes.embedder import HashedWords

# The rest is what the proxy imports and litellm alone does not bring.
NEEDED = ("litellm", "fastapi", "uvicorn", "backoff", "apscheduler", "multipart")
pytestmark = pytest.mark.skipif(
    not all(importlib.util.find_spec(name) for name in NEEDED), reason="litellm[proxy] is not installed"
)

KEY = "sk-master-1234"
REPLY = "It reaches 91.2% on GLUE [1.3]."
REPLIES = {
    "good": REPLY,
    "limited": "litellm.RateLimitError",
    "small": "litellm.ContextWindowExceededError",
    "broken": "litellm.InternalServerError",
}
START = 120
"""Seconds that the proxy may take to start; it takes a tenth of it."""


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a proxy in a folder of its own, which knows one key and sends nothing anywhere."""
    folder = tmp_path_factory.mktemp("litellm")
    models = "\n".join(
        f'  - {{model_name: {name}, litellm_params: {{model: openai/gpt-4o, api_key: none, mock_response: "{reply}"}}}}'
        for name, reply in REPLIES.items()
    )
    config = folder / "config.yaml"
    config.write_text(
        f"model_list:\n{models}\nlitellm_settings: {{num_retries: 0, telemetry: false}}\n"
        f"router_settings: {{num_retries: 0, disable_cooldowns: true}}\ngeneral_settings: {{master_key: {KEY}}}\n"
    )
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-c", "import litellm; litellm.run_server()"]
    arguments = ["--config", str(config), "--host", "127.0.0.1", "--port", str(port)]
    # Nothing of the reader's: no keys, no files, and no price list from the network.
    environ = {"PATH": os.environ.get("PATH", ""), "HOME": str(folder), "LITELLM_LOCAL_MODEL_COST_MAP": "True"}
    said: list[str] = []
    started = threading.Event()
    with subprocess.Popen(
        command + arguments, cwd=folder, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, encoding="utf-8", errors="replace",
    ) as process:  # fmt: skip
        assert process.stdout

        def listen(lines: Iterator[str] = process.stdout) -> None:
            for line in lines:
                said.append(line)
                if "Uvicorn running on" in line:
                    started.set()
            started.set()

        listening = threading.Thread(target=listen, daemon=True)
        listening.start()
        try:
            assert started.wait(START) and process.poll() is None, "".join(said[-40:])
            yield f"http://127.0.0.1:{port}/v1"
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
            listening.join(20)


@pytest.fixture
async def asking(proxy: str, settings: Settings, clock: Clock, papers: tuple[Paper, ...]) -> AsyncIterator[Library]:
    """A library of three papers that asks the proxy's model "good"."""
    there = replace(settings, model="good", base_url=proxy, api_key=KEY)
    async with Library(there, clock=clock, embedder=HashedWords()) as library:
        await library.catalog.merge(papers, default_day=clock().date())
        yield library


class NoWait:
    """Sleeps nothing and counts how often it was asked to."""

    def __init__(self) -> None:
        self.count = 0

    async def __call__(self, seconds: float) -> None:
        self.count += 1


async def said(proxy: str, model: str, *, wait: NoWait | None = None) -> str:
    chat = llm.Chat(model, Server(proxy, KEY, 30), Dialects(None), sleep=wait or NoWait())
    pieces = [piece async for piece in chat.stream([{"role": "user", "content": "Hello?"}], max_tokens=50)]
    return "".join(piece.text for piece in pieces if isinstance(piece, Words))


async def test_an_answer_streams_and_is_cited(asking: Library) -> None:
    events = [event async for event in ask.ask(asking, "What does it reach on GLUE?", Scope(), papers=["2510.00001"])]
    answer = events[-1]
    assert isinstance(events[0], Found) and isinstance(answer, Answer)
    assert "".join(event.text for event in events if isinstance(event, Words)) == answer.text == REPLY
    assert len([event for event in events if isinstance(event, Words)]) > 1, "it came in pieces"
    assert (answer.status, answer.model) == (Status.ANSWERED, "good")
    (citation,) = answer.citations
    assert (citation.paper_id, citation.sentences, citation.support) == ("2510.00001", (3,), Support.VERIFIED)
    assert citation.quote == "It reaches 91.2% on GLUE, 3.5 points above task arithmetic."
    assert not answer.usage.estimated
    assert answer.usage.prompt > 0 and answer.usage.completion > 0


async def test_a_whole_reply(proxy: str) -> None:
    chat = llm.Chat("good", Server(proxy, KEY, 30), Dialects(None))
    text, usage = await chat.complete([{"role": "user", "content": "Hello?"}], max_tokens=50)
    assert text == REPLY
    assert usage.calls == 1 and usage.prompt > 0 and not usage.estimated


async def test_the_doctor_finds_all_well(asking: Library) -> None:
    checks = {check.what: check async for check in probe(asking.settings)}
    assert checks["models"].ok and f"{len(REPLIES)} models" in checks["models"].told
    assert checks["chat"].ok
    assert "told by the server" in checks["usage"].told and "≈" not in checks["usage"].told


async def test_a_model_that_it_does_not_have(proxy: str) -> None:
    with pytest.raises(errors.UnknownModel, match="nonesuch") as caught:
        await said(proxy, "nonesuch")
    assert "doctor --model" in caught.value.hint


@pytest.mark.parametrize(
    ("model", "kind", "waits"),
    [
        ("limited", errors.RateLimited, ATTEMPTS - 1),
        ("small", errors.ContextOverflow, 0),
        ("broken", errors.Unreachable, ATTEMPTS - 1),
    ],
)
async def test_each_of_its_failures_is_one_of_ours(
    proxy: str, model: str, kind: type[errors.AskpapersError], waits: int
) -> None:
    wait = NoWait()
    with pytest.raises(kind) as caught:
        await said(proxy, model, wait=wait)
    assert wait.count == waits
    assert caught.value.hint


async def test_a_request_that_is_too_long_is_asked_again_with_fewer_papers_and_says_so(asking: Library) -> None:
    small = replace(asking.settings, model="small")
    found = []
    async with Library(small, embedder=HashedWords()) as library:
        with pytest.raises(errors.ContextOverflow):
            async for event in ask.ask(library, "What is merged, and what is folded?", Scope(), papers=["2510.00001", "2510.00002"]):  # fmt: skip
                found += [event] if isinstance(event, Found) else []
    assert [len(event.matches) for event in found] == [2, 1]
    assert "asked again with 1 of 2 papers" in found[-1].notes[-1]


@pytest.mark.parametrize("key", ["sk-wrong-5678", "of-another-shape"])
async def test_a_wrong_key_is_the_key(proxy: str, key: str) -> None:
    chat = llm.Chat("good", Server(proxy, key, 30), Dialects(None))
    with pytest.raises(errors.KeyRefused) as caught:
        await chat.complete([{"role": "user", "content": "Hello?"}], max_tokens=50)
    assert key not in str(caught.value)
    with pytest.raises(errors.KeyRefused):
        await offered.models(Server(proxy, key, 30))


async def test_no_key_where_it_wants_one(proxy: str) -> None:
    with pytest.raises(errors.KeyMissing):
        await offered.models(Server(proxy, None, 30))


@pytest.mark.parametrize(("key", "code"), [(KEY, 0), ("sk-wrong-5678", 5)])
def test_the_exit_code_of_the_command_line(
    proxy: str, key: str, code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in list(os.environ):
        if name.startswith(("ASKPAPERS_", "OPENAI_")):
            monkeypatch.delenv(name)
    for name in ("HOME", "CONFIG", "CACHE"):
        monkeypatch.setenv(f"ASKPAPERS_{name}", str(tmp_path / name.lower()))
    monkeypatch.setenv("OPENAI_BASE_URL", proxy)
    monkeypatch.setenv("OPENAI_API_KEY", key)
    abstract = "We merge models. It is cheap. It reaches 91.2% on GLUE."
    (tmp_path / "page.bib").write_text(f"@article{{a, title={{TurboMerge}}, abstract={{{abstract}}}}}")
    assert cli.run(["add", str(tmp_path / "page.bib"), "--no-index"]) == 0
    assert cli.run(["ask", "What does it reach on GLUE?", "--all", "--model", "good"]) == code
    out, err = capsys.readouterr()
    assert "Traceback" not in out + err
    assert ("OPENAI_API_KEY" in err) is (code == 5)
