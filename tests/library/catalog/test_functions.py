"""Whether one name of a list has all words of another."""

from __future__ import annotations

import json

import pytest

from askpapers.library.catalog.functions import has_words, one_has_words

NAMES = (
    ["Wei Wang", "Ann Lee"],
    ["Wang Wei"],
    ["Li Wei", "Wang Xu"],
    ["Weiwei Wang", "Wei Xu"],
    ["Wangari Wei", "Wei J. Wang"],
    ['O"Wei Wang', "Ann"],
    ["José Wei-Wang", "Ann"],
    ["Ann Lee", "Wéi Wang"],
    ["Wei_Wang"],
    ["Wang", "Wei"],
    [],
)


@pytest.mark.parametrize("names", NAMES)
@pytest.mark.parametrize("wanted", ["Wei Wang", "wang wei", "José Wang", "Lee", "ó", "", " - "])
def test_a_list_of_names_is_searched_as_its_names_are_one_by_one(names: list[str], wanted: str) -> None:
    texts = json.dumps(names, ensure_ascii=False)
    assert one_has_words(texts, wanted) == any(has_words(name, wanted) for name in names)
