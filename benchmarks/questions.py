"""What a question costs in a fresh process, beside a script that does the same with the libraries alone, by turns in one run.

    python benchmarks/questions.py HOME [--all] [--rounds 7] [--before COMMIT [--home-before HOME]]

Processor time (user + system), compiled first; medians and their ratios. Without a model the script imports chromadb, opens the same
store, runs the same ONNX models (the embedder, and the reader on the very texts that `ask` gave to it) and asks FTS5. With a server
that answers at once (in this process, which is not counted) the script imports openai and sends one request. A round over papers
whose tokens were counted before: indexing does so where a model is set, else the first question, which is not in the table.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from startup import cost

from askpapers.library.library import Library
from askpapers.models import cross_encoder
from askpapers.papers.scope import Scope
from askpapers.settings.settings import Settings
from askpapers.verbs.ask import ask

ROOT = Path(__file__).parents[1]
DATA = ROOT / "askpapers" / "data"
QUESTION = "Which methods learn several tasks at once?"

WITHOUT_MODEL = """
import json, os, re, sqlite3, sys
home, data, question, told = sys.argv[1:]
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
import chromadb, numpy as np, onnxruntime
from chromadb.config import Settings
from tokenizers import Tokenizer

def session(name):
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    return onnxruntime.InferenceSession(f"{data}/{name}", options, providers=["CPUExecutionProvider"])

pieces = Tokenizer.from_file(f"{data}/minilm/tokenizer.json")
pieces.no_padding()
pieces.enable_truncation(256)
ids = np.array([pieces.encode(question).ids])
given = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
mean = session("minilm/model_int8.onnx").run(None, given)[0][0].mean(0)
client = chromadb.PersistentClient(f"{home}/chroma", settings=Settings(anonymized_telemetry=False))
store = client.list_collections()[0]
vector = (mean / np.linalg.norm(mean)).tolist()
store.query(query_embeddings=[vector], n_results=min(200, store.count()), include=["distances"])
words = " OR ".join(f'"{word}"' for word in re.findall(r"[^\\W_]+", question))
sql = "SELECT rowid, bm25(words) FROM words WHERE words MATCH ? ORDER BY 2 LIMIT 200"
sqlite3.connect(f"{home}/catalog.sqlite").execute(sql, [words]).fetchall()
pieces.no_truncation()
reader, best = session("reader/reader_int8.onnx"), []
for head, tokens, first, spans in json.load(open(told)):
    tokens, means = np.array([tokens]), np.zeros((max(1, len(spans)), len(tokens)), np.float32)
    types = np.zeros_like(tokens)
    types[0, first + 2 :] = 1
    for row, (begin, end) in enumerate(spans):
        means[row, begin : end + 1] = 1 / (end + 1 - begin)
    given = {"input_ids": tokens, "token_type_ids": types, "sentence_means": means}
    given |= {"in_context": np.array([float(bool(spans))], np.float32), "of_claim": np.zeros(1, np.float32)}
    given["sentence_ends"] = np.array([end for _, end in spans] or [0])
    best.append(reader.run([head], given)[0].max())
print(max(best))
"""

WITH_SERVER = """
import sys
import openai
client = openai.OpenAI(base_url=sys.argv[1], api_key="none")
messages = [{"role": "user", "content": sys.argv[2]}]
for piece in client.chat.completions.create(model="instant", messages=messages, stream=True):
    if piece.choices:
        print(piece.choices[0].delta.content or "", end="")
"""


class Instant(BaseHTTPRequestHandler):
    """A server that says one sentence at once, and what it used where its address says so, as OpenAI's, vLLM, Ollama and llama.cpp do."""

    @property
    def tells_usage(self) -> bool:
        """Whether the address is that of a server which tells its usage."""
        return self.path.startswith("/counting")

    def do_GET(self) -> None:
        """List the one model."""
        self._say(json.dumps({"object": "list", "data": [{"id": "instant", "object": "model"}]}), "application/json")

    def do_POST(self) -> None:
        """Stream one sentence."""
        self.rfile.read(int(self.headers.get("content-length") or 0))
        delta = {"index": 0, "delta": {"content": "The methods share what the tasks have in common [1]."}}
        parts: list[dict[str, Any]] = [
            {"choices": [{**delta, "finish_reason": None}]},
            {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]},
        ]
        if self.tells_usage:
            parts.append(
                {"choices": [], "usage": {"prompt_tokens": 4178, "completion_tokens": 12, "total_tokens": 4190}}
            )
        head = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "instant"}
        lines = [f"data: {json.dumps(head | part)}\n\n" for part in parts]
        self._say("".join([*lines, "data: [DONE]\n\n"]), "text/event-stream")

    def _say(self, text: str, kind: str) -> None:
        self.send_response(200)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def instant() -> Iterator[str]:
    """Run the server on loopback; yield its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Instant)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Noting(cross_encoder.BundledCrossEncoder):
    """The reader, with the texts that it read: head, word pieces, how many are the question's, and the sentences' spans."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[tuple[str, list[int], int, list[tuple[int, int]]]] = []

    def _read(self, head: str, tokens: list[int], first: int, spans: Sequence[tuple[int, int]]) -> Any:
        self.texts.append((head, tokens, first, list(spans)))
        return super()._read(head, tokens, first, spans)


async def texts_read(home: Path, *, whole: bool) -> list[tuple[str, list[int], int, list[tuple[int, int]]]]:
    """Return the texts that the reader reads for the question."""
    reader = Noting()
    async with Library(Settings(home, home, home), reader=reader) as library:
        days = await library.catalog.days()
        scope = Scope() if whole or not days else Scope(days[0][0], days[0][0])
        async for _ in ask(library, QUESTION, scope, extractive=True):
            pass
    return reader.texts


def main() -> None:
    """Print a table: what, milliseconds, ratio to its script."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("--all", action="store_true", help="over the whole library, not its newest day")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--before", help="a commit to run beside this tree")
    parser.add_argument("--home-before", type=Path, help="its library, where HOME has a format that it does not know")
    given = parser.parse_args()
    texts = asyncio.run(texts_read(given.home, whole=given.all))
    scope = ["--all"] if given.all else []
    with tempfile.TemporaryDirectory() as name, instant() as address:
        folder = Path(name)
        told = folder / "texts.json"
        told.write_text(json.dumps(texts))
        trees = {"now": ROOT}
        if given.before:
            trees["before"] = folder / "tree"
            subprocess.run(
                ["git", "worktree", "add", "-q", "--detach", str(trees["before"]), given.before], cwd=ROOT, check=True
            )
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("ASKPAPERS_", "OPENAI_", "PYTHONDONTWRITE"))}
        kept |= {"ASKPAPERS_HOME": str(given.home), "ASKPAPERS_CONFIG": name, "ASKPAPERS_CACHE": name}
        run, python = [sys.executable, "-m", "askpapers", "ask", QUESTION, *scope], [sys.executable, "-c"]
        served = ["--model", "instant", "--fresh", "--anyway", "--base-url"]
        commands = {
            ("script without a model", ""): [*python, WITHOUT_MODEL, str(given.home), str(DATA), QUESTION, str(told)],
            ("script with a server", ""): [*python, WITH_SERVER, f"{address}/v1", QUESTION],
            **{("ask without a model", build): run for build in trees},
            **{("ask with a server", build): [*run, *served, f"{address}/counting/v1"] for build in trees},
            **{("ask with a server that tells no usage", build): [*run, *served, f"{address}/v1"] for build in trees},
        }
        environs = {build: kept | {"PYTHONPATH": str(tree)} for build, tree in trees.items()} | {"": kept}
        if given.home_before:
            environs["before"]["ASKPAPERS_HOME"] = str(given.home_before)
        try:
            for build, tree in trees.items():
                compiling = [sys.executable, "-m", "compileall", "-q", str(tree / "askpapers")]
                subprocess.run(compiling, env=environs[build], check=True)
                # The first question over papers counts their tokens where indexing, without a model set, did not.
                cost(commands["ask with a server", build], environs[build])
            seconds: dict[tuple[str, str], list[float]] = {}
            for _ in range(given.rounds):
                for key, command in commands.items():
                    seconds.setdefault(key, []).append(cost(command, environs[key[1]]))
        finally:
            if given.before:
                subprocess.run(["git", "worktree", "remove", "--force", str(trees["before"])], cwd=ROOT, check=True)
    medians = {key: statistics.median(values) for key, values in seconds.items()}
    print(f"{len(texts)} texts read by both\n\n| what | build | ms | × script |\n| --- | --- | --- | --- |")
    for (what, build), median in medians.items():
        unit = medians[what.replace("ask ", "script ").removesuffix(" that tells no usage"), ""]
        print(f"| {what} | {build} | {median * 1000:,.0f} | {median / unit:.2f} |")


if __name__ == "__main__":
    main()
