"""How much of what decides is rules: `python benchmarks/pattern_words.py [ROOM…]` counts lines of code and words in pattern literals.

Lines are all lines of the rooms' modules. Words are runs of letters in string literals that are patterns or lists of words: arguments
of `re` functions and of `text.lexicon.pattern`, strings that are split, members of collections of strings outside functions, and whatever is assigned to a name in
capitals. Docstrings, messages and format strings inside functions do not count.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOMS = ("extractive", "query", "verification")
PACKAGE = Path(__file__).parents[1] / "askpapers"
_WORD = re.compile(r"[^\W\d_]{2,}")
_ESCAPE = re.compile(r"\\[a-zA-Z]|\?P<\w+>|\(\?[aimsx]+\)")


def literals(tree: ast.AST) -> Iterator[str]:
    """Yield the strings of a module that are patterns or lists of words."""
    seen: set[int] = set()

    def strings(node: ast.AST) -> Iterator[str]:
        for part in ast.walk(node):
            if isinstance(part, ast.Constant) and isinstance(part.value, str) and id(part) not in seen:
                seen.add(id(part))
                yield part.value

    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id="re"))) if node.args:
                yield from strings(node.args[0])
            case ast.Call(func=ast.Name(id="pattern"), args=[_, template, *_]):
                yield from strings(template)
            case ast.Call(func=ast.Attribute(value=ast.Constant() as split, attr="split")):
                yield from strings(split)
    for node in tree.body if isinstance(tree, ast.Module) else []:
        match node:
            case ast.Assign(value=value) | ast.AnnAssign(value=ast.AST() as value):
                yield from strings(value)


def main(rooms: list[str]) -> None:
    """Print a row for each module that holds any, and the sums."""
    lines = words = 0
    for room in rooms:
        for path in sorted((PACKAGE / room).rglob("*.py")):
            text = path.read_text(encoding="utf-8")
            found = sum(len(_WORD.findall(_ESCAPE.sub(" ", literal))) for literal in literals(ast.parse(text)))
            lines, words = lines + text.count("\n"), words + found
            if found:
                print(f"{found:6,} {text.count(chr(10)):5} {path.relative_to(PACKAGE)}")
    print(f"{words:6,} words in patterns, {lines:,} lines: {', '.join(rooms)}")


if __name__ == "__main__":
    main(sys.argv[1:] or list(ROOMS))
