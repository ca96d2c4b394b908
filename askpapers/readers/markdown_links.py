"""Links of Markdown in one line, the text around them, and cells of its tables."""

from __future__ import annotations

import re
from dataclasses import dataclass

from askpapers.readers.decode import one_line

_LINK = re.compile(
    r"\[(?P<label>(?:[^\[\]\n]|\[[^\[\]\n]{0,200}\]){0,400})\]\(<?(?P<url>https?://[^\s()<>]{1,500})>?[^()\n]{0,100}\)"
)
_BARE = re.compile(r"https?://[^\s()<>\[\]|]{1,500}")
ARXIV = re.compile(
    r"https?://(?:[\w-]{1,20}\.){0,3}(?:arxiv\.org/(?:abs|pdf|html|format)|alphaxiv\.org/abs|huggingface\.co/papers)"
    r"/(?P<id>\d{4}\.\d{4,5}|[a-z-]{2,20}(?:\.[A-Z]{2})?/\d{7})(?P<version>v\d{1,3})?"
)
_GENERIC = re.compile(
    r"(?:the )?(?:full )?(?:paper|pdf|arxiv|abs|abstract|link|html|preprint|here|url|source|read|doc|论文|📄|📃|📜)s?\b.{0,14}|[\d.v/:-]+|\W*",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Link:
    """A link in a line: what it says, where it goes, and where in the line it begins."""

    label: str
    url: str
    at: int

    @property
    def is_generic(self) -> bool:
        """Whether its label says only that there is a paper: "PDF", "arXiv", "2601.00001"."""
        return bool(_GENERIC.fullmatch(self.label))


def links_in(line: str) -> list[Link]:
    """Return the links of a line, written as Markdown or bare; of bare ones the label is ""."""
    line = line[:20_000]
    found = [Link(bare_text(each["label"]), each["url"], each.start()) for each in _LINK.finditer(line)]
    within = [(each.start(), each.end()) for each in _LINK.finditer(line)]
    outside = (each for each in _BARE.finditer(line) if not any(start <= each.start() < end for start, end in within))
    found += [Link("", each[0], each.start()) for each in outside]
    return sorted(found, key=lambda link: link.at)


def bare_text(text: str) -> str:
    """Return a text without links, emphasis and the signs around it."""
    text = _LINK.sub(lambda each: each["label"], text)
    text = re.sub(r"!?\[([^\[\]]{0,400})\](?!\()", r"\1", text)
    text = re.sub(r"<summary>[^<]{0,100}</summary>|\*\*|__|~~|`|<br ?/?>|</?[a-z]{1,8}>", "", text)
    return one_line(re.sub(r"^[*_](.*)[*_]$", r"\1", text.strip()))


def title_in(line: str, links: list[Link]) -> str:
    """Return the title of the paper that a line is about: what is bold, else a link's label, else the text before the links."""
    bold = re.search(r"\*\*((?:[^*\n]){8,400})\*\*", line)
    if bold and not _GENERIC.fullmatch(bare_text(bold[1])):
        return bare_text(bold[1])
    for link in links:
        if not link.is_generic and len(link.label) > 3:
            return link.label
    before = line[: links[0].at] if links else line
    before = re.sub(r"^\s*(?:[-*+]|\d+[.)])\s+(?:\[[ x]\]\s+)?", "", before)
    return bare_text(
        re.sub(r"^\s*(?:\(|\[)?[\w ./'-]{0,20}\d{2,4}(?:[./-]\d{1,2}){0,2}(?:\)|\])[:,]?\s+", "", before)
    ).strip(' -–—:,[]()"“”|.')


def cells_of(row: str) -> list[str]:
    """Return the cells of a table's row; an escaped bar parts none."""
    return [cell.replace("\\|", "|").strip() for cell in re.split(r"(?<!\\)\|", row.strip().strip("|"))]
