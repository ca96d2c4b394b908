"""What a source names: files, folders, patterns; and what no file is called."""

from __future__ import annotations

from pathlib import Path

import pytest

from askpapers import errors
from askpapers.sources.inputs import places_of


@pytest.mark.parametrize(
    "source", ["~nobody-of-that-name/x.bib", "a" * 300, "@article{" + "x" * 900], ids=["nobody", "long", "entry"]
)
def test_what_no_file_can_be_called_is_bad_input(source: str) -> None:
    with pytest.raises(errors.BadInput, match="is no path"):
        list(places_of(source))


@pytest.mark.parametrize(("source", "said"), [
    ("ftp://host.example/list.bib", "ftp:// is not read"), ("FTP://x", "ftp:// is not read"), ("s3://bucket/x", "s3:// is not read"),
    ("file://elsewhere/x.bib", "on another machine"), ("", "without a name"), ("  ", "without a name"),
])  # fmt: skip
def test_an_address_of_no_kind_that_is_read_is_bad_input(source: str, said: str) -> None:
    with pytest.raises(errors.BadInput, match=said):
        list(places_of(source))


def test_a_file_url_is_the_file_and_a_scheme_has_no_case(tmp_path: Path) -> None:
    (tmp_path / "my list.bib").touch()
    for url in ((tmp_path / "my list.bib").as_uri(), f"FILE://localhost{tmp_path}/my%20list.bib"):
        (place,) = places_of(url)
        assert (place.path, place.name, place.url) == (tmp_path / "my list.bib", url, "")
    assert [place.path for place in places_of(tmp_path.as_uri())] == [tmp_path / "my list.bib"]
    (place,) = places_of("HTTPS://Host.example/A")
    assert place.url == "https://Host.example/A"
