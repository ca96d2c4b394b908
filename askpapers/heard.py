"""A reply as it is heard, in pieces or whole: its words, the reasoning kept apart, its usage, and why it ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from askpapers.papers import Usage, whole
from askpapers.thinking import Thinking


class Heard:
    """What has been heard of a reply: `text` is the answer so far, `finish` the server's word for why it ended or ""."""

    def __init__(self) -> None:
        self.text = ""
        self.finish = ""
        self._usage: Usage | None = None
        self._thinking = Thinking()
        self._half = ""

    def hear(self, said: Any) -> str:
        """Return the new words of the answer in a chunk of a stream, or in a whole completion."""
        self._usage = _usage(said.usage) or self._usage
        words = ""
        for choice in said.choices or ():
            self.finish = choice.finish_reason or self.finish
            part = getattr(choice, "delta", None) or getattr(choice, "message", None)
            self._thinking.hidden += _reasoning(part)
            content = self._half + (getattr(part, "content", None) or "")
            # A character outside the first plane may come as two halves in two chunks.
            self._half = content[-1:] if "\ud800" <= content[-1:] <= "\udbff" else ""
            words += self._thinking.feed(whole(content[: len(content) - len(self._half)]))
        self.text += words
        return words

    def rest(self) -> str:
        """Return what was held back at the end of the reply and is answer after all."""
        words = self._thinking.finish()
        self.text += words
        return words

    @property
    def ended(self) -> bool:
        """Whether the server has shown that this is the end."""
        return bool(self.finish) or self._usage is not None

    def usage(self, messages: Sequence[dict[str, str]]) -> Usage:
        """Return the usage of the reply to `messages`: as the server tells it, else counted, reasoning and all."""
        usage = self._usage or _counted(messages, self.text + self._thinking.hidden)
        return replace(usage, truncated=self.finish == "length", calls=1)


def _reasoning(delta: Any) -> str:
    """The reasoning that some servers send in fields of their own."""
    extra = getattr(delta, "model_extra", None) or {}
    return "".join(str(extra[name]) for name in ("reasoning", "reasoning_content") if isinstance(extra.get(name), str))


def _usage(usage: Any) -> Usage | None:
    if usage is None or usage.prompt_tokens is None:
        return None
    details = getattr(usage, "prompt_tokens_details", None)
    return Usage(
        usage.prompt_tokens, usage.completion_tokens or 0, getattr(details, "cached_tokens", None) or 0, cost=None
    )


def _counted(messages: Sequence[dict[str, str]], reply: str) -> Usage:
    from askpapers import tokens

    size = sum(tokens.count(message["content"]) + 4 for message in messages) + 3
    return Usage(size, tokens.count(reply), cost=None, estimated=True)
