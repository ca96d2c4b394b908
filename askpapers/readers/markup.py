"""Abstracts that services send as JATS or HTML, as text: the headings of sections become their labels."""

from __future__ import annotations

import html
import re

_BLOCK = "p|div|sec|section|abstract|abstracttext|ul|ol|dl|table|tr|blockquote|article|body|html"
_HEADING = "title|h[1-6]|label"
_INLINE = (
    "i|b|u|em|strong|sub|sup|inf|small|big|span|font|a|italic|bold|underline|sc|monospace|roman|sans-serif|strike|tt|code|mark"
    "|inline-formula|disp-formula|alternatives|tex-math|ext-link|xref|styled-content|named-content|list|math|mrow|mi|mo|mn"
    "|msub|msup|msubsup|mtext|mfrac|msqrt|mspace|mstyle|mover|munder|munderover|mtable|mtr|mtd|mfenced|semantics|annotation"
    "|inline-graphic|br|li|list-item|hr|img|dt|dd|td|th|nobr|wbr|center|cite"
)
_ATTRIBUTES = r"""(?:\s+[\w:.-]+\s*=\s*(?:"[^"<>]{0,2000}"|'[^'<>]{0,2000}'|[^\s"'<>]{1,2000})){0,20}"""
_TAG = re.compile(
    rf"<(?P<end>/?)(?:[a-z]{{2,8}}:)?(?P<name>{_BLOCK}|{_HEADING}|{_INLINE})(?P<with>{_ATTRIBUTES})\s*/?>", re.I
)
_TWICE = re.compile(
    r"(<(?:\w+:)?tex-math[^<>]*>(?:(?!<(?:\w+:)?tex-math).)*?</(?:\w+:)?tex-math>)\s*"
    r"<(?:mml:)?math\b(?:(?!<(?:mml:)?math\b).)*?</(?:mml:)?math>",
    re.I | re.S,
)
_HEADINGS = re.compile(_HEADING + r"\Z", re.I)
_BLOCKS = re.compile(_BLOCK + r"\Z", re.I)
_BREAKS = {"br", "li", "list-item", "hr", "dt", "dd", "td", "th"}
_CDATA = re.compile(r"<!\[CDATA\[((?:(?!<!\[CDATA).)*?)\]\]>|<!--(?:(?!<!--).)*?-->", re.S)


def plain_text(text: str) -> str:
    """Return the text of JATS or HTML: "METHODS: We followed 40 adults.", paragraphs "\\n\\n" apart; entities are read.

    What is no tag of either ("a <b and c> d" is none) stays.

    >>> plain_text("<jats:title>Abstract</jats:title><jats:p>It holds (<jats:italic>p</jats:italic> &lt; 0.01).</jats:p>")
    'It holds (p < 0.01).'
    """
    if "<" not in text:
        return html.unescape(text) if "&" in text else text
    text = _CDATA.sub(lambda m: m[1] or "", text)
    if "tex-math" in text:
        text = _TWICE.sub(r"\1", text)
    parts: list[str] = []
    at = 0
    heading: int | None = None
    label_is_last = False
    for tag in _TAG.finditer(text):
        between = text[at : tag.start()]
        # White space between a heading and its paragraph is none of the text.
        parts.append(between.lstrip() if label_is_last else between)
        label_is_last = label_is_last and not between.strip()
        at = tag.end()
        name, ends = tag["name"].lower(), bool(tag["end"])
        if _HEADINGS.match(name):
            if ends and heading is not None:
                said = "".join(parts[heading:]).strip()
                parts[heading:] = [_label(said)]
                label_is_last = bool(parts[heading])
                heading = None
            elif not ends:
                parts.append("\n\n")
                heading = len(parts)
        elif _BLOCKS.match(name):
            # A paragraph right after its heading goes on in the heading's line.
            if not label_is_last:
                parts.append("\n\n")
            label = re.search(r"\blabel\s*=\s*[\"']([^\"']*)[\"']", tag["with"] or "", re.I)
            if label and not ends:
                parts.append(_label(label[1]))
                label_is_last = bool(parts[-1])
        elif name in _BREAKS and not ends:
            parts.append("\n" if name != "br" else " ")
    parts.append(text[at:])
    lines = html.unescape("".join(parts)).split("\n")
    joined = "\n".join(" ".join(line.split()) for line in lines)
    return re.sub(r"\n{2,}", "\n\n", joined).strip()


_SIGNS = re.compile(
    r"</[a-z]|<(?:p|br|jats:p)\b|&(?:amp|lt|gt|quot|apos|nbsp|[a-z]{1,6}dash|#\d{2,5}|#x[0-9a-f]{2,5});", re.I
)


def readable(text: str) -> str:
    """Return a text that may be HTML without saying so as `plain_text` does, where a sign of HTML is in it; else the text itself."""
    return plain_text(text) if _SIGNS.search(text) or has_markup(text) else text


def _label(text: str) -> str:
    text = " ".join(text.split())
    if not text or text.casefold().rstrip(":.") in {"abstract", "summary and abstract", "unlabelled"}:
        return ""
    return f"{text} " if text[-1] in ".:?!" else f"{text}: "


def has_markup(text: str) -> bool:
    """Return whether a text begins with a tag of JATS or HTML that parts it, as an abstract of a service does."""
    return (
        re.match(rf"\s*<(?:[a-z]{{2,8}}:)?(?:{_BLOCK}|{_HEADING}|i|b|em|strong){_ATTRIBUTES}\s*/?>", text, re.I)
        is not None
    )
