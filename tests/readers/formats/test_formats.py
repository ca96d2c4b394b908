"""Each format's example is recognized as its own and by no other format as surely."""

import io
from datetime import date

import pytest

from askpapers.papers.paper import Paper
from askpapers.readers import FORMATS, open_reading
from askpapers.readers.format import Document, Evidence

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize("name", FORMATS)
def test_an_example_is_recognized_as_its_own_format_and_read(name: str) -> None:
    content = FORMATS[name].example.encode()
    reading = open_reading(io.BytesIO(content), name="it", today=TODAY)
    papers = [item for item in reading.items if isinstance(item, Paper)]
    assert reading.format == name
    assert papers[0].title in {"Quiet Gradients", "arXiv:2601.00001"}


@pytest.mark.parametrize("name", FORMATS)
def test_no_two_formats_are_equally_sure_of_an_example(name: str) -> None:
    document = Document(io.BytesIO(FORMATS[name].example.encode()), "it", today=TODAY)
    evidence = {other: format.recognize(document) for other, format in FORMATS.items()}
    assert [other for other in evidence if evidence[other] >= evidence[name]] == [name]
    assert evidence[name] > Evidence.NONE


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_says_what_it_is_and_where_it_is_described(name: str) -> None:
    assert FORMATS[name].title
    assert FORMATS[name].specification.startswith("https://")
