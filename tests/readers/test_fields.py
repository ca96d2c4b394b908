"""Names of people as LaTeX and services write them."""

from __future__ import annotations

import pytest

from askpapers.readers.fields import readable_name


@pytest.mark.parametrize(
    "note",
    [
        r"\thanks{Supported by {\bf NSF}.}",
        r"\inst{1,2}",
        r"\inst{1}\thanks{x}",
        r"$^{1,2}$",
        r"$^*$",
        r"$^\dagger$",
        r"${}^{1}$",
        r"\textsuperscript{1}",
        r"\footnotemark[1]",
        r"\footnote{x}",
        r"\IEEEauthorrefmark{2}",
        r"\orcidlink{0000-0001}",
        r"\dag",
        "^1",
        "*",
        "†",
        "¹,²",
        " ‡§",
    ],
)
def test_a_note_that_hangs_on_a_name_is_no_part_of_it(note: str) -> None:
    assert readable_name(f"Ada Lovelace{note}") == "Ada Lovelace"
    assert readable_name(f'Kurt G{{\\"o}}del{note}') == "Kurt Gödel"


@pytest.mark.parametrize(
    ("written", "name"),
    [
        (r"Bal\'azs", "Balázs"),
        (r"Beno\^{\i}t \^Ile", "Benoît Île"),
        (r"\v{S}tep\'an \c{C}a\u{g}", "Štepán Çağ"),
        (r"\textbf{Ada}\,Lovelace", "Ada Lovelace"),
        ("X AE A-12", "X AE A-12"),
        ("Martin King Jr.", "Martin King Jr."),
        ("*", "*"),
        (r"\thanks{x}", "x"),
    ],
)
def test_what_is_the_name_s_own_stays(written: str, name: str) -> None:
    assert readable_name(written) == name
