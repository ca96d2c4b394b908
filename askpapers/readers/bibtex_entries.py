"""BibTeX into entries and their fields, and a field's LaTeX into text.

Read here and not by bibtexparser 2, which loses entries with a key, a field or a brace too many, takes a `#` for text, and
needs minutes for nested braces. Every brace is looked at a fixed number of times.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from askpapers.text.latex import unescape_latex

_START = re.compile(r"@[ \t]*(?P<type>\w+|\[[^\]\n]{0,200}\])\s*(?P<open>[{(])")
_NEXT = re.compile(r"^[ \t]*@[ \t]*(?:\w+|\[[^\]\n]{0,200}\])[ \t]*[{(][^\n=,{}()]*,", re.M)
_NAME = re.compile(r"\s*(?:,\s*)?(?P<name>[A-Za-z][\w:.+-]*)\s*=\s*")
_FIELD = re.compile(r"\n[ \t]*[A-Za-z][\w-]*\s*=\s*[{\"\d]")
_BROKEN = re.compile(r"[}\"]?\s*,\s*[A-Za-z][\w-]*\s*=\s*[{\"\d]")

_PATIENCE, _NEAR = 30, 400
"""Braces that are never closed make every search for their end a long one: after so many, the end must be near."""


@dataclass(slots=True)
class Entry:
    """An entry: its type and field names in small letters; `broken` says that its end was not where it should be."""

    line: int
    type: str
    key: str
    fields: dict[str, str] = field(default_factory=dict)
    broken: bool = False


def entries_in(text: str, outside: list[str] | None = None) -> Iterator[Entry]:
    """Yield the entries in order; @string is resolved, @comment and @preamble are passed over.

    Lines that stand in no entry, and are no LaTeX comments, are added to `outside`.
    """
    outside = [] if outside is None else outside
    macros: dict[str, str] = {}
    unclosed: list[int] = []
    ends = [m.start() for m in _NEXT.finditer(text)] + [len(text)]
    following, line, counted, at = 0, 1, 0, 0
    while (start := _START.search(text, at)) is not None:
        while ends[following] <= start.start() and following < len(ends) - 1:
            following += 1
        limit = ends[following] if ends[following] > start.start() else len(text)
        outside += _uncommented(text[at : start.start()])
        kind = start["type"].lower()
        if kind in {"comment", "preamble", "string"}:
            end = _closing(text, start.end() - 1, limit, unclosed)
            if kind == "string" and (named := _NAME.match(text, start.end())):
                macros[named["name"].lower()] = _value(text, named.end(), limit, macros, unclosed)[0]
            at = start.end() if end is None else end
            continue
        line += text.count("\n", counted, start.start())
        counted = start.start()
        entry, at = _entry(text, start, limit, macros, unclosed)
        entry.line = line
        if entry.fields or entry.key:
            yield entry
    outside += _uncommented(text[at:])


def _uncommented(between: str) -> list[str]:
    return [line for line in between.splitlines() if not line.lstrip().startswith("%")]


def _entry(
    text: str, start: re.Match[str], limit: int, macros: dict[str, str], unclosed: list[int]
) -> tuple[Entry, int]:
    key = re.compile(r"[^,={}\"\n]*").match(text, start.end(), limit)
    at = key.end() if key else start.end()
    entry = Entry(0, start["type"].lower(), "")
    if key and text[at : at + 1] == "=":
        # No key at all, or no comma after it.
        own, _, name = key[0].strip().rpartition(" ")
        entry.key, entry.broken = own.strip(), bool(own)
        at = start.end() + (key[0].rindex(name) if own else 0)
    elif key:
        entry.key = key[0].strip()
    seen = 0
    if _NAME.match(text, at, limit) is None and (first := _FIELD.search(text, at, min(limit, at + 2_000))):
        at = first.start()  # whatever stands between the key and the first field
    while (named := _NAME.match(text, at, limit)) is not None:
        value, at, whole = _value(text, named.end(), limit, macros, unclosed)
        inner = _BROKEN.search(text, named.end() + 1, at - 1) if text[named.end() : named.end() + 1] == "{" else None
        if inner and inner[0][0] == "}" and not re.compile(r"\s*[,}#]").match(text, at, limit):
            # A brace too many took the other fields in, up to the end of the entry.
            value, at, whole = text[named.end() + 1 : inner.start()], inner.start() + 1, False
        entry.broken |= not whole
        name = named["name"].lower()
        if name in {"keywords", "keyword"} and name in entry.fields:
            entry.fields[name] += f"; {value}"
        elif value.strip() or name not in entry.fields:
            entry.fields.setdefault(name, value)
        seen += 1
        rest = re.compile(r"\s*,?\s*").match(text, at, limit)
        at = rest.end() if rest else at
        if text[at : at + 1] in {"}", ")"} and _NAME.match(text, at + 1, limit) is None:
            return entry, at + 1
        if _NAME.match(text, at, limit) is None and (more := _FIELD.search(text, at, min(limit, at + 2_000))):
            entry.broken = True
            at = more.start()
    if text[at : at + 1] not in {"}", ")"}:
        end = re.compile(r"\s*(?:,\s*)?[})]").match(text, at, limit)
        entry.broken |= end is None and seen > 0
        at = end.end() if end else at
    return entry, max(at, start.end())


def _value(text: str, at: int, limit: int, macros: dict[str, str], unclosed: list[int]) -> tuple[str, int, bool]:
    """Return a value, what `#` joins to it included, where it ends, and whether it ends as it should."""
    parts: list[str] = []
    while True:
        opened = text[at : at + 1]
        if opened in {"{", '"'} and at < limit:
            end = _closing(text, at, limit, unclosed)
            if end is None:
                limit = _near(at, limit, unclosed)
                broken = _BROKEN.search(text, at + 1, limit)
                end = broken.start() if broken else limit
                return (
                    "".join([*parts, text[at + 1 : end].rstrip(' \t\n}",')]),
                    end + bool(broken and text[end] in '}"'),
                    False,
                )
            parts.append(text[at + 1 : end - 1])
        else:
            word = re.compile(r"[^\s,#{}\"=()]*").match(text, at, limit)
            end = word.end() if word else at
            said = text[at:end]
            parts.append(macros.get(said.lower(), said))
        joined = re.compile(r"\s*#\s*").match(text, end, limit)
        if joined is None:
            return "".join(parts), end, True
        at = joined.end()


def _near(at: int, limit: int, unclosed: list[int]) -> int:
    return limit if len(unclosed) <= _PATIENCE else min(limit, at + _NEAR)


def _closing(text: str, at: int, limit: int, unclosed: list[int]) -> int | None:
    """Return where the brace or quotation mark that opens at `at` is closed, as BibTeX counts them; None where nowhere."""
    limit = _near(at, limit, unclosed)
    quoted, round_ = text[at] == '"', text[at] == "("
    depth = 0
    for m in re.compile(r"[{}()]" if round_ else r"[{}\"]").finditer(text, at + 1, limit):
        sign = m[0]
        if sign == "{":
            depth += 1
        elif sign == "}":
            depth -= 1
            if depth < 0:
                if not quoted and not round_:
                    return m.end()
                break
        elif not depth and ((quoted and sign == '"') or (round_ and sign == ")")):
            return m.end()
    unclosed.append(at)
    return None


_ACCENT = (
    r"\\[\"'`^~=.](?:\{\\?[A-Za-z]\}|\\[ij](?![A-Za-z])|[A-Za-z])|\\[Hckruvbdt](?:\{\\?[A-Za-z]{1,2}\}|\s+\\?[A-Za-z](?![A-Za-z]))"
    r"|\\(?:ss|ae|AE|oe|OE|aa|AA|o|O|l|L|i|j|dh|DH|th|TH|dj|DJ|ng|NG)(?:\{\}|(?![A-Za-z])\s?)"
)
_SIGNS = {
    "textless": "<", "textgreater": ">", "textbar": "|", "textendash": "–", "textemdash": "—", "textquoteright": "’",
    "textquoteleft": "‘", "textquotedblleft": "“", "textquotedblright": "”", "textdegree": "°", "textpm": "±",
    "textmu": "µ", "textregistered": "®", "texttrademark": "™", "textcopyright": "©", "textellipsis": "…", "ldots": "…",
    "textquotesingle": "'", "textquotedbl": '"', "textbullet": "•", "textperiodcentered": "·", "textunderscore": "_", "textdollar": "$",
    "textasteriskcentered": "*", "texttimes": "×", "textsection": "§", "textparagraph": "¶", "texteuro": "€", "slash": "/",
    "TeX": "TeX", "LaTeX": "LaTeX", "BibTeX": "BibTeX", "LaTeXe": "LaTeX2e",
}  # fmt: skip
_TOKEN = re.compile(
    r"(?P<keep>\{\$\\[lr]brace\$\}|\\[%&#_${}]\{\}|\\text(?:backslash|asciicircum|asciitilde)\{\}|\\[%&#_{}])"
    r"|(?P<tilde>\\text(?:asciitilde|asciicircum|backslash)(?![A-Za-z])\s?|\\[~^]\{\})"
    r"|(?P<dollar>\{\$\}|\\\$)"
    r"|(?P<math>\$(?:[^$\\]|\\.){1,2000}?\$|\\\((?:[^$\\]|\\[^()]){1,2000}\\\))"
    rf"|(?P<accent>{_ACCENT})"
    rf"|\\(?P<sign>{'|'.join(_SIGNS)})(?![A-Za-z])(?:\{{\}}|\s(?=\w)|)"
    r"|\\ensuremath\s*\{(?P<ensured>[^{}$]{1,200})\}"
    r"|(?P<quote>``|'')"
    r"|(?P<command>\\[A-Za-z]+\*?\s*\{|[\^_]\{)|(?P<other>\\(?:[A-Za-z]+|.))|(?P<open>\{)|(?P<close>\})",
    re.S,
)
_NAMED = {"asciitilde": "~", "asciicircum": "^", "backslash": "\\"}


def text_of(value: str) -> str:
    """Return a field as text: signs and accents as letters, no braces that only guard; mathematics and commands as they are.

    >>> print(text_of(r"{Erd{\\H o}s} gains 5{\\%} of {$\\sqrt s$} when n {\\textless} 3"))
    Erdős gains 5% of $\\sqrt s$ when n < 3
    """
    if not re.search(r"[\\{}]|``|''", value):
        return value
    parts: list[str] = []
    kept: list[bool] = []
    at = 0
    for m in _TOKEN.finditer(value):
        parts.append(value[at : m.start()])
        at = m.end()
        kind = m.lastgroup or ""
        word = m[0]
        if kind == "command":
            kept.append(True)
            parts.append(word)
        elif kind == "open":
            kept.append(False)
        elif kind == "close":
            parts.append("}" if kept and kept.pop() else "")
        else:
            parts.append(_written(kind, word, m))
    return unescape_latex("".join([*parts, value[at:]]))


def _written(kind: str, word: str, m: re.Match[str]) -> str:
    if kind == "accent":
        return _letter(word)
    if kind == "tilde":
        sign = r"\textasciicircum{}" if "^" in word else r"\textasciitilde{}"
        return next((rf"\text{name}{{}}" for name in _NAMED if name in word), sign)
    if kind == "dollar":
        return r"\$"
    if kind == "sign":
        return _SIGNS[m["sign"]].replace("_", r"\_").replace("$", r"\$")
    if kind == "ensured":
        return f"${m['ensured']}$"
    if kind == "quote":
        return "“" if word == "``" else "”"
    return word


def _letter(accent: str) -> str:
    from pylatexenc.latex2text import LatexNodes2Text

    return LatexNodes2Text().latex_to_text(accent).strip() or accent


def split_and(names: str) -> list[str]:
    """Return the names that "and" parts, in any case, where it stands outside of braces."""
    found, depth, start = [], 0, 0
    for m in re.finditer(r"[{}]|(?<=\s)and(?=\s)", names, re.I):
        if m[0] == "{":
            depth += 1
        elif m[0] == "}":
            depth = max(0, depth - 1)
        elif not depth:
            found.append(names[start : m.start()])
            start = m.end()
    return [name.strip() for name in [*found, names[start:]] if name.strip()]
