"""Bytes that nobody meant to send: never an exception of another kind, never a hang, never more than went in."""

import io
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from askpapers import data, errors
from askpapers.papers.paper import Paper
from askpapers.readers import FORMATS, open_reading
from askpapers.readers.format import Format

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


@pytest.mark.parametrize("format", [format for format in FORMATS.values() if format.example.lstrip()[:1] in "{["])
@pytest.mark.parametrize("odd", [None, 7, [], ["a"], {"a": 1}])
def test_a_value_of_another_kind_in_json_is_told_or_read(format: Format, odd: object) -> None:
    def others(value: object) -> Iterator[object]:
        """The value with one of the values inside it replaced, each in turn."""
        for name in list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
            for inner in (odd, *others(value[name])):  # type: ignore[index]
                copy = dict(value) if isinstance(value, dict) else list(value)  # type: ignore[call-overload]
                copy[name] = inner
                yield copy

    for value in others(json.loads(format.example)):
        try_it(json.dumps(value).encode(), None)
        try_it(json.dumps(value).encode(), format.name)


@pytest.mark.parametrize("value", [b"[]", b"{}", b'{"title": []}', b"[[[]]]"])
def test_a_few_megabytes_of_short_values_are_told_to_be_too_many(value: bytes) -> None:
    content = b"[" + (value + b",") * (9_000_000 // len(value)) + b"0]"
    with pytest.raises(errors.DamagedInput, match="it is JSON of more values than are read at once"):
        list(open_reading(io.BytesIO(content), name="it", today=date(2026, 11, 24)).items)
