"""Markdown in a line that is drawn as it is: its emphasis, code, links and headings, without the signs that make them."""

from __future__ import annotations

import re

# A sign opens behind a gap and before a word, and closes the other way round: "A* and D*", "f*g*h" and "snake_case" hold none.
# Bold letters may begin a word: "**E**mbedding".
_EMPHASIS = re.compile(
    r"""(?<![^\s([“"'—–])(?P<sign>[*_]{1,3}|`{1,2}|~~)(?=[^\s*_`])(?P<said>[^*_`]*?(?:(?!(?P=sign))[*_`][^*_`]*?)*?)(?<=\S)(?P=sign)
    (?:(?<=\*\*)(?!\*)|(?![^\s.,;:!?)\]”"'—–-]))""",
    re.X,
)
_LINK = re.compile(r"!?\[([^\[\]]+)\]\((?:https?://|#)[^\s()]*\)")
_BEGINS = re.compile(r"^(?:#{1,6}|>|[*•]|-) +(?=\S)")


def without_emphasis(line: str) -> str:
    """Return a line without Markdown's signs; what only looks like them stays."""
    if not any(sign in line for sign in "*_`~#>[-•"):
        return line
    line = _LINK.sub(r"\1", _BEGINS.sub("", line))
    # "**Bold with *more* in it**" holds one within the other.
    for _ in range(3):
        line, count = _EMPHASIS.subn(r"\g<said>", line)
        if not count:
            break
    return line
