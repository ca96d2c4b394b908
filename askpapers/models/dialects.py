"""Which parameters a server takes: learned from its refusals, once, and remembered."""

from __future__ import annotations

import json
import uuid
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Dialect:
    """What of the chat API a model on a server understands; `limit` is the name of its token limit or ""."""

    stream_options: bool = True
    temperature: bool = True
    limit: str = "max_tokens"

    def parameters(self, max_tokens: int, *, stream: bool) -> dict[str, Any]:
        """Return the optional parameters of a request."""
        parameters: dict[str, Any] = {}
        if self.temperature:
            parameters["temperature"] = 0.0
        if self.limit:
            parameters[self.limit] = max_tokens
        if stream:
            parameters["stream"] = True
            if self.stream_options:
                parameters["stream_options"] = {"include_usage": True}
        return parameters

    @property
    def refused(self) -> tuple[str, ...]:
        """The names of the parameters that are left out."""
        taken = {"stream_options": self.stream_options, "temperature": self.temperature, "max_tokens": self.limit}
        return tuple(name for name, takes in taken.items() if not takes)

    def after_refusal(self, message: str) -> Dialect | None:
        """Return the dialect to try after a 400 that names a parameter, or None where it names none of ours."""
        text = message.lower()
        if "stream_options" in text and self.stream_options:
            return replace(self, stream_options=False)
        if "max_completion_tokens" in text and self.limit == "max_tokens":
            return replace(self, limit="max_completion_tokens")
        if self.limit and self.limit in text:
            return replace(self, limit="max_tokens" if self.limit == "max_completion_tokens" else "")
        if "temperature" in text and self.temperature:
            return replace(self, temperature=False)
        return None


def _dialect(value: object) -> Dialect | None:
    """The dialect in a stored entry; None where it is not one of ours."""
    if not isinstance(value, dict) or set(value) != {"stream_options", "temperature", "limit"}:
        return None
    if not isinstance(value["stream_options"], bool) or not isinstance(value["temperature"], bool):
        return None
    return Dialect(**value) if value["limit"] in ("max_tokens", "max_completion_tokens", "") else None


class Dialects:
    """The dialects learned so far, in a JSON file that may vanish or be damaged without harm."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._known = _read(path)

    def of(self, server: str, model: str) -> Dialect:
        """Return how to speak to a model on a server."""
        official = "api.openai.com" in server or ".azure." in server
        first = Dialect(limit="max_completion_tokens" if official else "max_tokens")
        return self._known.get(f"{server} {model}", first)

    def learn(self, server: str, model: str, dialect: Dialect) -> None:
        """Remember a dialect that worked, beside what other processes have learned in the meantime."""
        key = f"{server} {model}"
        if self._known.get(key) == dialect:
            return
        self._known[key] = dialect
        if self._path is None:
            return
        known = {**_read(self._path), key: dialect}
        new = self._path.with_name(f"{self._path.name}.{uuid.uuid4().hex}")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            new.write_text(json.dumps({key: asdict(value) for key, value in known.items()}, indent=1), encoding="utf-8")
            new.replace(self._path)
        except OSError:
            # Not remembered: the next process learns it again with one more request.
            with suppress(OSError):
                new.unlink(missing_ok=True)


def _read(path: Path | None) -> dict[str, Dialect]:
    try:
        stored = json.loads(path.read_text(encoding="utf-8")) if path else {}
    except (OSError, ValueError, RecursionError):
        return {}
    entries = stored.items() if isinstance(stored, dict) else ()
    return {key: known for key, value in entries if (known := _dialect(value)) is not None}
