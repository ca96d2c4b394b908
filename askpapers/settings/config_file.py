"""config.toml, changed one setting at a time (all else stays as it is); and what is said of each setting."""

from __future__ import annotations

import json
import os
import re
import tempfile
import tomllib
from pathlib import Path
from typing import Any

from askpapers.errors import NotWritable, UsageError
from askpapers.settings.settings import DEFAULT_MODEL, FILE, OPENAI_URL, SECRETS, checked, toml_fault
from askpapers.settings.values import INTEGERS, NUMBERS
from askpapers.text.sanitize import sanitize

EXAMPLES = {
    "model": ('"gpt-6-luna"', "the language model that answers"),
    "base_url": ('"http://localhost:11434/v1"', "any OpenAI-compatible server"),
    "api_key": (
        '"…"',
        'the key of that server; it goes to this base_url and nowhere else; "keyring": where config set --keyring keeps it',
    ),
    "budget": ("4000", "tokens of abstracts that one question may send"),
    "answer_tokens": ("800", "tokens that one answer may be long"),
    "max_cost_question": ("0.01", "US dollars; a dearer question is refused before it is sent"),
    "max_cost_day": ("0.50", "US dollars; beyond it nothing more is sent that day"),
    "embedding_model": (
        '"bundled"',
        "what finds papers by meaning; or a server's, text-embedding-3-small for instance",
    ),
    "embedding_base_url": ('"http://localhost:11434/v1"', "the server of that embedding model, where it is another"),
    "embedding_api_key": ('"…"', "the key of that server"),
    "chroma": ('"http://localhost:8000"', "a Chroma server shared by a team, instead of this library's own vectors"),
    "chroma_tenant": ('"default_tenant"', "whose that server's databases are; Chroma Cloud has one for each team"),
    "chroma_database": ('"default_database"', "the database there"),
    "chroma_token": ('"…"', 'what one signs in with there, where it asks; or "keyring"'),
    "smtp": ('"smtps://me@mail.example:465"', "the mail server that digests are sent by"),
    "smtp_from": ('"me@mail.example"', "who they come from; else the user of smtp"),
    "smtp_password": ('"…"', "the password there; better in ASKPAPERS_SMTP_PASSWORD or the keyring"),
    "webhook": ('"https://hooks.slack.com/services/…"', "where digests are posted: Slack, Discord or Feishu"),
    "notices": ('"failed"', "mails in a digest's place: none, failed (no fetch), all (a weekend too)"),
    "parallel": ("4", "summaries that are written at the same time"),
    "timeout": ("60", "seconds to wait for a server"),
    "theme": ('"textual-dark"', "the colors of the interface"),
}
"""Each setting with a value it could have, as TOML, and what it is, in words."""
EXAMPLE = "\n".join([
    "# askpapers reads this file; what stands here yields to the environment and to flags.",
    *(f"# {f'{name} = {value}':<46} # {words}" for name, (value, words) in EXAMPLES.items()),
    "# [keys]",
    '# "desk.ask" = "a"',
    "",
])  # fmt: skip


def put(folder: Path, name: str, value: Any) -> Any:
    """Write a setting into the config.toml of `folder` and return it as it is understood; "keys.desk.ask" is one key.

    Raises UsageError for a value that cannot be, NotWritable for a file that cannot be written; then nothing is changed.
    """
    table, key = _parts(name)
    understood = checked("keys", {key: value})[key] if table else checked(name, value)
    _change(folder, table, key, understood)
    return understood


def drop(folder: Path, name: str) -> bool:
    """Take a setting out of the config.toml of `folder`, and return whether it was there; raises as `put` does."""
    table, key = _parts(name)
    if not table:
        checked(name, {} if name == "keys" else EXAMPLES.get(name, ("", ""))[0].strip('"'))
    return _change(folder, table, key, None)


def _parts(name: str) -> tuple[str, str]:
    return ("keys", name.removeprefix("keys.")) if name.startswith("keys.") else ("", name)


def _change(folder: Path, table: str, key: str, value: Any) -> bool:
    """Write a setting, or take it out where the value is None; return whether there was anything to do."""
    # A link, into a folder of dot-files say, stays a link.
    path = (folder / FILE).resolve()
    try:
        before = path.read_text(encoding="utf-8") if path.exists() else EXAMPLE
        wanted = _with(tomllib.loads(before), table, key, value)
        if value is None and wanted == tomllib.loads(before):
            return False
        after = _edited(before, table, key, value)
        try:
            fits = tomllib.loads(after) == wanted
        except tomllib.TOMLDecodeError:
            fits = False
        if not fits:
            raise UsageError(
                f"{path} is written in a way that cannot be changed here.", "askpapers config edit opens it."
            )
        _write(path, after, private=key in SECRETS)
        return True
    except OSError as error:
        raise NotWritable(f"{path} cannot be written: {error.strerror}.", "Set ASKPAPERS_CONFIG.") from None
    except tomllib.TOMLDecodeError as error:
        raise UsageError(toml_fault(path, before, error), "askpapers config edit opens it.") from None
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is no text: {sanitize(str(error), 200)}", "askpapers config edit opens it.") from None


def _with(values: dict[str, Any], table: str, key: str, value: Any) -> dict[str, Any]:
    inner = values.setdefault(table, {}) if table else values
    if value is None:
        inner.pop(key, None)
    else:
        inner[key] = value
    return values


def _edited(text: str, table: str, key: str, value: Any) -> str:
    lines = text.rstrip("\n").split("\n")
    heads = [i for i, line in enumerate(lines) if re.match(r"\s*\[", line)]
    first, last = 0, heads[0] if heads else len(lines)
    written = None if value is None else f"{json.dumps(key) if table else key} = {_toml(value)}"
    if table:
        at = next((i for i in heads if re.match(rf"\s*\[\s*{table}\s*\]", lines[i])), None)
        if at is None:
            lines += ["", f"[{table}]"]
            at, heads = len(lines) - 1, []
        first, last = at + 1, next((i for i in heads if i > at), len(lines))
    name = rf"(?:{re.escape(key)}|{re.escape(json.dumps(key))}|'{re.escape(key)}')"
    for i in range(first, last):
        if m := re.match(rf"\s*{name}\s*=\s*(?:\"(?:[^\"\\]|\\.)*\"|'[^']*'|[^#\"']*?)(\s*#.*)?$", lines[i]):
            lines[i : i + 1] = [written + (m[1] or "")] if written else []
            break
    else:
        if written:
            lines.insert(_place(lines, first, last, name), written)
    return "".join(line + "\n" for line in lines)


def _place(lines: list[str], first: int, last: int, name: str) -> int:
    """Below the line that explains the setting, else below the last one that is set, else at the section's top."""
    for pattern in (rf"\s*#\s*{name}\s*=", r"\s*[\w\"'.-]+\s*="):
        if found := [i for i in range(first, last) if re.match(pattern, lines[i])]:
            return found[-1] + 1
    return first


def _toml(value: Any) -> str:
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return repr(value)


def _write(path: Path, text: str, *, private: bool) -> None:
    """Put a whole new file in the place of the old one, so that a full disk leaves the old one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    mode = 0o600 if private or not path.exists() else path.stat().st_mode & 0o700
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    made = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        made.chmod(mode)
        made.replace(path)
    except BaseException:
        made.unlink(missing_ok=True)
        raise


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
    words = EXAMPLES[name][1]
    return f"{words[0].upper()}{words[1:]}."


def bounds(name: str) -> str:
    """Return between which numbers a setting lies, "" where it is none."""
    ends = INTEGERS.get(name) or NUMBERS.get(name)
    return f"{ends[0]:,.10g} to {ends[1]:,.10g} · " if ends else ""


def crop(text: str, width: int) -> str:
    """Return a value that fits; a path in the reader's own folder begins with ~."""
    home = str(Path.home())
    text = f"~{text.removeprefix(home)}" if text.startswith(home + "/") else text
    return text if len(text) <= width else f"{text[: width - 1]}…"
