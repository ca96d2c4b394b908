"""BibTeX beyond single entries: what parts take from the whole, keys for sorting, names without "and"."""

import io
from datetime import date

import pytest

from askpapers.papers.paper import Paper
from askpapers.readers import open_reading
from tests.readers.formats.reading import TODAY, read


def test_a_part_takes_people_and_year_but_no_id_of_its_whole() -> None:
    text = (
        "@inbook{part, crossref = {Whole}, title = {Quiet}}\n@inproceedings{own, crossref={whole}, title={Loud}, author={Two, Bo}}\n"
        "@book{whole, title={All}, author={One, Ada}, year=1981, doi={10.1234/all}, abstract={Of all.}}"
    )
    part, own, whole = read(text)[1]
    assert (part.title, part.authors, part.issued, part.doi, part.abstract) == ("Quiet", ("Ada One",), "1981", None, "")
    assert (own.authors, own.issued, whole.doi) == (("Bo Two",), "1981", "10.1234/all")


def test_a_part_without_a_title_has_that_of_its_whole_and_xdata_gives_all() -> None:
    text = "@xdata{common, year={2026}, doi={10.1234/x}}\n@book{a, xdata={common}, crossref={w}}\n@book{w, title={All}, crossref={a}}"
    first, second = read(text)[1]
    assert (first.title, first.issued, first.doi) == ("All", "2026", "10.1234/x")
    assert second.title == "All"


def test_a_key_for_sorting_is_no_year() -> None:
    text = r'@book{a, title = "The {\TeX}book and \LaTeX{}", year = "{\noopsort{1973c}}1981"}'
    [paper] = read(text)[1]
    assert (paper.title, paper.issued) == ("The TeXbook and LaTeX", "1981")


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("One, A. B., Two, C., Three-Four, D. E.", ("A. B. One", "C. Two", "D. E. Three-Four")),
        ("Ada One, Bo Two, Cy Three", ("Ada One", "Bo Two", "Cy Three")),
        ("King, Jr., Martin Luther", ("Martin Luther King Jr.",)),
        ("One, Ada and Two, Bo", ("Ada One", "Bo Two")),
        ("{Institute for Calm, Quiet, Rest, and Peace}", ("Institute for Calm, Quiet, Rest, and Peace",)),
    ],
)
def test_names_that_commas_part(said: str, names: tuple[str, ...]) -> None:
    [paper] = read(f"@misc{{a, title={{Quiet}}, author={{{said}}}, date={{2026-01-02}}}}")[1]
    assert (paper.authors, paper.published) == (names, date(2026, 1, 2))


def test_a_short_chinese_file_is_not_taken_for_korean() -> None:
    text = "@article{凯撒2013,\n  author = {凯撒},\n  title = {测试题目},\n  journal = {测试期刊}\n}\n"
    assert read(text.encode("gb18030"))[1][0].authors == ("凯撒",)


def test_names_in_biblatexs_long_form_and_signs_that_exporters_spell() -> None:
    text = (
        "@article{a, author = {family=Berg, given=Jan, prefix=van der, useprefix=true and given={Ada}, family={One}, suffix={Jr}},"
        r" title = {{\textquotedbl}Quiet{\textquotedbl} O(n\^{}2) at \~{}5}}"
    )
    _, [paper], _, _ = read(text)
    assert paper.authors == ("Jan van der Berg", "Ada One Jr")
    assert paper.title == '"Quiet" O(n^2) at ~5'


def test_a_key_without_a_comma_behind_it_loses_no_entry() -> None:
    reading = open_reading(
        io.BytesIO(b"@article{one title = {Quiet}}\n@article{title = {Loud}}"), name="it", today=TODAY
    )
    papers = [item for item in reading.items if isinstance(item, Paper)]
    assert [paper.title for paper in papers] == ["Quiet", "Loud"]


def test_an_address_of_doi_org_says_the_doi() -> None:
    _, [one, two], _, _ = read(
        "@article{a, title = {Quiet}, url = {https://doi.org/10.1234/q%281%29}}\n@article{b, title = {Loud}, url = {https://a.org/10.1234/x}}"
    )
    assert (one.doi, two.doi) == ("10.1234/q(1)", None)
