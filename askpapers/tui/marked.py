"""An answer's Markdown as styled text whose citation marks can be followed."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token
from textual.content import Content
from textual.style import Style

from askpapers.papers import Citation, Claim, Support, plain_lines
from askpapers.tui.signs import STYLES

_MARKDOWN = MarkdownIt("commonmark", {"html": False}).disable(["link", "image", "autolink", "reference"])


def marked(text: str, claims: Sequence[Claim], chosen: int | None = None) -> tuple[Content, list[int]]:
    """Return the answer as Content, and the line offset (characters) of each citation, in the order of `citations_of`.

    Each mark carries its verdict's sign and colour and the meta `cite`, its place in `citations_of(claims)`; the mark
    in place `chosen` is shown reversed. The answer's own words are not changed.
    """
    flat = _flat(plain_lines(text))
    citations = citations_of(claims)
    plain = flat.plain
    parts: list[Content] = []
    offsets: list[int] = []
    at = 0
    length = 0
    for span, places in _by_span(citations).items():
        mark = plain_lines(text[span[0] : span[1]])
        found = plain.find(mark, at)
        if found < 0:
            offsets.extend([length] * len(places))
            continue
        worst = max((citations[place].support for place in places), key=list(Support).index)
        sign = STYLES[worst]
        parts.append(flat[at:found])
        length += found - at
        style = Style.parse(sign.style) + Style.from_meta({"cite": places[0]})
        if chosen in places:
            style += Style(reverse=True)
        closing = mark[-1:] if mark[-1:] in ")]】" else ""
        shown = f"{mark.removesuffix(closing)} {sign.sign}{closing}"
        parts.append(Content.styled(shown, style))
        offsets.extend([length] * len(places))
        length += len(shown)
        at = found + len(mark)
    parts.append(flat[at:])
    return Content.assemble(*parts), offsets


def citations_of(claims: Sequence[Claim]) -> list[Citation]:
    """Return the citations of all claims in the order of their marks, each once."""
    return sorted(dict.fromkeys(c for claim in claims for c in claim.citations), key=lambda c: (c.span, c.sentences))


def _by_span(citations: Sequence[Citation]) -> dict[tuple[int, int], list[int]]:
    found: dict[tuple[int, int], list[int]] = {}
    for place, citation in enumerate(citations):
        found.setdefault((citation.span.start, citation.span.end), []).append(place)
    return found


def _flat(text: str) -> Content:
    """Return Markdown as one styled text: paragraphs, lists, headings and code."""
    try:
        tokens = _MARKDOWN.parse(text)
    except Exception:  # a parser's defect must not hide an answer
        return Content(text)
    blocks: list[Content] = []
    indent, lead = 0, ""
    numbers: list[int] = []
    style = ""
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
            case "heading_open":
                style = "bold"
            case "heading_close":
                style = ""
            case "inline":
                content = _inline(token)
                if style:
                    content = content.stylize(style)
                blocks.append(_indented(content, indent, lead))
                lead = ""
            case "fence" | "code_block":
                blocks.append(_indented(Content.styled(token.content.rstrip("\n"), "$text-secondary"), indent + 2, ""))
            case "hr":
                blocks.append(Content.styled("─" * 20, "dim"))
            case _:
                pass
    tight = any(token.hidden for token in tokens if token.type == "paragraph_open")
    return Content("\n" if tight and len(blocks) > 1 and indent == 0 and _all_list(tokens) else "\n\n").join(blocks)


def _all_list(tokens: Sequence[Token]) -> bool:
    return all(token.level > 0 or token.type.startswith(("bullet_list", "ordered_list")) for token in tokens)


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
