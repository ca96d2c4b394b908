"""Reading a fixture or a text as a whole."""

import io
from datetime import date
from pathlib import Path

from askpapers.papers.paper import Paper, ReadWarning
from askpapers.readers import open_reading
from askpapers.readers.format import ReadNote

FIXTURES = Path(__file__).parents[2] / "fixtures" / "formats"
TODAY = date(2026, 11, 24)


def read(content: str | bytes | Path, **how: object) -> tuple[str, list[Paper], list[str], list[str]]:
    """Return the format, the papers, the messages of lost records, and the notes."""
    data = (
        content.read_bytes() if isinstance(content, Path) else content.encode() if isinstance(content, str) else content
    )
    reading = open_reading(io.BytesIO(data), name="it", today=TODAY, **how)  # type: ignore[arg-type]
    items = list(reading.items)
    papers = [item for item in items if isinstance(item, Paper)]
    lost = [item.message for item in items if isinstance(item, ReadWarning) and item.lost]
    return reading.format, papers, lost, [item.message for item in items if isinstance(item, ReadNote)]
