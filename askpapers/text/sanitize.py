"""What comes from outside, made safe: text to be kept and shown, imitations of marks and signs in it, JSON that is too heavy.

Ours are put where they belong by the faces, as `answers.verdict` and `answers.answer` have them. Whatever else reads like one
stands in white brackets, which no mark has: "⟦1✓⟧", "⟦✓⟧ verified". Its characters stay, and nothing that is stored changes.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from urllib.parse import urlsplit

from askpapers.text.latex import latex_to_text
from askpapers.text.sentences import Span

_OBEYED = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""Controls of eight bits, which JSON leaves as they are, and what turns the direction of writing."""

_UNSAFE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def valid_unicode(text: str) -> str:
    """Return text that UTF-8 can hold: halves of a character beside each other are joined, one alone becomes U+FFFD."""
    if text.isascii():
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def sanitize(text: str, limit: int | None = None) -> str:
    """Return text from outside made safe for one terminal line: no control characters, no bidi overrides.

    Escapes lose their ESC and so their power; runs of white space become one space; `limit` characters at most.
    """
    # What is printable holds nothing of the categories below: most text, and told a hundred times as fast.
    if not text.isprintable():
        text = "".join(" " if c.isspace() else c for c in text if c.isspace() or unicodedata.category(c) not in _UNSAFE)
    line = " ".join(text.split())
    return line if limit is None or len(line) <= limit else (line[: limit - 1] + "…" if limit > 0 else "")


def sanitize_lines(text: str) -> str:
    """Return text from outside made safe for the terminal, line breaks kept."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line if line.isprintable() else "".join(_harmless(c) for c in line) for line in lines)


def _harmless(c: str) -> str:
    """A character as a terminal may show it; one that parts words, such as U+2028, is a space."""
    unsafe = unicodedata.category(c) in _UNSAFE
    return c if not unsafe else " " if c.isspace() else ""


def json_text(value: object, indent: int | None = None) -> str:
    """Return a value as JSON that a terminal can show: readable, with what it would obey written as escapes."""
    text = json.dumps(value, ensure_ascii=False, default=str, indent=indent)
    return text if text.isprintable() else _OBEYED.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def safe_link(url: str) -> bool:
    """Whether a URL from outside can be put into a page or a terminal: a web address, and nothing that ends it early."""
    return url.startswith(("http://", "https://")) and url.isprintable() and not any(c in url for c in " ()<>[]\"'")


def redact_url(location: str) -> str:
    """Return a folder or an address without the user, the password and the query that an address may hold."""
    if not location.startswith(("http://", "https://")):
        return location
    try:
        parts = urlsplit(location)
    except ValueError:
        return location.partition("://")[0] + "://…"
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl()


def one_line(question: str) -> str:
    """Return a question with single spaces; of a page that was pasted, what is as long as a question."""
    return " ".join(question.split())[:2000]


HEAVIEST = 192 * 2**20
"""The most bytes of memory for what is read at once, as `weight` reckons them."""

_COSTS = {b"[": 104, b"{": 200, b'"': 28, b",": 32}
"""Bytes of CPython 3.11 for a list, an object, half a string, and a place among others with a number in it (measured)."""


def weight(content: bytes) -> int:
    """Return about how many bytes of memory the values of JSON take, from its brackets, quotes and commas alone."""
    return len(content) + sum(cost * content.count(sign) for sign, cost in _COSTS.items())


def is_too_heavy(content: bytes) -> bool:
    """Whether the values of JSON would take more than HEAVIEST."""
    return weight(content) > HEAVIEST


class EventWeight:
    """The weight of the event that a stream of events is in; an empty line ends one."""

    def __init__(self) -> None:
        self._tail = b""
        self._weight = 0

    def add(self, piece: bytes) -> int:
        """Return the weight of the unfinished event with this piece."""
        joined = (self._tail + piece).replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        _, ended, rest = joined.rpartition(b"\n\n")
        self._weight = weight(rest) if ended else self._weight + weight(piece)
        self._tail = piece[-3:]
        return self._weight


LONGEST = 120
"""Characters between the brackets of what is still taken for a mark."""

_CHECKS, _CROSSES = "✓✔✅☑🗸🗹⍻", "✗✘❌❎☒🗴🗵🗶🗷"
_COMMON = {"~": "~∼˜≈", "–": "–—", "?": "?？", "·": "·•∙", "≠": "≠", "∅": "∅⌀"}
"""The other signs and what looks like them: common characters, which say something only in a mark or before their word."""

_ANY = "".join((_CHECKS, _CROSSES, *_COMMON.values(), "”“√✕✖…"))

_OPEN, _CLOSE = r"\[［【〔❲⁅﹝〖", r"\]］】〕❳⁆﹞〗"
_BETWEEN = r"(?:[\s*_`\\^${}\u0300-\u036f\ufe00-\ufe0f]|<[^<>\n]{0,40}>)*+"
"""White space, and what Markdown, LaTeX or accents hide between two characters."""

SIGNS = {
    "✓": "verified", "✗": "contradicted", "~": "weak", "≠": "not supported", "∅": "uncited", "–": "not in these papers",
    "?": "unknown source", "·": "not checked", "”": "quoted",
}  # fmt: skip
"""The signs of `answers.verdict` and their words, which this room cannot ask for."""

_WORDS = "|".join(map(re.escape, SIGNS.values()))
_NUMBER = rf"(?![0０])\d{{1,3}}(?:{_BETWEEN}[.:]{_BETWEEN}\d{{1,3}})?"
_NUMBERS = rf"{_BETWEEN}{_NUMBER}(?:{_BETWEEN}[,;&、，；–—-]{_BETWEEN}{_NUMBER}){{0,40}}{_BETWEEN}"
_SIGN = rf"(?:[{_ANY}]|(?:{_WORDS})\b){_BETWEEN}"
_HARMLESS = rf"⟦[^⟦⟧{_OPEN}\n]{{0,{LONGEST}}}⟧"
_LONE = rf"(?:[{_CHECKS}{_CROSSES}]\ufe0f?)+"
_BEFORE_WORD = "|".join(rf"[{alike}](?={_BETWEEN}{re.escape(SIGNS[sign])}\b)" for sign, alike in _COMMON.items())


# Made when something looks like an imitation: these patterns take as long as all others of a list of papers.
@cache
def _pattern(signs: str) -> re.Pattern[str]:
    bracket = rf"(?P<bracket>[{_OPEN}](?=[^{_CLOSE}\n]{{1,{LONGEST}}}[{_CLOSE}]){_NUMBERS}(?:{_SIGN}){signs}[{_CLOSE}])"
    return re.compile(rf"{_HARMLESS}|{bracket}|(?P<sign>{_LONE}|{_BEFORE_WORD})", re.I)


_SIGNED, _NUMBERED = "{1,8}", "{0,8}"
_SUSPECT = re.compile(rf"[{_OPEN}{_CHECKS}{_CROSSES}]|{_BEFORE_WORD}", re.I)
_OF_A_ROW = re.compile(r"[★☆●○±»▌▲]+")


@cache
def _begun() -> re.Pattern[str]:
    common = "".join(_COMMON.values())
    return re.compile(
        rf"(?:[⟦{_OPEN}][^⟧{_CLOSE}\n]{{0,{LONGEST}}}|{_LONE}|[{common}]{_BETWEEN}[a-z ]{{0,24}})\Z", re.I
    )


def imitations(text: str, *, numbers: bool = True) -> tuple[Span, ...]:
    """Return the spans of a text from outside that read like a mark or a verdict's sign.

    `numbers` says that numbers alone in brackets count: where no mark of ours stands about, "[1]" is a source's own.
    """
    if not _SUSPECT.search(text):
        return ()
    pattern = _pattern(_NUMBERED if numbers else _SIGNED)
    return tuple(Span(*m.span()) for m in pattern.finditer(text) if m.lastgroup)


def defuse(text: str, *, numbers: bool = True) -> str:
    """Return a text with white brackets around what imitates a mark or a sign; done twice it is the same as once."""
    parts, at = [], 0
    for span in imitations(text, numbers=numbers):
        parts += [text[at : span.start], "⟦", inside(text, span).of(text), "⟧"]
        at = span.end
    return "".join([*parts, text[at:]]) if parts else text


def put_marks(text: str, marks: Mapping[Span, str], draw: Callable[[str], str]) -> str:
    """Return a text with marks of ours in the places of their spans, and what stands between them as `draw` has it."""
    parts, at = [], 0
    for span in sorted(marks):
        if span.start >= at:
            parts += [draw(text[at : span.start]), marks[span]]
            at = span.end
    return "".join([*parts, draw(text[at:])])


def keep_marks(
    text: str,
    marks: Iterable[Span],
    start: int = 0,
    draw: Callable[[str], str] = lambda said: defuse(sanitize_lines(said)),
) -> str:
    """Return an answer, or the part of it that begins at `start`, with the marks of ours at these spans as they are written."""
    spans = (Span(span.start - start, span.end - start) for span in marks)
    own = [span for span in spans if span.start >= 0 and span.end <= len(text)]
    return put_marks(text, {span: defuse(sanitize_lines(span.of(text)), numbers=False) for span in own}, draw)


def inside(text: str, imitation: Span) -> Span:
    """Return what of an imitation is drawn between white brackets: all but brackets of its own."""
    bracketed = text[imitation.start] in _OPEN
    return Span(imitation.start + bracketed, imitation.end - bracketed)


def display_line(text: str, limit: int | None = None, *, numbers: bool = True) -> str:
    """Return a title, a line or a quotation from outside as it is drawn: one safe line, LaTeX readable, imitations defused.

    A sign in front of it that a list has for what is new, read or starred is an imitation too.
    """
    line = defuse(latex_to_text(sanitize(text, limit)), numbers=numbers)
    row = _OF_A_ROW.match(line)
    return f"⟦{row[0]}⟧{line[row.end() :]}" if row else line


def display_part(text: str) -> str:
    """Return a part of an answer as it is drawn between marks of ours: safe, LaTeX readable, imitations defused, its lines kept."""
    return defuse(latex_to_text(sanitize_lines(text)))


def certain_length(text: str) -> int:
    """Return how much of a text that still grows can be drawn: to where something begins that could become an imitation."""
    # What is not drawn can stand between, as much of it as there is.
    safe = sanitize_lines(text)
    begun = _begun().search(safe, max(0, len(safe) - 2 * LONGEST))
    if begun is None:
        return len(text)
    first, end = begun[0][0], len(text)
    for _ in range(begun[0].count(first)):
        end = text.rindex(first, 0, end)
    return end
