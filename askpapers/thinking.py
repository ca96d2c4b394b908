"""Reasoning that a server mixes into the reply, kept apart from the answer."""

from __future__ import annotations

import re

_OPEN, _CLOSE = "<think>", "</think>"
_CLOSED_ALONE = re.compile(r"((?:(?!<think>).)*?)(?:(?:\A|\n)[ \t]*</think>|</think>[ \t]*\n)(?P<answer>.*)", re.S)


def answer_in(reply: str) -> str:
    """Return what follows a `</think>` at the end or the beginning of a line that no `<think>` opened; else the whole reply.

    Some servers put the opening tag into the prompt. Within a line the closing tag is what a paper is about.
    """
    found = _CLOSED_ALONE.match(reply)
    return found["answer"].lstrip() if found and found["answer"].strip() else reply


class Thinking:
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
