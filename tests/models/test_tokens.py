"""Tokens: counted with the bundled vocabulary, whatever the text, and said to be exact only where they are."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from askpapers.models import tokens


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        (" ", 1),
        ("hello world", 2),
        # The three examples of OpenAI's cookbook, with its counts for o200k_base.
        ("antidisestablishmentarianism", 6),
        ("2 + 2 = 4", 7),
        ("お誕生日おめでとう", 8),
    ],
)
def test_known_texts_have_their_published_counts(text: str, count: int) -> None:
    assert tokens.count(text) == count


@pytest.mark.parametrize("mark", ["<|endoftext|>", "<|im_start|>", "<|endofprompt|>"])
def test_a_models_own_marks_are_counted_as_the_text_that_they_are(mark: str) -> None:
    assert tokens.count(mark) > 1
    assert tokens.count(f"{mark} {mark}") > 2


@pytest.mark.parametrize(
    "text", ["a" * 300_000, " " * 300_000, "a " * 150_000, "\n" * 100_000, "主" * 50_000, "😀" * 50_000]
)
def test_an_endless_word_is_counted(text: str) -> None:
    assert 0 < tokens.count(text) <= len(text.encode())


def test_long_text_is_counted_to_a_few_tokens() -> None:
    line = "The quick brown fox jumps over the lazy dog.\n"
    assert tokens.count(line * 4000) == pytest.approx(tokens.count(line) * 4000, abs=20)


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_text_has_a_count_of_at_most_its_bytes(text: str) -> None:
    assert (tokens.count(text) == 0) == (text == "")
    assert tokens.count(text) <= len(text.encode())


@settings(deadline=None)
@given(
    st.text(max_size=80)
    | st.text(st.characters(codec="ascii"), max_size=80)
    | st.from_regex(r"[A-Za-z0-9 '.\n-]{0,60}", fullmatch=True)
)
def test_a_count_lies_between_its_bounds(text: str) -> None:
    least, most = tokens.bounds(text)
    assert least <= tokens.count(text) <= most


@pytest.mark.parametrize("before", range(19_990, 20_001))
def test_a_count_lies_between_its_bounds_where_a_slice_cuts_a_token(before: int) -> None:
    text = ("x " * 10_000)[:before] + " understanding"
    least, most = tokens.bounds(text)
    assert least <= tokens.count(text) <= most


@pytest.mark.parametrize(
    "text",
    [
        "Which methods learn several tasks at once?",
        "It: what is NEW in AI?\n\n",
        "In 2025,  how many of 12345 papers?",
        "",
    ],
)
def test_of_common_words_the_bounds_are_the_count(text: str) -> None:
    assert tokens.bounds(text) == (tokens.count(text),) * 2


@settings(deadline=None)
@given(st.from_regex(r" ?[A-Za-z]{1,9}", fullmatch=True))
def test_what_is_one_token_is_told_without_counting(text: str) -> None:
    assert tokens.is_token(text) == (tokens.count(text) == 1)


def test_a_call_has_fewer_tokens_than_its_bound() -> None:
    messages = [{"role": "system", "content": "Né à “2”"}, {"role": "user", "content": "!?" * 50}]
    assert tokens.of_call(messages) <= tokens.at_most(messages)


@pytest.mark.parametrize("text", ["\ud800", "caf\udce9", "a\ud83d b", "\0\x1b\u202e\ufeff"])
def test_broken_text_is_counted_too(text: str) -> None:
    assert tokens.count(text) > 0


@settings(deadline=None)
@given(st.text(max_size=100), st.text(max_size=100))
def test_text_put_together_takes_hardly_more_than_its_parts(a: str, b: str) -> None:
    assert tokens.count(f"{a}\n\n{b}") <= tokens.count(a) + tokens.count(b) + tokens.count("\n\n") + 3


@pytest.mark.parametrize(
    "model",
    [
        "gpt-4o",
        "gpt-4o-mini-2024-07-18",
        "gpt-4.1-nano",
        "gpt-5",
        "openai/gpt-5",
        "GPT-5",
        "gpt-6-luna",
        "o1",
        "o3-mini",
    ],
)
def test_models_of_this_vocabulary_are_counted_exactly(model: str) -> None:
    assert tokens.exact(model)


@pytest.mark.parametrize(
    "model",
    [None, "", "gpt-4", "gpt-4-turbo", "gpt-3.5-turbo", "qwen3:8b", "llama-3", "gpt-5/other", "my-gpt-5", "extractive"],
)
def test_any_other_count_is_an_estimate(model: str | None) -> None:
    assert not tokens.exact(model)


def test_counting_needs_no_network_and_no_cache_folder(tmp_path: Path) -> None:
    program = (
        "import socket, sys\n"
        "def refuse(*a, **k): raise OSError('no network')\n"
        "socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse\n"
        "from askpapers.models import tokens\n"
        "tokens.warm()\n"
        "sys.stdout.write(str(tokens.count('hello world')))\n"
    )
    root = Path(__file__).parents[2]
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "TMPDIR": str(tmp_path), "PYTHONPATH": str(root)}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.returncode) == ("2", 0), done.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_vocabulary_is_loaded_only_when_something_is_counted() -> None:
    program = "import sys, askpapers.models.tokens; sys.stdout.write(str('tiktoken' in sys.modules))"
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout == "False"
