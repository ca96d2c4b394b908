"""RIS as services write it: tags of their own, other gaps, names under two tags."""

from tests.readers.formats.reading import read


def test_a_tag_of_one_service_adds_nothing_to_the_value_before() -> None:
    text = (
        "TY  - JOUR\nT1  - Quiet\nA1  - One, Ada\nAI  - ORCID: http://orcid.org/One, Ada; ORCID: x,\n Two, Bo\nAB  - We make.\n"
        "TS  - RIS\nER  - \n"
    )
    [paper] = read(text)[1]
    assert (paper.authors, paper.abstract) == (("Ada One",), "We make.")


def test_a_tag_with_another_gap_is_one_outside_of_long_texts() -> None:
    text = "TY  - JOUR\nTI  - Quiet\nAU  - One, Ada\nKW - calm\nAB  - Structured.\nAU - is no tag here.\nER  - \n"
    [paper] = read(text)[1]
    assert (paper.authors, paper.keywords) == (("Ada One",), ("calm",))
    assert paper.abstract == "Structured. AU - is no tag here."


def test_authors_keep_the_order_of_their_tags() -> None:
    text = "TY  - JOUR\nTI  - Quiet\nAU  - One, Ada\nA1  - Two, Bo\nER  - \n"
    assert read(text)[1][0].authors == ("Ada One", "Bo Two")
    assert read(text.replace("AU", "A0").replace("A1", "AU").replace("A0", "A1"))[1][0].authors == ("Ada One", "Bo Two")
