"""A reply as it comes, in pieces or whole: its words, the reasoning kept apart, its usage, and why it ended."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from askpapers import errors
from askpapers.answers.usage import Usage
from askpapers.text.sanitize import sanitize, valid_unicode

_LONG, _READ = 4_000, 0.6


class ReplyAccumulator:
    """What has been heard of a reply: `text` is the answer so far, `finish` the server's word for why it ended or ""."""

    def __init__(self) -> None:
        self.text = ""
        self.finish = ""
        self._usage: Usage | None = None
        self._counted_last = False
        self._thinking = ReasoningSplitter()
        self._half = ""

    def hear(self, said: Any) -> str:
        """Return the new words of the answer in a chunk of a stream, or in a whole completion.

        Nothing about it is certain: the client library checks no types, and servers leave out what they like.
        """
        words = ""
        choices = getattr(said, "choices", None)
        for choice in choices[:1] if isinstance(choices, list) else ():
            self.finish = str(getattr(choice, "finish_reason", None) or self.finish)
            part = getattr(choice, "delta", None) or getattr(choice, "message", None)
            content, reasoning = _content(getattr(part, "content", None))
            self._thinking.hidden += reasoning or _reasoning(part)
            content = self._half + content
            # A character outside the first plane may come as two halves in two chunks.
            self._half = content[-1:] if "\ud800" <= content[-1:] <= "\udbff" else ""
            words += self._thinking.feed(valid_unicode(content[: len(content) - len(self._half)]))
        if usage := _usage(getattr(said, "usage", None)):
            # Some tell the usage so far with each word: only one without words is the end.
            self._usage, self._counted_last = usage, not words
        elif words:
            self._counted_last = False
        self.text += words
        return words

    def rest(self) -> str:
        """Return what was held back at the end of the reply and is answer after all."""
        words = self._thinking.finish()
        self.text += words
        return words

    def whole(self) -> str:
        """Return the answer of a reply that has ended, without reasoning whose opening tag was in the prompt."""
        answer = answer_in(self.text)
        self._thinking.hidden += self.text[: len(self.text) - len(answer)]
        self.text = answer
        return answer

    @property
    def ended(self) -> bool:
        """Whether the server has shown that this is the end."""
        return bool(self.finish) or self._counted_last

    def expect_answer(self, model: str) -> None:
        """Raise BadReply where the reply holds no answer, and StreamCut where a filter stopped the one that it holds."""
        if self.text.strip():
            if self.finish == "content_filter":
                raise errors.StreamCut("A content filter of the server stopped the reply in the middle.", "Ask again.")
            return
        if self.finish == "length":
            raise errors.BadReply(
                f"{sanitize(model, 60)} used up the tokens of its answer without writing any of it.",
                "A reasoning model needs more: raise answer_tokens in the settings.",
            )
        why = " (a content filter stopped it)" if self.finish == "content_filter" else ""
        raise errors.BadReply(f"{sanitize(model, 60)} sent an empty reply{why}.", "Ask again, or try another model.")

    def usage(self, messages: Sequence[dict[str, str]]) -> Usage:
        """Return the usage of the reply to `messages`: as the server tells it, else counted, reasoning and all."""
        usage = self._usage or _counted(messages, self.text + self._thinking.hidden)
        return replace(usage, truncated=self.finish == "length", calls=1, unread=_unread(usage, messages))


def _unread(usage: Usage, messages: Sequence[dict[str, str]]) -> int:
    """Return how many tokens of a prompt the server dropped.

    Ollama, for one, cuts what is longer than its context (4,096 tokens unless it is told more) and says nothing. Another
    vocabulary counts up to a third fewer tokens than ours, and a short prompt is cut by nobody.
    """
    from askpapers.models import tokens

    if usage.estimated or len("".join(message["content"] for message in messages)) < _LONG:
        return 0
    sent = tokens.of_call(messages)
    # Some leave what they had cached out of what they read.
    read = usage.prompt + usage.cached
    return sent - usage.prompt if read < _READ * sent else 0


def _content(content: object) -> tuple[str, str]:
    """The words and the reasoning in a content, which some servers send as a list of parts."""
    parts = content if isinstance(content, list) else ()
    hidden = "".join(_text(part.get("thinking")) for part in parts if isinstance(part, dict))
    return _text(content), hidden


def _text(content: object) -> str:
    if isinstance(content, str):
        return content
    texts = [part.get("text") for part in content if isinstance(part, dict)] if isinstance(content, list) else []
    return "".join(text for text in texts if isinstance(text, str))


def _reasoning(part: Any) -> str:
    """The reasoning that some servers send in a field of its own, and some under both names at once."""
    fields = (getattr(part, name, None) for name in ("reasoning_content", "reasoning"))
    return next((text for text in fields if isinstance(text, str) and text), "")


def _usage(usage: Any) -> Usage | None:
    """The usage that a server tells; zero tokens for a prompt is none told."""
    details = getattr(usage, "prompt_tokens_details", None)
    prompt, completion, cached = (
        number if isinstance(number, int) and number > 0 else 0
        for number in (
            getattr(usage, "prompt_tokens", None),
            getattr(usage, "completion_tokens", None),
            getattr(details, "cached_tokens", None),
        )
    )
    return Usage(prompt, completion, cached, cost=None) if prompt else None


def _counted(messages: Sequence[dict[str, str]], reply: str) -> Usage:
    from askpapers.models import tokens

    return Usage(tokens.of_call(messages), tokens.count(reply), cost=None, estimated=True)


_OPEN, _CLOSE = "<think>", "</think>"
_CLOSED_ALONE = re.compile(r"((?:(?!<think>).)*?)(?:(?:\A|\n)[ \t]*</think>|</think>[ \t]*\n)(?P<answer>.*)", re.S)


def answer_in(reply: str) -> str:
    """Return what follows a `</think>` at the end or the beginning of a line that no `<think>` opened; else the whole reply.

    Some servers put the opening tag into the prompt. Within a line the closing tag is what a paper is about.
    """
    found = _CLOSED_ALONE.match(reply)
    return found["answer"].lstrip() if found and found["answer"].strip() else reply


class ReasoningSplitter:
    """Splits a streamed reply into reasoning and answer.

    Only a reply that begins with `<think>` is split: in the middle of an answer the tag is what a paper is about.
    """

    def __init__(self) -> None:
        self.hidden = ""
        self._held = ""
        self._state = "start"

    def feed(self, piece: str) -> str:
        """Return what of the piece belongs to the answer, and is certain to."""
        self._held += piece
        if self._state == "start":
            beginning = self._held.lstrip()
            if beginning.startswith(_OPEN):
                self._state, self._held = "inside", beginning[len(_OPEN) :]
            elif _OPEN.startswith(beginning):
                return ""
            else:
                self._state = "answer"
        if self._state == "inside":
            end = self._held.find(_CLOSE)
            if end < 0:
                keep = len(_CLOSE) - 1
                self.hidden += self._held[:-keep]
                self._held = self._held[-keep:]
                return ""
            self.hidden += self._held[:end]
            self._held, self._state = self._held[end + len(_CLOSE) :].lstrip(), "after"
        if self._state == "after":
            self._held = self._held.lstrip()
            if not self._held:
                return ""
            self._state = "answer"
        answer, self._held = self._held, ""
        return answer

    def finish(self) -> str:
        """Return what was held back and is answer after all; an unclosed `<think>` stays hidden."""
        if self._state == "inside":
            self.hidden += self._held
            self._held = ""
        answer, self._held = self._held, ""
        return answer
