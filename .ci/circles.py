"""Fail on any circle of imports between modules of a package, lazy and type-only imports included.

`python .ci/circles.py [FOLDER]`; exit 1 and the circles, each with the imports that close it. (Import-linter's contracts
order rooms; this looks at modules, by Tarjan's strongly connected components.)
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path


def modules_of(root: Path) -> dict[str, Path]:
    """Return the modules below the package folder `root`, by dotted name."""
    found = {}
    for path in sorted(root.rglob("*.py")):
        parts = [root.name, *path.relative_to(root).with_suffix("").parts]
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports_of(path: Path, modules: dict[str, Path]) -> set[str]:
    """Return the modules that a file names in an import anywhere in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                found.add(inner if inner in modules else node.module)
    return found & modules.keys()


def circles_of(graph: dict[str, set[str]]) -> list[list[str]]:
    """Return the strongly connected components with more than one module (Tarjan 1972)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(module: str) -> None:
        index[module] = low[module] = len(index)
        stack.append(module)
        for other in sorted(graph[module]):
            if other not in index:
                visit(other)
            if other in stack:
                low[module] = min(low[module], low[other])
        if low[module] == index[module]:
            at = stack.index(module)
            if len(stack) - at > 1:
                found.append(sorted(stack[at:]))
            del stack[at:]

    for module in sorted(graph):
        if module not in index:
            visit(module)
    return found


def main() -> int:
    """Print the circles of the package; return how many there are, 1 at most."""
    root = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parents[1] / "askpapers")
    modules = modules_of(root)
    graph = {name: imports_of(path, modules) - {name} for name, path in modules.items()}
    found = circles_of(graph)
    for circle in found:
        print("circle of imports:")
        for module in circle:
            print(f"  {module} -> {', '.join(sorted(graph[module] & set(circle)))}")
    print(f"{len(modules)} modules, {len(found)} circles")
    return min(len(found), 1)


if __name__ == "__main__":
    sys.exit(main())
