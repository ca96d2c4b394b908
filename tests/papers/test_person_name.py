"""Names in parts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askpapers.papers.person_name import PersonName, parse_name


@pytest.mark.parametrize(
    ("name", "family", "given_name", "suffix"),
    [
        ("Ada Lovelace", "Lovelace", "Ada", ""),
        ("Ludwig van Beethoven", "van Beethoven", "Ludwig", ""),
        ("Guido Van Rossum", "Van Rossum", "Guido", ""),
        ("Oscar de la Renta", "de la Renta", "Oscar", ""),
        ("Jean-Pierre d'Alembert", "d'Alembert", "Jean-Pierre", ""),
        ("van der Berg, Jan", "van der Berg", "Jan", ""),
        ("Martin Luther King, Jr.", "King", "Martin Luther", "Jr."),
        ("Martin Luther King Jr.", "King", "Martin Luther", "Jr."),
        ("King, Jr., Martin Luther", "King", "Martin Luther", "Jr."),
        ("John von Neumann III", "von Neumann", "John", "III"),
        ("J. R. R. Tolkien", "Tolkien", "J. R. R.", ""),
        ("Xin LI", "LI", "Xin", ""),
        ("Young Do Kim", "Kim", "Young Do", ""),
        ("Nguyen Van An", "An", "Nguyen Van", ""),
        ("Ben Affleck", "Affleck", "Ben", ""),
        ("Smith, Jane", "Smith", "Jane", ""),
    ],
)
def test_a_person_has_a_family_name_and_given_names(name: str, family: str, given_name: str, suffix: str) -> None:
    assert parse_name(name) == PersonName(family, given_name, suffix)


@pytest.mark.parametrize(
    "name",
    [
        "Plato", "李明", "王 小明", "Google DeepMind", "Google, Inc.", "The ATLAS Collaboration", "Qwen Team", "Meta AI",
        "Institute of Physics", "Research and Development", "", ",", "Jr.",
        "Okafor NC", "Manjunath K E",
    ],
)  # fmt: skip
def test_a_group_or_a_single_name_has_no_parts(name: str) -> None:
    assert parse_name(name) is None


@given(st.text())
def test_no_part_of_a_person_is_empty_and_no_word_is_lost(name: str) -> None:
    parts = parse_name(name)
    if parts is not None:
        assert parts.family and parts.given
        words = f"{parts.given} {parts.family} {parts.suffix}".replace(",", " ").split()
        assert sorted(words) == sorted(name.replace(",", " ").split())
