"""Files of labeled examples, JSON Lines, read so that every fault is told with file and line."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from askpapers import errors
from askpapers.text.sanitize import sanitize

Row = dict[str, Any]
Kind = Callable[[Any], bool]
OBJECTS = "One JSON object a line is expected."


def rows(path: Path, **kinds: Kind) -> list[Row]:
    """Return what `fitting` yields; raises EmptyInput too."""
    if found := list(fitting(path, **kinds)):
        return found
    raise errors.EmptyInput(f"{sanitize(str(path))} is empty.", OBJECTS)


def fitting(path: Path, **kinds: Kind) -> Iterator[Row]:
    """Yield the objects of a file, whose fields are of these kinds; raises BadInput and DamagedInput."""
    for number, row in numbered(path):
        for field, fits in kinds.items():
            if not fits(row.get(field)):
                raise damaged(path, number, f"has no “{field}” that can be used")
        yield row


def numbered(path: Path, hint: str = OBJECTS) -> Iterator[tuple[int, Row]]:
    """Yield the objects of a file with their lines' numbers; raises BadInput and DamagedInput."""
    try:
        with path.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                if not line.strip():
                    continue
                try:
                    row = json.loads(line)
                except (ValueError, RecursionError):
                    raise damaged(path, number, "is not JSON", hint) from None
                if not isinstance(row, dict):
                    raise damaged(path, number, "is no JSON object", hint)
                yield number, row
    except OSError as error:
        raise errors.BadInput(f"{sanitize(str(path))}: {error.strerror}.", "Check the path.") from None


def damaged(path: Path, number: int, what: str, hint: str = OBJECTS) -> Exception:
    """Return the error for a line that is not what it should be."""
    return errors.DamagedInput(f"{sanitize(str(path))}:{number} {what}.", hint)


def name(value: Any) -> bool:
    """Whether this can name a document: a text or a whole number."""
    return isinstance(value, str | int)


def text(value: Any) -> bool:
    """Whether this is a text."""
    return isinstance(value, str)


def maybe_text(value: Any) -> bool:
    """Whether this is a text, or nothing."""
    return value is None or text(value)


def texts(value: Any) -> bool:
    """Whether this is a list of texts."""
    return isinstance(value, list) and all(map(text, value))


def some_texts(value: Any) -> bool:
    """Whether this is a list of texts that is not empty."""
    return texts(value) and bool(value)


def text_or_texts(value: Any) -> bool:
    """Whether this is a text or a list of texts."""
    return text(value) or texts(value)


def evidence(value: Any) -> bool:
    """Whether this is SciFact's evidence: document → items of `sentences` and a `label`; or nothing."""

    def item(value: Any) -> bool:
        places = value.get("sentences") if isinstance(value, dict) else None
        return isinstance(places, list) and all(type(n) is int and n >= 0 for n in places)

    return value is None or (
        isinstance(value, dict)
        and all(
            isinstance(items, list) and all(item(i) and text(i.get("label")) for i in items) for items in value.values()
        )
    )
