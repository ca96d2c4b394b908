"""An answer's Markdown as blocks of styled text, each drawn for a width."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.token import Token
from rich.cells import cell_len
from textual.content import Content
from textual.style import Style

from askpapers.text.sanitize import safe_link
from askpapers.tui.rendering.tables import Align, drawn_table

_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"]).disable("reference")
CODE = "$text-secondary"
"""The style of code within a line, and of a block in no known language."""

_MARKUP = {"strong": "bold", "em": "italic", "s": "strike"}

Kind = Literal["text", "item", "title", "code", "table", "rule"]


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, item, title, code, rule or table.

    `leaves` are its texts: one, or a table's cells row by row, headings first. `first` stands before its first line and `rest`
    before the others: an item's sign and the room below it.
    """

    kind: Kind
    leaves: tuple[Content, ...]
    first: str = ""
    rest: str = ""
    aligned: tuple[Align, ...] = ()
    """How each column of a table is aligned."""

    def drawn(self, width: int) -> Content:
        """Return it as text whose lines hang below their beginning; `width` 0 wraps nothing."""
        room = width - cell_len(self.first)
        if self.kind == "table":
            content = drawn_table(self.leaves, self.aligned, room if width else 0)
        elif self.kind == "rule":
            content = Content.styled("─" * (min(20, room) if width else 20), "dim")
        else:
            content = self.leaves[0]
        if not self.first and not self.rest:
            return content
        lines: list[Content] = []
        for line in content.split("\n", allow_blank=True):
            lines += line.wrap(room) if width and room >= 10 and line.cell_length > room else [line]
        below = [(Content(self.rest) + line).rstrip() for line in lines[1:]]
        return Content("\n").join([Content(self.first) + lines[0], *below])


def drawn(blocks: Sequence[Block], width: int = 0) -> list[Content]:
    """Return texts to be shown with an empty line between them: items of one list, and a title and its list, are one."""
    parts: list[list[Content]] = []
    before = ""
    for block in blocks:
        if block.kind == "item" and before in {"item", "title"}:
            parts[-1].append(block.drawn(width))
        else:
            parts.append([block.drawn(width)])
        before = block.kind
    return [Content("\n").join(part) for part in parts]


def blocks_of(text: str) -> list[Block]:
    """Return the blocks of a Markdown text that holds no control characters but line ends."""
    try:
        tokens = _MARKDOWN.parse(text)
    except Exception:  # a parser's defect must not hide an answer
        return [Block("text", (Content(text),))]
    reading = _Reading()
    for token in tokens:
        reading.take(token)
    return reading.blocks


@dataclass
class _Inside:
    """A list's item or a quotation that a block stands in: what is before its next line, and before the others."""

    sign: str
    below: str


@dataclass
class _Reading:
    """The blocks read so far, and where the next one stands."""

    blocks: list[Block] = field(default_factory=list)
    inside: list[_Inside] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    title: bool = False
    tight: bool = False
    cells: list[Content] | None = None
    aligned: list[Align] = field(default_factory=list)

    def take(self, token: Token) -> None:
        match token.type:
            case "bullet_list_open":
                self.numbers.append(0)
            case "ordered_list_open":
                self.numbers.append(int(token.attrGet("start") or 1))
            case "bullet_list_close" | "ordered_list_close":
                self.numbers.pop()
            case "list_item_open":
                sign = f"{token.info or self.numbers[-1]}. " if self.numbers[-1] else "• "
                self.numbers[-1] += bool(self.numbers[-1])
                self.inside.append(_Inside(sign, " " * len(sign)))
            case "blockquote_open":
                self.inside.append(_Inside("▎ ", "▎ "))
            case "list_item_close" | "blockquote_close":
                self.inside.pop()
            case "paragraph_open":
                self.tight = token.hidden
            case "heading_open" | "heading_close":
                self.title = token.type == "heading_open"
            case "table_open":
                self.cells, self.aligned = [], []
            case "th_open":
                style = str(token.attrGet("style") or "")
                self.aligned.append("right" if "right" in style else "center" if "center" in style else "left")
            case "table_close":
                self._put("table", *(self.cells or []))
                self.cells = None
            case "inline":
                self._inline(token)
            case "fence" | "code_block":
                self.inside.append(_Inside("  ", "  "))
                self._put("code", highlighted(token.content.rstrip("\n"), token.info.split(" ")[0]))
                self.inside.pop()
            case "hr":
                self._put("rule", Content(""))
            case _:
                pass

    def _inline(self, token: Token) -> None:
        content = _styled(token.children or ())
        if self.cells is not None:
            self.cells.append(content.stylize("bold") if len(self.cells) < len(self.aligned) else content)
        elif self.title:
            self._put("title", content.stylize("bold"))
        elif self.tight and self.numbers:
            self._put("item", content)
        else:
            self._put("title" if _is_bold(token) else "text", content)

    def _put(self, kind: Kind, *leaves: Content) -> None:
        first = "".join(place.sign for place in self.inside)
        rest = "".join(place.below for place in self.inside)
        self.blocks.append(Block(kind, leaves, first, rest, tuple(self.aligned) if kind == "table" else ()))
        for place in self.inside:
            place.sign = place.below


def _is_bold(token: Token) -> bool:
    """Whether a paragraph is nothing but bold words."""
    kinds = [child.type for child in token.children or () if child.type != "text" or child.content.strip()]
    return kinds[:1] == ["strong_open"] and kinds[-1:] == ["strong_close"] and kinds.count("strong_open") == 1


def _styled(tokens: Sequence[Token]) -> Content:
    parts: list[Content] = []
    styles: list[str | Style] = []
    links: list[tuple[str, int]] = []

    def add(text: str, *more: str) -> None:
        content = Content(text)
        for style in (*styles, *more):
            content = content.stylize(style)
        parts.append(content)

    for token in tokens:
        name, _, what = token.type.rpartition("_")
        match what:
            case "open" if name in _MARKUP:
                styles.append(_MARKUP[name])
            case "close" if name in _MARKUP:
                styles.pop()
            case "open":
                url = str(token.attrGet("href") or "")
                links.append((url, len(parts)))
                styles.append(Style(underline=True) + Style.from_meta({"url": url} if safe_link(url) else {}))
            case "close":
                styles.pop()
                url, start = links.pop()
                # Where no mouse is, an address has to be read.
                if url and url != "".join(part.plain for part in parts[start:]):
                    add(f" ({url})", "dim")
            case "softbreak" | "hardbreak":
                add("\n")
            case "inline":
                add(token.content, CODE)
            case "image":
                add(f"{token.content} ({token.attrGet('src') or ''})")
            case _:
                add(token.content)
    return Content.assemble(*parts)


@lru_cache(maxsize=64)
def highlighted(code: str, language: str) -> Content:
    """Return code in the colors of its language, in one where none is named or known."""
    if not language:
        return Content.styled(code, CODE)
    from textual.highlight import highlight

    content = highlight(code, language=language)
    # A lexer is not to change what was written.
    return content if content.plain == code else Content.styled(code, CODE)
