"""Bytes that nobody meant to send: never an exception of another kind, never a hang, never more than went in."""

import io
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from askpapers import data, errors
from askpapers.papers.paper import Paper
from askpapers.readers import FORMATS, open_reading

FIXTURES = Path(__file__).parent.parent / "fixtures"
FILES = sorted(p for p in FIXTURES.glob("*.*") if p.suffix in {".xml", ".json", ".txt", ".jsonl", ".ris", ".bib"})
SEEDS = [path.read_bytes()[:6000] for path in FILES]
SEEDS.append(data.load("sample_2025-10-31.txt")[-9000:])
QUIET = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def try_it(content: bytes, format: str | None) -> None:
    try:
        reading = open_reading(io.BytesIO(content), name="it", format=format, today=date(2026, 11, 24))
        for item in reading.items:
            if isinstance(item, Paper):
                assert item.id
                assert item.title
                assert len(item.abstract) <= 4 * len(content) + 100
    except errors.BadInput as error:
        assert "\x1b" not in str(error)


@QUIET
@given(content=st.binary(max_size=400), format=st.sampled_from([None, *FORMATS]))
def test_arbitrary_bytes(content: bytes, format: str | None) -> None:
    try_it(content, format)


@QUIET
@given(text=st.text(max_size=400), format=st.sampled_from([None, *FORMATS]))
def test_arbitrary_text(text: str, format: str | None) -> None:
    try_it(text.encode("utf-8", "surrogatepass"), format)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_real_files_cut_and_damaged(data: st.DataObject) -> None:
    content = bytearray(data.draw(st.sampled_from(SEEDS)))
    cut = data.draw(st.integers(0, len(content)))
    del content[cut:]
    for _ in range(data.draw(st.integers(0, 5))):
        if content:
            content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try_it(bytes(content), None)


END = "\n·\n".encode()
"""What stands between a paper's people and its day, the last of it."""


@pytest.mark.parametrize("cut", range(0, 4000, 97))
def test_the_sample_cut_anywhere_loses_no_whole_paper(cut: int) -> None:
    whole = data.load("sample_2025-10-31.txt")
    last = whole[whole.index(b"\n\n", whole.index(END, len(whole) - 12_000)) :]
    content = last[: len(last) - cut]
    reading = open_reading(io.BytesIO(content), name="it", today=date(2026, 11, 24))
    papers = [item for item in reading.items if isinstance(item, Paper)]
    complete = content.count(END)
    assert complete <= len(papers) <= complete + 2
