"""What the screen of the settings says of each, and the values that it proposes."""

from __future__ import annotations

from pathlib import Path

from askpapers.settings import config_file
from askpapers.settings.settings import DEFAULT_MODEL, OPENAI_URL
from askpapers.settings.values import INTEGERS, NUMBERS

SERVERS = (
    (OPENAI_URL, "OpenAI"),
    ("http://localhost:11434/v1", "Ollama, on this machine"),
    ("http://localhost:1234/v1", "LM Studio, on this machine"),
    ("http://localhost:8080/v1", "llama.cpp, on this machine"),
)
PROPOSED: dict[str, tuple[tuple[str, str], ...]] = {
    "model": ((DEFAULT_MODEL, DEFAULT_MODEL),),
    "base_url": SERVERS,
    "embedding_base_url": SERVERS,
    "embedding_model": (("bundled", "bundled: nothing is sent"),),
    "smtp": (
        ("smtp://me@mail.example:587", "submission, with STARTTLS"),
        ("smtps://me@mail.example:465", "TLS from the start"),
    ),
    "notices": (("none", "no mail without a list"), ("failed", "where the fetch failed"), ("all", "on a weekend too")),
    "chroma": (("http://localhost:8000", "http://localhost:8000"),),
    **{
        name: tuple((value, f"{value}{unit}") for value in values.split())
        for name, values, unit in (
            ("budget", "2000 4000 8000 16000 32000", " tokens"),
            ("answer_tokens", "400 800 1600", " tokens"),
            ("max_cost_question", "0.01 0.05 0.25", " US dollars"),
            ("max_cost_day", "0.25 1 5", " US dollars"),
            ("parallel", "1 2 4 8 16", " at a time"),
            ("timeout", "30 60 120 300", " seconds"),
        )
    },
}
FOLDER_WORDS = {
    "home": "The folder of the library: papers, marks, conversations.",
    "config": "The folder of these settings.",
    "cache": "The folder of what can be fetched again.",
}


def kind_of(origin: str) -> str:
    """Return where a setting comes from in few letters."""
    return "environment" if origin.isupper() else "a flag" if origin.startswith("--") else origin


def sentence(name: str) -> str:
    """Return what a setting is for."""
    if name.startswith("keys"):
        return "Which key does what."
    words = config_file.EXAMPLES[name][1]
    return f"{words[0].upper()}{words[1:]}."


def bounds(name: str) -> str:
    """Return between which numbers a setting lies, "" where it is none."""
    ends = INTEGERS.get(name) or NUMBERS.get(name)
    return f"{ends[0]:,.10g} to {ends[1]:,.10g} · " if ends else ""


def cropped(text: str, width: int) -> str:
    """Return a value that fits; a path in the reader's own folder begins with ~."""
    home = str(Path.home())
    text = f"~{text.removeprefix(home)}" if text.startswith(home + "/") else text
    return text if len(text) <= width else f"{text[: width - 1]}…"
