"""Blocks of lines on a Daily Papers page saved as text: which are titles, which abstracts, and which belong together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_CHROME = re.compile(
    r"\bcookies?\b|privacy policy|terms of (?:use|service)|\bsign up\b|\blog in\b|\bsubscribe\b|your inbox|all rights reserved"
    r"|we value your privacy|newsletter|javascript is (?:disabled|required)|accept all|enable javascript",
    re.I,
)


@dataclass(slots=True)
class Block:
    """Lines without a blank one between them, and where they begin (from 1)."""

    line: int
    lines: list[str]
    heading: bool = False

    @property
    def text(self) -> str:
        """The lines as one."""
        return self.lines[0] if len(self.lines) == 1 else " ".join(self.lines)

    def looks_like_title(self) -> bool:
        """Whether it is a heading, or short and no sentences."""
        text = self.text
        if self.heading:
            return True
        if len(self.lines) > 3 or len(text) > 300 or text.endswith((":", ",", ";")):
            return False
        return not re.search(r"[a-z)]\.(?:\s+[A-Z]|$)", text) or len(text.split()) <= 12

    def looks_like_abstract(self) -> bool:
        """Whether it is long, or not so long and ends like a sentence."""
        text = self.text
        return not self.heading and (
            len(text) >= 250 or (len(text) >= 80 and re.search(r"[.!?][)\]\"”’]*$", text) is not None)
        )


def is_chrome(text: str) -> bool:
    """Whether a text is the site's own, such as a banner about cookies."""
    return _CHROME.search(text) is not None


def ends_in_organization(blocks: Sequence[Block]) -> bool:
    """Whether the last line before a footer without authors is an organisation and not the abstract's end."""
    last = blocks[-1].lines[-1]
    short = len(last) <= 80 and len(last.split()) <= 8 and not last.endswith((".", ":", ",", ";"))
    return short and (len(blocks) >= 3 or len(blocks[-1].lines) > 1)


def paired(blocks: Sequence[Block], *, ended: bool) -> tuple[list[tuple[Block, list[Block]]], list[Block]]:
    """Return (title, paragraphs of the abstract) of each paper, and the blocks that are neither.

    `ended` says that a footer follows.
    """
    pairs: list[tuple[Block, list[Block]]] = []
    skipped: list[Block] = []
    if ended and len(blocks) == 2 and not blocks[1].heading and not is_chrome(blocks[0].text):
        # Nothing but these two can be meant, however long the title or short the abstract.
        return [(blocks[0], [blocks[1]])], []
    waiting: Block | None = None
    for block in blocks:
        abstract = block.looks_like_abstract()
        if abstract and waiting is not None and not (pairs and not waiting.looks_like_title()):
            pairs.append((waiting, [block]))
            waiting = None
        elif abstract and pairs and waiting is None:
            pairs[-1][1].append(block)
        elif abstract and pairs and waiting is not None:
            # A short paragraph inside an abstract: a list's lead, a formula.
            pairs[-1][1].extend([waiting, block])
            waiting = None
        else:
            if waiting is not None:
                skipped.append(waiting)
            waiting = block
    if waiting is not None:
        if ended and (not pairs or waiting.heading):
            pairs.append((waiting, []))
        elif ended and not waiting.looks_like_title():
            pairs[-1][1].append(waiting)
        else:
            skipped.append(waiting)
    return pairs, skipped
