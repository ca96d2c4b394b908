"""An answer's Markdown as styled text whose citation marks can be followed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token
from textual.content import Content
from textual.style import Style

from askpapers.papers import Citation, Claim, Support, plain_lines
from askpapers.tui.signs import STYLES

_MARKDOWN = MarkdownIt("commonmark", {"html": False}).disable(["link", "image", "autolink", "reference"])


def marked(text: str, claims: Sequence[Claim], chosen: int | None = None, width: int = 0) -> Content:
    """Return the answer as Content, list items wrapped to `width` cells below their own text where it is given.

    Each mark carries its verdict's sign and colour and the meta `cite`, its first place in `citations_of(claims)`,
    and `cites`, how many of these it stands for; the mark in place `chosen` is shown reversed. The answer's own words are not changed.
    """
    flat = _flat(plain_lines(text))
    citations = citations_of(claims)
    parts: list[Content] = []
    at = 0
    for span, places in _by_span(text, citations, claims).items():
        written = plain_lines(text[span[0] : span[1]])
        found = flat.plain.find(written, at)
        if found < 0:
            continue
        if not places:
            end = found + len(written)
            sign = STYLES[Support.UNCITED]
            parts += [flat[at:end], Content.styled(f" {sign.sign} {sign.word}", sign.style)]
            at = end
            continue
        sign = STYLES[max((citations[place].support for place in places), key=list(Support).index)]
        style = Style.parse(sign.style) + Style.from_meta({"cite": places[0], "cites": len(places)})
        if chosen in places:
            style += Style(reverse=True)
        closing = written[-1:] if written[-1:] in ")]】" else ""
        # No space before the sign: a line could break there.
        shown = f"{written.removesuffix(closing)}{sign.sign}{closing}"
        parts += [flat[at:found], Content.styled(shown, style)]
        at = found + len(written)
    parts.append(flat[at:])
    whole = Content.assemble(*parts).highlight_regex(_ABSENT, style="dim")
    return _hanging(whole, width) if width else whole


_ABSENT = re.compile(r"\[none\]", re.I)
_ITEM = re.compile(r" *(?:•|\d{1,3}\.) ")


def _hanging(content: Content, width: int) -> Content:
    lines: list[Content] = []
    for line in content.split("\n", allow_blank=True):
        item = _ITEM.match(line.plain)
        hang = item.end() if item else 0
        if not hang or line.cell_length <= width or width < hang + 10:
            lines.append(line)
            continue
        first, *rest = line[hang:].wrap(width - hang)
        lines += [line[:hang] + first, *(Content(" " * hang) + more for more in rest)]
    return Content("\n").join(lines)


def citations_of(claims: Sequence[Claim]) -> list[Citation]:
    """Return the citations of all claims in the order of their marks, each once."""
    return sorted(dict.fromkeys(c for claim in claims for c in claim.citations), key=lambda c: (c.span, c.sentences))


def _by_span(text: str, citations: Sequence[Citation], claims: Sequence[Claim]) -> dict[tuple[int, int], list[int]]:
    """Map the place of each mark in the text to its citations, and the end of an uncited claim to none, in order."""
    found: dict[tuple[int, int], list[int]] = {}
    for place, citation in enumerate(citations):
        found.setdefault((citation.span.start, citation.span.end), []).append(place)
    for claim in claims:
        if claim.support is Support.UNCITED:
            found.setdefault(_tail(text, claim), [])
    return dict(sorted(found.items()))


def _tail(text: str, claim: Claim) -> tuple[int, int]:
    """The last characters of a claim that Markdown shows as they are."""
    end = claim.span.start + len(text[claim.span.start : claim.span.end].rstrip(" \n*_`"))
    start = max(claim.span.start, end - 40)
    return max(start, 1 + max(text.rfind(c, start, end) for c in "*_`\n")), end


def _flat(text: str) -> Content:
    """Return Markdown as one styled text: paragraphs, lists, headings and code."""
    try:
        tokens = _MARKDOWN.parse(text)
    except Exception:  # a parser's defect must not hide an answer
        return Content(text)
    blocks: list[tuple[str, Content]] = []
    indent, lead = 0, ""
    numbers: list[int] = []
    style = ""
    tight = False
    for token in tokens:
        match token.type:
            case "bullet_list_open":
                indent += 2
                numbers.append(0)
            case "ordered_list_open":
                indent += 2
                numbers.append(int(token.attrGet("start") or 1))
            case "bullet_list_close" | "ordered_list_close":
                indent -= 2
                numbers.pop()
            case "list_item_open":
                lead = "• " if numbers[-1] == 0 else f"{token.info or numbers[-1]}. "
                if numbers[-1]:
                    numbers[-1] += 1
            case "paragraph_open":
                tight = token.hidden
            case "heading_open":
                style = "bold"
            case "heading_close":
                style = ""
            case "inline":
                content = _inline(token)
                if style:
                    content = content.stylize(style)
                kind = "item" if tight and numbers else "title" if style or _is_bold(token) else "block"
                blocks.append((kind, _indented(content, indent, lead)))
                lead = ""
            case "fence" | "code_block":
                code = Content.styled(token.content.rstrip("\n"), "$text-secondary")
                blocks.append(("block", _indented(code, indent + 2, "")))
            case "hr":
                blocks.append(("block", Content.styled("─" * 20, "dim")))
            case _:
                pass
    return _joined(blocks)


def _joined(blocks: Sequence[tuple[str, Content]]) -> Content:
    """Put items of one list, and a title and its list, on lines below each other; an empty line between all else."""
    parts: list[Content] = []
    before = ""
    for kind, content in blocks:
        if before:
            parts.append(Content("\n" if kind == "item" and before in {"item", "title"} else "\n\n"))
        parts.append(content)
        before = kind
    return Content.assemble(*parts)


def _is_bold(token: Token) -> bool:
    """Whether a paragraph is nothing but bold words."""
    kinds = [child.type for child in token.children or () if child.type != "text" or child.content.strip()]
    return kinds[:1] == ["strong_open"] and kinds[-1:] == ["strong_close"] and kinds.count("strong_open") == 1


def _indented(content: Content, indent: int, lead: str) -> Content:
    if not indent and not lead:
        return content
    first = " " * max(0, indent - 2) + lead
    rest = " " * (max(0, indent - 2) + len(lead or "  "))
    lines = content.split("\n", allow_blank=True)
    return Content("\n").join([Content(first if i == 0 else rest) + line for i, line in enumerate(lines)])


def _inline(token: Token) -> Content:
    parts: list[Content] = []
    styles: list[str] = []
    for child in token.children or ():
        match child.type:
            case "strong_open":
                styles.append("bold")
            case "em_open":
                styles.append("italic")
            case "strong_close" | "em_close":
                styles.pop()
            case "softbreak" | "hardbreak":
                parts.append(Content("\n"))
            case "code_inline":
                parts.append(Content.styled(child.content, "$text-secondary"))
            case _:
                parts.append(Content.styled(child.content, " ".join(styles)) if styles else Content(child.content))
    return Content.assemble(*parts)
