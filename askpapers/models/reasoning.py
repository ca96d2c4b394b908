"""What a model thinks aloud, and the control tokens that a server leaks, told apart from the answer.

A tag is recognized by what it is: a name that speaks of thinking, in whatever brackets, with or without a namespace, bars or
attributes (`<think>`, `<mm:think>`, `[THINK]`, `◁think▷`, `<|begin_of_thought|>`). Harmony's channels are read as their
format says: https://cookbook.openai.com/articles/openai-harmony.
"""

from __future__ import annotations

import re

_LEFT, _RIGHT, _BAR = "<\\[◁{【〈《‹⟨＜", ">\\]▷}】〉》›⟩＞", "|｜"  # noqa: RUF001 - these are the brackets meant
_NAME = (
    r"(?:[\w-]{1,24}:)?[\w▁-]{0,24}(?:think|thought|reason|reflect|ponder|analy[sz]|scratch|deliberat|monolog|rationale)"
    r"[\w▁-]{0,24}"
)
_TAG = re.compile(
    rf"(?:<[{_BAR}]?(?!end){_NAME}(?:\s[^<>\n]{{0,80}})?|(?P<rare>[{_LEFT}][{_BAR}]?(?!end){_NAME}))[{_BAR}]?[{_RIGHT}]",
    re.I,
)
_TAG_END = re.compile(rf"[{_LEFT}][{_BAR}]?(?:/[{_BAR}]?|end[_▁-]?){_NAME}\s?[{_BAR}]?[{_RIGHT}]", re.I)
_CONTROL = rf"<[{_BAR}](?!channel)[^<>{_BAR}\n]{{1,40}}[{_BAR}]>"
_LEAD = re.compile(
    rf"\s*(?:(?!{_TAG.pattern.replace('(?P<rare>', '(?:')}){_CONTROL}\s*(?:assistant(?![a-z])\s*)?)*", re.I
)
_CHANNEL = re.compile(r"<\|channel\|>\s*(?P<channel>[a-z]+)[^<]{0,80}(?:<\|constrain\|>[^<]{0,40})?<\|message\|>")
_CHANNEL_END = re.compile(r"<\|(?:end|call)\|>|(?=<\|channel\|>)")
_HALF_CHANNEL = re.compile(r"<\|channel>\s*(?:thought|analysis)\b")
_HALF_CHANNEL_END = re.compile(r"<channel\|>")
# What is left of Harmony's frame where a server drops its control tokens and keeps the words between them.
_BARE, _BARE_START, _BARE_END = "analysis", re.compile(r"analysis(?=[A-Z])"), re.compile(r"assistantfinal")
_BEGUN = re.compile(
    rf"(?:[{_LEFT}][{_BAR}]?(?:[A-Za-z][\w:▁-]{{0,80}})?[{_BAR}]?|<[{_BAR}]?{_NAME}\s[^<>\n]{{0,80}}"
    r"|<\|channel\|?>[^<]{0,100}(?:<[^<>]{0,20}>?[^<]{0,40}(?:<[^<>]{0,20})?)?)?\Z",
    re.I,
)
_LAST = rf"(?:{_CONTROL}|</s>)"
_TAIL = re.compile(rf"(?:{_LAST}\s*)*(?:{_LAST}|<(?:[{_BAR}][^<>{_BAR}\n]{{0,40}}[{_BAR}]?|/s?)?)\s*\Z")
_TAIL_WHOLE = re.compile(rf"(?:{_LAST}\s*)+\Z")
_OTHER_TURN = re.compile(
    rf"(?<!`)<[{_BAR}][^<>{_BAR}\n]{{0,20}}(?:end|eot|eos|return)[^<>{_BAR}\n]{{0,20}}[{_BAR}]>\s*{_CONTROL}"
)
_WINDOW = 200
"""No tag or header is longer: what is older than this cannot be a part of one that is still to come whole."""


def answer_in(reply: str) -> str:
    """Return what follows reasoning whose opening tag stood in the prompt; else the whole reply.

    The closing tag stands at the end or the beginning of a line: within one it is what a paper is about. So it is where an
    opening tag stands before it.
    """
    for closing in _TAG_END.finditer(reply):
        before, after = reply[: closing.start()].rpartition("\n")[2], reply[closing.end() :].partition("\n")[0]
        if (before.strip() and after.strip()) or (before.strip() and "\n" not in reply[closing.end() :]):
            continue
        if _TAG.search(reply, 0, closing.start()):
            break
        return reply[closing.end() :].lstrip() or reply
    for header in _CHANNEL.finditer(reply):
        if header["channel"] == "final":
            return reply[header.end() :].lstrip() or reply
    return reply


class ReasoningSplitter:
    """Splits a streamed reply into the answer and what is `hidden`: reasoning in front of it, control tokens around it.

    Only a reply that begins with such a tag is split: in the middle of an answer the tag is what a paper is about.
    """

    def __init__(self) -> None:
        self._hidden: list[str] = []
        self._held = ""
        self._state = "start"
        self._end = _TAG_END
        self._doubtful = ""

    @property
    def hidden(self) -> str:
        """What is no answer, so far."""
        return "".join(self._hidden)

    def feed(self, piece: str) -> str:
        """Return what of the piece belongs to the answer, and is certain to."""
        self._held += piece
        while self._state in {"start", "inside"}:
            if not (self._begin() if self._state == "start" else self._close()):
                return ""
        return self._answer()

    def finish(self) -> str:
        """Return what was held back and is answer after all; an unclosed tag's reasoning stays hidden.

        In brackets that papers use too, a word that nothing closes was no tag.
        """
        if self._state == "inside" and self._doubtful:
            self._held = self._doubtful + self.hidden + self._held
            self._hidden, self._doubtful = [], ""
        elif self._state == "inside":
            self._hidden.append(self._held)
            self._held = ""
        if self._state in {"start", "after"} and self._hidden:
            self._held = self._held.lstrip()
        if last := _TAIL_WHOLE.search(self._held, max(0, len(self._held) - _WINDOW)):
            self._hidden.append(last[0])
            self._held = self._held[: last.start()]
        answer, self._held, self._state = self._held, "", "over" if self._state == "over" else "answer"
        return answer

    def _begin(self) -> bool:
        """Go on from the start of a reply, or of what follows reasoning; False where more must be heard first."""
        lead = _LEAD.match(self._held)
        assert lead is not None
        at = lead.end()
        for opening, end in (
            (_CHANNEL, _CHANNEL_END), (_HALF_CHANNEL, _HALF_CHANNEL_END), (_BARE_START, _BARE_END), (_TAG, _TAG_END),
        ):  # fmt: skip
            if m := opening.match(self._held, at):
                if opening is _CHANNEL and m["channel"] == "final":
                    self._hidden.append(self._held[: m.end()].strip())
                    self._held, self._state = self._held[m.end() :].lstrip(), "after"
                    return True
                rare = opening is _BARE_START or (opening is _TAG and m["rare"])
                self._doubtful = self._held[: m.end()] if rare and not self._hidden else ""
                self._held, self._state, self._end = self._held[m.end() :], "inside", end
                return True
        rest = self._held[at:]
        if (_BEGUN.match(rest) and len(rest) < _WINDOW) or _BARE.startswith(rest):
            return False
        if lead[0].strip() and "assistant".startswith(rest):
            return False
        if lead[0].strip():
            self._hidden.append(lead[0].strip())
            self._held = rest
        elif self._hidden:
            self._held = self._held.lstrip()
        self._state = "answer"
        return True

    def _close(self) -> bool:
        """Hide reasoning up to its end; False where that is still to come."""
        m = self._end.search(self._held)
        if m is None:
            keep = min(_WINDOW, len(self._held))
            self._hidden.append(self._held[: len(self._held) - keep])
            self._held = self._held[len(self._held) - keep :]
            return False
        self._hidden.append(self._held[: m.start()])
        self._held, self._doubtful = self._held[m.end() :].lstrip(), ""
        self._state = "start"
        return True

    def _answer(self) -> str:
        if self._state == "after":
            self._held = self._held.lstrip()
            if not self._held:
                return ""
            self._state = "answer"
        turn = None if self._state == "over" else _OTHER_TURN.search(self._held)
        if self._state == "over" or turn:
            at = turn.start() if turn else 0
            answer = self._held[:at]
            self._hidden.append(self._held[at:])
            self._held, self._state = "", "over"
            return answer
        tail = _TAIL.search(self._held, max(0, len(self._held) - _WINDOW)) if "<" in self._held else None
        at = tail.start() if tail else len(self._held)
        answer, self._held = self._held[:at], self._held[at:]
        return answer
