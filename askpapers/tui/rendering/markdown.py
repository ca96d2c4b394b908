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

Align = Literal["left", "right", "center"]

BETWEEN = " │ "
NARROWEST = 6
WIDEST_WORD = 18


def drawn_table(cells: Sequence[Content], aligned: Sequence[Align], width: int = 0) -> Content:
    """Draw a table from its cells row by row, headings first, in `width` cells; 0 wraps nothing."""
    columns = max(1, len(aligned))
    rows = [list(cells[start : start + columns]) for start in range(0, len(cells), columns)]
    rows = [row + [Content("")] * (columns - len(row)) for row in rows]
    widths = _widths(rows, width - len(BETWEEN) * (columns - 1) if width else 0)
    if widths is None:
        return _stacked(rows)
    wrapped = [
        [cell.wrap(room) if cell.plain else [cell] for cell, room in zip(row, widths, strict=True)] for row in rows
    ]
    rule = Content.styled("─┼─".join("─" * room for room in widths), "dim")
    # Cells of several lines run into each other's rows without a line between them.
    ruled = any(len(cell) > 1 for row in wrapped[1:] for cell in row)
    lines: list[Content] = []
    for number, row in enumerate(wrapped):
        if ruled and number > 1:
            lines.append(rule)
        for line in range(max(map(len, row))):
            parts = [_aligned(cell[line] if line < len(cell) else Content(""), room, align)
                     for cell, room, align in zip(row, widths, aligned, strict=True)]  # fmt: skip
            lines.append(Content.styled(BETWEEN, "dim").join(parts).rstrip())
        if number == 0:
            lines.append(rule)
    return Content("\n").join(lines)


def _widths(rows: Sequence[Sequence[Content]], room: int) -> list[int] | None:
    """How wide each column is; None where they do not fit, not even with a word a line."""
    columns = list(zip(*rows, strict=True))
    natural = [max(1, *(cell_len(line) for cell in column for line in cell.plain.split("\n"))) for column in columns]
    if not room or sum(natural) <= room:
        return natural
    words = [
        max([NARROWEST, *(min(WIDEST_WORD, cell_len(word)) for cell in column for word in cell.plain.split())])
        for column in columns
    ]
    widths = [min(need, least) for need, least in zip(natural, words, strict=True)]
    if sum(widths) > room:
        return None
    # A cell more by turns, to the column that lacks the greatest part of what it would take.
    for _ in range(room - sum(widths)):
        place = max(range(len(widths)), key=lambda i: natural[i] / widths[i])
        widths[place] += 1
    return widths


def _aligned(cell: Content, room: int, align: Align) -> Content:
    cell = cell.rstrip()
    left = {"left": 0, "right": room - cell.cell_length, "center": (room - cell.cell_length) // 2}[align]
    return cell.pad_left(max(0, left)).pad_right(max(0, room - cell.cell_length - max(0, left)))


def _stacked(rows: Sequence[Sequence[Content]]) -> Content:
    """Each row as lines "heading: cell"; the first cell is its title."""
    head, *body = rows
    records = []
    for title, *others in body:
        lines = [title.stylize("bold")]
        lines += [
            Content.assemble("  ", name, ": ", cell) for name, cell in zip(head[1:], others, strict=True) if cell.plain
        ]
        records.append(Content("\n").join(lines))
    return Content("\n").join(records) if records else Content(" · ").join(head)


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
