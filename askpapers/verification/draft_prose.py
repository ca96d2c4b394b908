"""What of a draft is prose: not its headings, code, formulas, comments, table heads, and not the list of its sources."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from askpapers.text.sentences import Span
from askpapers.verification.draft_sources import FRONT, lists_of_sources, sources_in, unix_lines

_LATEX = re.compile(r"\\(?:[a-zA-Z]*cite|begin|section)")
_DOCUMENT = re.compile(r"\\(?:documentclass|begin\{document\})")
_MARKDOWN = re.compile(r"\[[^\[\]]*@[^\[\]]*\]|\]\([^()\s]+\)|^#{1,6}\s|^(?:```|~~~)|\A---\n", re.M)
_COMMENT = re.compile(r"(?<!\\)(?<!\d)(?<!\d[ ~\xa0])%[^\n]*")
"""LaTeX's; behind a number the sign is meant, and to read a comment loses less than to drop what was written."""

_ENVIRONMENTS = frozenset(
    """equation align alignat flalign gather multline eqnarray math displaymath array split verbatim lstlisting minted comment
    tabular tabularx tabulary longtable tikzpicture thebibliography algorithm algorithmic filecontents CCSXML""".split()
)
_EDGE = re.compile(r"\\(?P<which>begin|end)\s*\{(?P<name>[a-zA-Z]+\*?)\}")
_COMMAND = re.compile(
    r"\\(?P<name>begin|end|label|title|author|date|bibliography|bibliographystyle|printbibliography|addbibresource|nocite|"
    r"citestyle|setcitestyle|maketitle|item|(?:sub)*section|(?:sub)?paragraph|chapter|part|caption|captionof|includegraphics|input|"
    r"include|usepackage|documentclass|(?:re)?newcommand|tableofcontents|appendix|centering|newpage|clearpage|keywords|thanks|"
    r"iffalse|fi|vspace|hspace|toprule|midrule|bottomrule|hline)(?![a-zA-Z])\*?"
)
_READ_ON = frozenset({"caption", "captionof", "item"})
"""Commands whose last argument, or what follows, is prose."""
_NOTE = re.compile(r"\\(?:footnote|footnotetext|endnote|sidenote|marginpar|thanks)\s*(?=[\[{])|\^(?=\[)")

_FENCE = re.compile(r"^[ \t>]*(?:[-*+][ \t]+)?(?P<sign>`{3,}|~{3,})[^\n`]*$", re.M)
_RULE = re.compile(
    r"^[ \t>]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)+\|?[ \t]*$|^[ \t>]*\+[-=:+]{3,}[ \t]*$", re.M
)
_LINES = (
    re.compile(r"^[ \t>]*#{1,6}\s[^\n]*$|^[^\n]+\n(?:===+|---+)[ \t]*$", re.M),
    re.compile(r"^[ \t]*!\[[^\[\]\n]*\]\([^()\n]*\)[ \t]*$", re.M),
    re.compile(r"^[ \t]*(?:\*\*|__)[^*_\n\[\]@]+(?<![.!?。！？])(?:\*\*|__)[ \t]*:?[ \t]*$", re.M),
    re.compile(r"^[ \t]*(?:\[[ xX]\][ \t]+|[-*+•>][ \t]+|[*_-]{3,}[ \t]*$|\d{1,3}[.)][ \t]+|>(?=\S))+", re.M),
    re.compile(r"^[ \t>]*\|(?=[^\n]*\|[ \t]*$)", re.M),
)


def prose_of(text: str) -> str:
    """Return the text with what is no prose turned into line ends, so that every place stays and a sentence ends there."""
    text = unix_lines(text)
    spans = [*_front(text), *_sources(text), *_between(text, "<!--", "-->")]
    text = blank(text, spans)
    if _is_latex(text):
        text = blank(text, (Span(*found.span()) for found in _COMMENT.finditer(text)))
    for find in (_fences, _environments, _formulas, _commands, _tables):
        text = blank(text, find(text))
    for line in _LINES:
        text = blank(text, (Span(*found.span()) for found in line.finditer(text)))
    return text


def blank(text: str, spans: Iterator[Span] | Sequence[Span], sign: str = "\n") -> str:
    """Return the text with stretches of it turned into a sign, letter for letter."""
    parts, at = [], 0
    for span in sorted(spans, key=lambda span: span.start):
        start = max(at, span.start)
        if start < span.end:
            parts += [text[at:start], sign * (span.end - start)]
            at = span.end
    return "".join([*parts, text[at:]])


def notes_in(text: str) -> list[Span]:
    """Return the footnotes that stand within sentences, each with its command; one within another is a part of it."""
    closing = closings(text)
    found: list[Span] = []
    for note in _NOTE.finditer(text):
        start = note.end()
        if text[start] == "[" and text[note.start()] == "\\":
            start = closing.get(start, start) + 1
        end = closing.get(start)
        if end is not None and (not found or found[-1].end <= note.start()):
            found.append(Span(note.start(), end + 1))
    return found


def body_of(text: str, note: Span) -> Span:
    """Return where the words of a footnote stand."""
    opened = re.compile(r"\\[a-z]+\s*(?:\[[^\[\]]*\])?\{|\^\[").match(text, note.start, note.end)
    return Span(opened.end() if opened else note.start, note.end - 1)


def closings(text: str) -> dict[int, int]:
    """Return the place of the bracket that closes each brace and square bracket; one that nothing closes is left out."""
    braces: list[int] = []
    brackets: list[int] = []
    found: dict[int, int] = {}
    for sign in re.finditer(r"\\.|[\[\]{}]|\n[ \t]*\n", text, re.S):
        place = sign.start()
        match sign[0]:
            case "{":
                braces.append(place)
            case "[":
                brackets.append(place)
            case "}" if braces:
                found[opening := braces.pop()] = place
                while brackets and brackets[-1] > opening:
                    brackets.pop()
            case "]" if brackets:
                found[brackets.pop()] = place
            case other if other[0] == "\n":
                brackets.clear()  # none goes over the end of a paragraph
    return found


def _is_latex(text: str) -> bool:
    """Whether comments are LaTeX's: pandoc takes LaTeX's commands in Markdown, and not its comments."""
    return bool(_DOCUMENT.search(text) or (_LATEX.search(text) and not _MARKDOWN.search(text)))


def _front(text: str) -> Iterator[Span]:
    """What stands before a document: what pandoc is told, and LaTeX's preamble."""
    if found := FRONT.match(text):
        yield Span(0, found.end())
    begins = text.find("\\begin{document}")
    if begins >= 0:
        yield Span(0, begins)


def _sources(text: str) -> Iterator[Span]:
    """The lists of sources, and definitions of notes and links."""
    yield from lists_of_sources(text)
    for source in sources_in(text):
        label = text.find(":", source.span.start) + 1
        yield Span(source.span.start, label) if source.says else source.span


def _between(text: str, opening: str, closing: str) -> Iterator[Span]:
    """The stretches from one sign to the next of another; what nothing closes is text."""
    at = text.find(opening)
    while at >= 0 and (end := text.find(closing, at + len(opening))) >= 0:
        yield Span(at, end + len(closing))
        at = text.find(opening, end + len(closing))


def _fences(text: str) -> Iterator[Span]:
    """Blocks of code; one that nothing closes goes to the end, as Markdown has it."""
    opened: re.Match[str] | None = None
    for fence in _FENCE.finditer(text):
        if opened is None:
            opened = fence
        elif fence["sign"].startswith(opened["sign"]):
            yield Span(opened.start(), fence.end())
            opened = None
    if opened is not None:
        yield Span(opened.start(), len(text))


def _environments(text: str) -> Iterator[Span]:
    """LaTeX's environments of formulas, tables and code."""
    opened: tuple[str, int] | None = None
    for edge in _EDGE.finditer(text):
        name = edge["name"]
        if opened is None and edge["which"] == "begin" and name.rstrip("*") in _ENVIRONMENTS:
            opened = (name, edge.start())
        elif opened is not None and edge["which"] == "end" and name == opened[0]:
            yield Span(opened[1], edge.end())
            opened = None


def _formulas(text: str) -> Iterator[Span]:
    yield from _between(text, "$$", "$$")
    yield from _between(text, "\\[", "\\]")
    yield from _between(text, "\\iffalse", "\\fi")


def _commands(text: str) -> Iterator[Span]:
    """LaTeX's commands that hold no prose, with their arguments; of a caption only the sign before it and the brace behind."""
    if "\\" not in text:
        return
    closing = closings(text)
    for command in _COMMAND.finditer(text):
        at, name = command.end(), command["name"]
        while (found := re.compile(r"[ \t]*([\[{])").match(text, at)) and found.end() - 1 in closing:
            opening = found.end() - 1
            following = re.compile(r"[ \t]*[\[{]").match(text, closing[opening] + 1)
            if name in _READ_ON and found[1] == "{" and (name != "captionof" or not following):
                if name != "item":
                    yield Span(closing[opening], closing[opening] + 1)
                    at = opening + 1
                break
            at = closing[opening] + 1
        yield Span(command.start(), at)


def _tables(text: str) -> Iterator[Span]:
    """The heads of tables and the rules below them."""
    for rule in _RULE.finditer(text):
        start = rule.start()
        above = text.rfind("\n", 0, max(0, start - 1)) + 1
        yield Span(above if "|" in text[above:start] and "+" not in rule[0] else start, rule.end())
