"""The sources that a draft lists itself, numbered below it, as notes or links of Markdown or as LaTeX's items; and the bibliographies that it names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from askpapers.text.lexicon import pattern
from askpapers.text.sentences import Span

SAYING = 6
"""Words from which a note says something itself: a shorter one only cites ("See also the paper of Smith")."""

_HEADING = (
    r"^[ \t]*(?:(?P<level>#{1,6})[ \t]*|\\section\*?\{|\*\*|__)?{sources}(?:\*\*|__)?[ \t]*:?(?:\*\*|__)?\}?[ \t]*$"
)
_NEXT = re.compile(
    r"^(?P<level>#{1,6})\s|^[ \t]*\\(?:(?:sub)*section|chapter|appendix)\b|^[ \t]*\\end\{document\}", re.M
)
_ENTRY = re.compile(
    r"^[ \t]*(?:[-*][ \t]+)?(?:\[(?P<number>\d{1,3})\][:.]?|(?P<counted>\d{1,3})[.)])[ \t]+(?=\S)", re.M
)
_DEFINITION = re.compile(
    r"^ {0,3}\[(?P<label>\^?[^\[\]\n]{1,80})\]:[ \t]*(?P<text>\S[^\n]*(?:\n(?: {4}|\t)[^\n]*)*)", re.M
)
_ITEM = re.compile(r"\\bibitem\s*(?:\[[^\[\]]*\]\s*)?\{(?P<key>[^{}\n]*)\}")
_CITED = re.compile(r"\[(?P<numbers>\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*)\]|\[(?P<label>\^?[^\[\]\n]{1,80})\](?!\()")
_NAMED = re.compile(r"\\(?:bibliography|addbibresource|addglobalbib)\s*(?:\[[^\]\n]*\]\s*)?\{(?P<names>[^{}\n]*)\}")
_TOLD = re.compile(r"^bibliography:[ \t]*(?P<names>[^\n]*(?:\n[ \t]*-[ \t][^\n]*)*)", re.M)
FRONT = re.compile(r"\A(?:---[ \t]*\n(?P<yaml>.*?)\n(?:---|\.\.\.)|\+\+\+[ \t]*\n.*?\n\+\+\+)[ \t]*(?=\n|\Z)", re.S)
"""What stands before a text of Markdown, as YAML or TOML."""
_REMARK = re.compile(r"(?<!\\)%[^\n]*")
_MOST_NUMBERS = 50


@dataclass(frozen=True, slots=True)
class Source:
    """A source as a draft lists it: what cites it ("[1]", "[^note]", a key), where it stands and its words."""

    key: str
    span: Span
    text: str
    says: bool = False
    """Whether it is a note that says something itself."""


def sources_in(text: str) -> list[Source]:
    """Return the sources that a text lists, in order of their kinds."""
    text = unix_lines(text)
    found = [*_numbered(text), *_definitions(text), *_items(text)]
    return list({source.span.start: source for source in found}.values())


def unix_lines(text: str) -> str:
    """Return the text with lines that LF ends, every other character in its place."""
    return text.replace("\r\n", " \n").replace("\r", "\n")


def lists_of_sources(text: str) -> Iterator[Span]:
    """Yield where lists of sources with a heading stand, from the heading to the next one."""
    end = 0
    for heading in pattern("citations", _HEADING, re.I | re.M).finditer(text):
        if heading.start() >= end:
            level = len(heading["level"] or "######")
            after = (n for n in _NEXT.finditer(text, heading.end()) if not n["level"] or len(n["level"]) <= level)
            end = next((n.start() for n in after), len(text))
            yield Span(heading.start(), end)


def cited_in(sentence: str, keys: Sequence[str] | frozenset[str]) -> list[tuple[Span, tuple[str, ...]]]:
    """Return the marks of a sentence that cite listed sources, each with the keys of these: "[1, 3–5]", "[^note]", "[label]"."""
    found: list[tuple[Span, tuple[str, ...]]] = []
    for mark in _CITED.finditer(sentence):
        own = _expanded(mark["numbers"]) if mark["numbers"] else [f"[{mark['label'].casefold()}]"]
        listed = bool(mark["numbers"]) and "[1]" in keys
        if own and (listed or all(key in keys for key in own)):
            found.append((Span(*mark.span()), tuple(own)))
    return found


def bibliographies_in(text: str) -> list[str]:
    r"""Return the files that a draft names as its bibliography: `\bibliography{refs}`, `\addbibresource{refs.bib}`, `bibliography:` of pandoc."""
    text = unix_lines(text)
    names = [name for found in _NAMED.finditer(_REMARK.sub("", text)) for name in found["names"].split(",")]
    if (front := FRONT.match(text)) and front["yaml"] is not None:
        for told in _TOLD.finditer(front["yaml"]):
            names += re.split(r"(?:^|\n)[ \t]*-[ \t]|,", told["names"].strip().strip("[]"))
    bare = dict.fromkeys(name.strip().strip("'\"") for name in names)
    return [name if name.lower().endswith(".bib") else f"{name}.bib" for name in bare if name]


def _expanded(numbers: str) -> list[str]:
    keys: list[str] = []
    for part in re.split(r"[,;]", numbers):
        first, *last = (int(number) for number in re.split(r"[–-]", part))
        keys += [f"[{number}]" for number in range(first, min(max([first, *last]), first + _MOST_NUMBERS) + 1)]
    return keys


def _numbered(text: str) -> Iterator[Source]:
    """Entries "[1] …", below a heading also "1. …"; without a heading those that end the text, numbered from 1 on."""
    lists = list(lists_of_sources(text))
    for whole in lists:
        yield from _entries(text, whole, list(_ENTRY.finditer(text, whole.start, whole.end)))
    if not lists:
        entries = [entry for entry in _ENTRY.finditer(text) if entry["number"]]
        ends = [entry.start() for entry in entries[1:]] + [len(text)]
        first = len(entries)
        while first and _is_one(text[entries[first - 1].end() : ends[first - 1]]):
            first -= 1
        last = entries[first:]
        if [int(entry["number"]) for entry in last] == list(range(1, len(last) + 1)):
            yield from _entries(text, Span(last[0].start(), len(text)) if last else Span(0, 0), last)


def _is_one(entry: str) -> bool:
    """Whether what goes up to the next entry is one paragraph."""
    return re.search(r"\n[ \t]*\n", entry.strip()) is None


def _entries(text: str, whole: Span, entries: Sequence[re.Match[str]]) -> Iterator[Source]:
    for place, entry in enumerate(entries):
        end = entries[place + 1].start() if place + 1 < len(entries) else whole.end
        yield Source(f"[{int(entry['number'] or entry['counted'])}]", Span(entry.start(), end), text[entry.end() : end])


def _definitions(text: str) -> Iterator[Source]:
    """Notes and links of Markdown."""
    for found in _DEFINITION.finditer(text):
        label, words = found["label"], found["text"]
        said = re.sub(r"https?://\S+|<[^<>\n]*>|\[[^\[\]]*@[^\[\]]*\]|\[([^\[\]]*)\]\([^()]*\)", " ", words)
        note = label.startswith("^")
        if note or re.match(r"<?(?:\w+:|www\.|#|\.{0,2}/)", words):
            says = note and len(re.findall(r"[^\W\d_]{2,}", said)) >= SAYING
            yield Source(f"[{label.casefold()}]", Span(*found.span()), words, says)


def _items(text: str) -> Iterator[Source]:
    """The items of LaTeX's own list."""
    items = list(_ITEM.finditer(text))
    for place, item in enumerate(items):
        end = items[place + 1].start() if place + 1 < len(items) else len(text)
        end = min(end, closed) if (closed := text.find("\\end{", item.end(), end)) >= 0 else end
        yield Source(item["key"].strip(), Span(item.start(), end), text[item.end() : end])
