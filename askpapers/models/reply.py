"""A reply as it comes, in pieces or whole: its words, the reasoning kept apart, its usage, and why it ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from askpapers import errors
from askpapers.answers.usage import Usage
from askpapers.models.reasoning import ReasoningSplitter, answer_in
from askpapers.text.sanitize import sanitize, valid_unicode

_LONG, _READ = 4_000, 0.6
_BYTES, _LATIN = 5.5, 1.1
"""Bytes of a prompt for each token read up to which it was plainly read whole, where it has at most so many bytes a character.

118 prompts of abstracts have 3.9 to 5.0 bytes a token: less than 3.3 it would have to be for so many tokens to be under `_READ` of it.
"""

MARGIN = 2
"""A reply that has so many times the tokens asked for is read no further; another vocabulary counts up to half as many."""

_CUT = frozenset({"length", "max_tokens", "model_length"})
"""What servers call an answer that reached its limit: OpenAI's word, Anthropic's and Google's, Mistral's."""

_SLACK = 200
_SLICE = 2_000


class ReplyAccumulator:
    """What has been heard of a reply: `text` is the answer so far, `finish` the server's word for why it ended or "".

    `closed` says that its stream came to the mark of its end.
    `most` is how many tokens were asked for, None where it does not matter.
    """

    def __init__(self, most: int | None = None) -> None:
        self.finish = ""
        self.closed = False
        self._most = None if most is None else most * MARGIN + _SLACK
        self._chunks = 0
        self._counted = 0
        self._uncounted: list[str] = []
        self._uncounted_length = 0
        self._bytes = 0
        self._words: list[str] = []
        self._fields: list[str] = []
        self._refusal = ""
        self._wants_tool = False
        self._usage: Usage | None = None
        self._counted_last = False
        self._thinking = ReasoningSplitter()
        self._half = ""

    @property
    def text(self) -> str:
        """The answer so far."""
        return "".join(self._words)

    def hear(self, said: Any) -> str:
        """Return the new words of the answer in a chunk of a stream, or in a whole completion.

        Nothing about it is certain: the client library checks no types, and servers leave out what they like.
        """
        words = ""
        self._chunks += 1
        choices = getattr(said, "choices", None)
        for choice in choices[:1] if isinstance(choices, list) else ():
            self.finish = str(getattr(choice, "finish_reason", None) or self.finish)
            if self.finish.casefold() in _CUT:
                self.finish = "length"
            part = getattr(choice, "delta", None) or getattr(choice, "message", None)
            content, reasoning = _content(getattr(part, "content", None))
            reasoning = reasoning or _reasoning(part)
            refusal = _refusal(part)
            self._refusal += refusal
            self._wants_tool |= bool(getattr(part, "tool_calls", None) or getattr(part, "function_call", None))
            self._fields.append(reasoning)
            self._count(content + reasoning + refusal)
            content = self._half + content
            # A character outside the first plane may come as two halves in two chunks.
            self._half = content[-1:] if "\ud800" <= content[-1:] <= "\udbff" else ""
            words += self._thinking.feed(valid_unicode(content[: len(content) - len(self._half)]))
        if usage := _usage(getattr(said, "usage", None)):
            # Some tell the usage so far with each word: only one without words is the end.
            self._usage, self._counted_last = usage, not words
        elif words:
            self._counted_last = False
        self._words.append(words)
        return words

    def rest(self) -> str:
        """Return what was held back at the end of the reply and is answer after all."""
        words = self._thinking.finish()
        self._words.append(words)
        return words

    def whole(self) -> str:
        """Return the answer of a reply that has ended, without reasoning whose opening tag was in the prompt."""
        text = self.text
        answer = answer_in(text)
        self._fields.append(text[: len(text) - len(answer)])
        if self.endless and self._most:
            # Its server does not keep to the limit: what lies beyond is cut here.
            self.finish = "length"
            answer = answer[: len(answer) * self._most // self._counted]
        self._words = [answer]
        return answer

    def _count(self, heard: str) -> None:
        if self._most is None:
            return
        self._uncounted.append(heard)
        self._uncounted_length += len(heard)
        self._bytes += len(heard.encode("utf-8", "replace"))
        # A token has at least one byte: the vocabulary is not loaded for a reply that cannot be too long.
        if self._uncounted_length >= _SLICE and self._bytes > self._most:
            from askpapers.models import tokens

            self._counted += tokens.count("".join(self._uncounted))
            self._uncounted, self._uncounted_length = [], 0

    @property
    def endless(self) -> bool:
        """Whether more came than was asked for, by a margin; a chunk without words counts like a token."""
        return self._most is not None and max(self._counted, self._chunks) > self._most

    @property
    def ended(self) -> bool:
        """Whether the server has shown that this is the end."""
        return bool(self.finish) or self._counted_last or self.closed

    @property
    def nothing(self) -> bool:
        """Whether the server has sent no word, no reasoning, no refusal, no call of a tool and no end."""
        other = self._refusal or self._wants_tool or any(self._fields) or self._thinking.hidden
        return not (self.finish or self._counted_last or self.text or other)

    def expect_answer(self, model: str) -> None:
        """Raise BadReply where the reply holds no answer, and StreamCut where the one that it holds was broken off."""
        broken = errors.StreamCut if self.text.strip() else errors.BadReply
        if self._refusal.strip():
            raise broken(
                f"{sanitize(model, 60)} refused: {sanitize(self._refusal, 300)}",
                "Ask in other words, or try another model.",
            )
        if self._wants_tool or (not self.text.strip() and self.finish in {"tool_calls", "function_call"}):
            raise broken(
                f"{sanitize(model, 60)} asked for a tool, which askpapers does not offer.",
                "Ask again, or try another model.",
            )
        if self.text.strip():
            if self.finish == "content_filter":
                raise errors.StreamCut("A content filter of the server stopped the reply in the middle.", "Ask again.")
            return
        if self.finish == "length":
            raise errors.BadReply(
                f"{sanitize(model, 60)} used up the tokens of its answer without writing any of it.",
                "A reasoning model needs more: raise answer_tokens in the settings.",
            )
        if any(self._fields) or self._thinking.hidden.strip():
            raise errors.BadReply(
                f"{sanitize(model, 60)} sent its reasoning and no answer.",
                "Ask again; or turn its reasoning, or the server's reasoning parser, off.",
            )
        why = " (a content filter stopped it)" if self.finish == "content_filter" else ""
        raise errors.BadReply(f"{sanitize(model, 60)} sent an empty reply{why}.", "Ask again, or try another model.")

    def usage(self, messages: Sequence[dict[str, str]]) -> Usage:
        """Return the usage of the reply to `messages`: as the server tells it, else counted, reasoning and all."""
        hidden = self._thinking.hidden
        usage = self._usage or _counted(messages, self.text + hidden + "".join(self._fields) + self._refusal)
        return replace(
            usage,
            truncated=self.finish == "length",
            calls=1,
            unread=_unread(usage, messages),
            aloud=_tokens(hidden) if hidden.strip() else 0,
        )


def _tokens(text: str) -> int:
    from askpapers.models import tokens

    return tokens.count(text)


def _unread(usage: Usage, messages: Sequence[dict[str, str]]) -> int:
    """Return how many tokens of a prompt the server dropped.

    Ollama, for one, cuts what is longer than its context (4,096 tokens unless it is told more) and says nothing. Another
    vocabulary counts up to a third fewer tokens than ours, and a short prompt is cut by nobody.
    """
    from askpapers.models import tokens

    text = "".join(message["content"] for message in messages)
    size = len(text.encode("utf-8", "replace"))
    # Some leave what they had cached out of what they read.
    read = usage.prompt + usage.cached
    plainly_all = size < len(text) * _LATIN and read * _BYTES >= size
    if usage.estimated or len(text) < _LONG or plainly_all:
        return 0
    sent = tokens.of_call(messages)
    return sent - usage.prompt if read < _READ * sent else 0


def _content(content: object) -> tuple[str, str]:
    """The words and the reasoning in a content, which some servers send as a list of parts."""
    parts = content if isinstance(content, list) else ()
    hidden = "".join(_text(part.get("thinking")) for part in parts if isinstance(part, dict))
    return _text(content), hidden


def _text(content: object, name: str = "text") -> str:
    """The text of a content: a string, a part of this name, or a list of either."""
    parts = content if isinstance(content, list) else [content]
    texts = [part.get(name) if isinstance(part, dict) else part for part in parts]
    return "".join(text for text in texts if isinstance(text, str))


def _refusal(part: Any) -> str:
    """The refusal that OpenAI's models send in a field of its own, and some servers as a part of the content."""
    content = getattr(part, "content", None)
    parts = [one for one in content if isinstance(one, dict)] if isinstance(content, list) else []
    return _text(getattr(part, "refusal", None)) or _text(parts, "refusal")


def _reasoning(part: Any) -> str:
    """The reasoning that some servers send in a field of its own, and some under both names at once."""
    names = ("reasoning_content", "reasoning", "reasoning_details")
    return next(filter(None, (_text(getattr(part, name, None)) for name in names)), "")


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
