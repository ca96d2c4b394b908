"""An answer that still grows, shown so that nothing flickers: no mark-up that is only begun, and what is open closed."""

from __future__ import annotations

import re

_MARK = re.compile(r"\^?[\[【［][^\]】］\n]{0,120}\Z")
_BEGUN = re.compile(r"(?:\n[ \t>]*(?:[-+*=#|]+|\d{1,3}[.)]?)[ \t]*|[*_`~#]+|!)\Z")
_FENCE = re.compile(r"^ {0,3}(?:>\s?)*\s*(```|~~~)[^\n]*$", re.M)
_CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)", re.S)
_OPEN = re.compile(r"\*\*|__|~~|`|(?<![\w*])\*(?=[^\s*])|(?<=[^\s*])\*(?!\*)")
_RULE = re.compile(r"^[|\s:-]*$")


def settled(text: str) -> tuple[int, str]:
    """Return how much of an unfinished text to show, and what to add so that its mark-up is closed.

    A mark is shown when its bracket is closed, a table's row when its line is; a table is one from its first line on.
    """
    if len(_FENCE.findall(text)) % 2:
        line = text.rpartition("\n")[2]
        return len(text) - (len(line) if re.fullmatch(r"\s*[`~]+", line) else 0), ""
    start = text.rfind("\n\n") + 1
    lines = text[start:].strip("\n").split("\n")
    if lines[0].lstrip().startswith("|"):
        return _table(text, start, lines)
    end = len(text)
    for pattern in (_MARK, _BEGUN):
        if begun := pattern.search(text, max(0, end - 400), end):
            end = begun.start()
    # After a space no mark-up can close.
    end = len(text[:end].rstrip(" "))
    return end, _closing(text[text.rfind("\n", 0, end) + 1 : end])


def _closing(line: str) -> str:
    """What closes the mark-up that is open at the end of a line."""
    left: list[str] = []
    for found in _OPEN.finditer(_CODE.sub(lambda code: "x" * len(code[0]), line)):
        sign = found[0]
        if left and left[-1] == "`" and sign != "`":
            continue
        if sign in left:
            del left[left.index(sign) :]
        else:
            left.append(sign)
    return "".join(reversed(left))


def _table(text: str, start: int, lines: list[str]) -> tuple[int, str]:
    """Show the rows of a table that are whole; without its rule it gets one."""
    whole = text.endswith("\n")
    if len(lines) == 1:
        if not whole:
            return start, ""
        return len(text), _rule(lines[0])
    if len(lines) == 2 and not whole and _RULE.match(lines[1]):
        return len(text) - len(lines[1]), _rule(lines[0])
    end = len(text) if whole else text.rfind("\n") + 1
    return end, ""


def _rule(head: str) -> str:
    return "|---" * max(1, head.strip().strip("|").count("|") + 1) + "|"
