"""What a source names: files, folders, patterns; and what no file is called."""

from __future__ import annotations

import pytest

from askpapers import errors
from askpapers.sources.inputs import places_of


@pytest.mark.parametrize(
    "source", ["~nobody-of-that-name/x.bib", "a" * 300, "@article{" + "x" * 900], ids=["nobody", "long", "entry"]
)
def test_what_no_file_can_be_called_is_bad_input(source: str) -> None:
    with pytest.raises(errors.BadInput, match="is no path"):
        list(places_of(source))
