"""CSV and TSV: columns by their headings, people in one cell, rows that are damaged."""

from datetime import date

import pytest

from askpapers import errors
from askpapers.readers.tables import names_in
from tests.readers.formats.reading import FIXTURES, read


def test_zotero_is_read_by_its_columns_which_are_said() -> None:
    format, [paper], lost, [note] = read(FIXTURES / "zotero.csv")
    assert (format, lost) == ("csv", [])
    assert (paper.id, paper.title, paper.authors) == ("2601.00001", "Quiet Gradients", ("Ada One", "Bo Two"))
    assert (paper.published, paper.doi) == (date(2026, 1, 2), "10.48550/arXiv.2601.00001")
    assert "abstract = “Abstract Note”" in note


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("One, Ada; Two, Bo", ["Ada One", "Bo Two"]),
        ("One A., Two B.C.", ["One A.", "Two B.C."]),
        ("Lim SM, Shiau CWC.", ["Lim SM", "Shiau CWC"]),
        ("Lévesque, Émilie", ["Émilie Lévesque"]),
        ("One, Ada and Two, Bo", ["Ada One", "Bo Two"]),
        ("Ada One, Bo Two, Cy Three", ["Ada One", "Bo Two", "Cy Three"]),
        ("['One, Ada', 'Two, Bo']", ["Ada One", "Bo Two"]),
        ("Hao, Jie (57221302630); High, Robin (6701683718)", ["Jie Hao", "Robin High"]),
        ("Ada One|Bo Two", ["Ada One", "Bo Two"]),
        ("One, A., Two, B.", ["A. One", "B. Two"]),
        ("", []),
    ],
)
def test_people_in_a_cell_are_told_apart(cell: str, names: list[str]) -> None:
    assert names_in(cell) == names


def test_a_table_of_semicolons_may_have_commas_in_its_cells() -> None:
    _, papers, lost, _ = read(FIXTURES / "asreview_generic_semicolon.csv")
    assert [paper.authors for paper in papers] == [
        ("Karl Marx", "Astrid Lindgren"),
        ("Karlus Marxus", "Astrid Lindgren"),
    ]
    assert papers[0].keywords[:2] == ("Pippi", "Nordwind")
    assert lost == []


def test_rows_without_a_title_are_counted() -> None:
    _, papers, lost, _ = read(FIXTURES / "asreview_missing_values.csv")
    assert (len(papers), len(lost)) == (2, 2)


def test_a_sentence_or_a_mark_of_excel_may_stand_before_the_headings() -> None:
    for before in ("About the data: Exported on Jan 2\n", "sep=,\n"):
        _, [paper], _, _ = read(
            before + "Rank,Title,Abstract,Authors,PubYear\n1,Quiet Gradients,We are quiet.,Ada One,2026\n"
        )
        assert (paper.title, paper.published) == ("Quiet Gradients", None)


def test_web_of_science_parts_the_day_from_the_year_and_ends_a_row_with_a_tab_more() -> None:
    text = "PT\tAU\tAF\tTI\tSO\tAB\tPY\tPD\tDI\tDA\nJ\tOne, A\tOne, Ada\tQuiet Gradients\tJ\tIt is.\t2025\tDEC 16\t10.1234/q\t2026-01-01\t\n"
    _, [paper], _, _ = read(text)
    assert (paper.authors, paper.published, paper.doi) == (("Ada One",), date(2025, 12, 16), "10.1234/q")


def test_a_quote_that_is_never_closed_loses_its_own_row_alone() -> None:
    rows = "".join(f"Quiet {n},We are quiet.,Ada One\n" for n in range(50))
    _, papers, lost, _ = read(f'Title,Abstract,Authors\n"Open title,We forget,Bo Two\n{rows}')
    assert len(papers) == 50
    assert lost == ["a quote in this row is never closed; it is skipped"]


def test_a_row_with_more_cells_than_headings_is_no_paper() -> None:
    _, papers, lost, _ = read(
        "Title,Abstract,DOI\nQuiet,We are quiet,10.1234/q\nLoud, and clear,We are loud,10.1234/l\n"
    )
    assert [paper.title for paper in papers] == ["Quiet"]
    assert "4 cells for 3 headings" in lost[0]


def test_named_columns_are_used_and_an_unknown_one_is_refused_with_those_there_are() -> None:
    text = "Titel;Zusammenfassung\nQuiet Gradients;We make gradients quiet.\n"
    with pytest.raises(errors.UnknownFormat):
        read(text)
    _, [paper], _, _ = read(text, columns={"title": "titel", "abstract": "Zusammenfassung"})
    assert (paper.title, paper.abstract) == ("Quiet Gradients", "We make gradients quiet.")
    with pytest.raises(errors.UsageError, match="no column “Name” for title"):
        read("Title,Abstract\na,b\n", columns={"title": "Name"})


def test_headings_of_other_exports_are_known() -> None:
    _, [paper], _, _ = read(
        "标题,作者,年份,摘要,关键词,链接\n静かな勾配,张三;李四,2019,中文摘要,勾配;静,https://a.org/1\n"
    )
    assert (paper.title, paper.authors, paper.issued) == ("静かな勾配", ("张三", "李四"), "2019")
    assert (paper.abstract, paper.keywords, paper.url) == ("中文摘要", ("勾配", "静"), "https://a.org/1")
    _, [paper], _, _ = read(
        'Cites,Authors,Title,Year,ArticleURL\n4,"A One, B Two…",Quiet Gradients,2020,https://a.org/1\n'
    )
    assert (paper.authors, paper.url) == (("A One", "B Two"), "https://a.org/1")
    _, [paper], _, _ = read(
        "Title,Published Year,Published Month,Subject Terms\nQuiet Gradients,2020,Mar,calm; still\n"
    )
    assert (paper.issued, paper.keywords) == ("2020-03", ("calm", "still"))


def test_a_table_without_a_known_heading_is_refused_with_its_headings_and_how_to_name_them() -> None:
    with pytest.raises(errors.UnknownFormat, match=r"\(Titel, Jahr, Kurzfassung\); --map title=HEADING"):
        read("Titel;Jahr;Kurzfassung\nStille Gradienten;2020;Wir machen sie still.\n")
