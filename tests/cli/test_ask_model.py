"""A question through a server: Ctrl-C keeps what came, and a model that nobody named is the server's own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys

import pytest

from tests.cli.conftest import Run
from tests.servers.scripted import DONE, Step, chunk, serving, stream, usage

QUESTION = "How does AdaMerging learn its coefficients?"


@pytest.mark.usefixtures("sample")
@pytest.mark.skipif(sys.platform == "win32", reason="no signal can be sent to a process there")
@pytest.mark.parametrize(("words", "kept"), [(["Half an ", "answer [1.1]"], "Half an answer [1.1]"), ([], "")])
def test_ctrl_c_ends_an_answer_and_keeps_what_came(run: Run, words: list[str], kept: str) -> None:
    with serving(Step(lines=[chunk(word) for word in words], silent=True)) as server:
        arguments = ["ask", QUESTION, "--base-url", server.url, "--model", "m", "--json-stream"]
        process = subprocess.Popen(
            [sys.executable, "-m", "askpapers", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=os.environ,
        )
        assert process.stdout is not None
        for line in process.stdout:
            event = json.loads(line)
            if event["event"] == "words" or (not words and event["event"] == "found"):
                break
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"Traceback" not in err
    assert b"RuntimeError" not in err
    assert b"is kept" in err
    if words:
        answer = json.loads(out.splitlines()[-1])
        assert answer["status"] == "stopped"
        assert kept.startswith(answer["answer"])
        assert answer["answer"]
        _, history, _ = run("history", "--json")
        assert QUESTION in history


MODELS = {"object": "list", "data": [{"id": "tiny-chat", "object": "model"}, {"id": "nomic-embed", "object": "model"}]}


@pytest.mark.usefixtures("sample")
def test_with_only_a_server_named_its_only_model_answers(run: Run) -> None:
    with serving(Step(200, MODELS), stream("One does [1.1].")) as server:
        code, out, _ = run("ask", QUESTION, "--base-url", server.url, "--json")
        assert (code, json.loads(out)["model"]) == (0, "tiny-chat")
        assert server.asked[0]["path"].endswith("/models")
        assert server.asked[1]["model"] == "tiny-chat"


@pytest.mark.usefixtures("sample")
def test_of_several_models_one_is_to_be_named(run: Run) -> None:
    several = {"object": "list", "data": [{"id": name, "object": "model"} for name in ("small", "large")]}
    with serving(Step(200, several)) as server:
        code, out, err = run("ask", QUESTION, "--base-url", server.url)
    assert (code, out) == (2, "")
    assert "The server has 2 models: large, small." in err
    assert "--model" in err


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize("listed", [Step(404, {"error": {"message": "no"}}), Step(200, {"data": []})])
def test_a_server_that_lists_none_is_asked_for_the_usual_one(run: Run, listed: Step) -> None:
    with serving(listed, stream("One does [1.1].")) as server:
        code, _, _ = run("ask", QUESTION, "--base-url", server.url)
        assert code == 0
        assert server.asked[1]["model"]


@pytest.mark.usefixtures("sample")
def test_a_comparison_shows_a_sign_in_every_form(run: Run) -> None:
    _, out, _ = run("list", "--json")
    ids = [paper["id"] for paper in json.loads(out)["papers"][:2]]
    reply = "| | A | B |\n|---|---|---|\n| problem | it is so and so [1.1] | it is so [1.1] |\n| limits | N/A | None |"
    flags = ["--model", "m"]
    with serving(stream("x"), Step(200, whole(reply)), Step(200, whole("I cannot."))) as server:
        flags += ["--base-url", server.url]
        run("ask", QUESTION, *flags)
        code, out, _ = run("compare", *ids, *flags)
        assert code == 0
        assert "≠ it is so [1.1]" in out
        assert "– not stated in the abstract" in out
        _, markdown, _ = run("compare", *ids, *flags, "--markdown")
        assert "≠ it is so" in markdown
        assert "– *not stated in the abstract*" in markdown
        _, out, _ = run("compare", *ids, *flags, "--json")
        points = json.loads(out)["points"]
        assert points[0]["right"]["support"] == "unsupported"
        assert points[1]["left"] == {"text": "", "citations": [], "support": "not-stated", "reason": ""}
        code, out, err = run("compare", *ids, *flags, "--fresh")
        assert code == 1
        assert "I cannot." in out
        assert "no point that can be read" in err


def whole(text: str) -> dict[str, object]:
    """A reply that is not streamed; its server tells no usage."""
    message = {"role": "assistant", "content": text}
    choices = [{"index": 0, "finish_reason": "stop", "message": message}]
    return {"id": "c", "object": "chat.completion", "created": 1, "model": "m", "choices": choices}


@pytest.mark.usefixtures("sample")
def test_a_dry_run_prints_exactly_what_is_sent_then_and_sends_nothing(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret1234")
    # A server that has read as little as the usual script says has cut the question: its reply is not kept.
    answer = Step(lines=[chunk("One does [1.1]."), chunk(finish="stop"), usage(prompt=5000), DONE])
    with serving(answer) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        arguments = ["ask", "How does AdaMerging merge models?", "--model", "m"]
        code, out, _ = run(*arguments, "--dry-run", "--json")
        assert (code, server.asked) == (0, [])
        (request,) = json.loads(out)["requests"]
        assert request["address"] == f"{server.url}/chat/completions"
        _, plain, _ = run(*arguments, "--dry-run")
        assert "sk-secret1234" not in out + plain
        assert plain.splitlines()[-1] == run(*arguments, "--estimate")[1].strip()
        assert json.loads(plain[plain.index("{") : plain.rindex("}") + 1]) == request["body"]
        run(*arguments)
        assert server.asked == [request["body"]]
        _, again, _ = run(*arguments, "--dry-run", "--json")
        assert json.loads(again)["requests"][0]["kept"]


@pytest.mark.usefixtures("sample")
def test_a_dry_run_embeds_nothing_on_a_server(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving() as server:
        monkeypatch.setenv("ASKPAPERS_EMBEDDING_BASE_URL", server.url)
        monkeypatch.setenv("ASKPAPERS_EMBEDDING_MODEL", "e")
        code, out, err = run("ask", QUESTION, "--dry-run")
        assert code == 0
        assert f"POST {server.url}/embeddings" in out
        assert QUESTION in out
        assert "chosen by words alone" in err
        assert run("ask", QUESTION, "--estimate")[0] == 0
        assert server.asked == []
