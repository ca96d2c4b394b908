"""Export: what other programs read back, and text from outside that means only its characters."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from askpapers.answers.answer import Answer, Cell, Citation, Comparison, Point, Status, Support
from askpapers.answers.usage import Usage
from askpapers.library.library import Library
from askpapers.papers.deduplication import title_id
from askpapers.papers.paper import Annotation, ListedPaper, Match, Paper
from askpapers.readers import open_reading
from askpapers.readers.own_words import PaperWords
from askpapers.text.sentences import Span
from askpapers.verbs.export import export_papers
from askpapers.writers import bibliography as export
from askpapers.writers import markdown as writers_markdown
from askpapers.writers.citation_key import citation_key

FORMS = ("bibtex", "ris", "csl-json", "csv", "markdown", "jsonl")
PAPER = Paper(
    "2510.00001",
    "Merging “Models”: A Study",
    "Merging saves memory. It reaches 91.2%, and costs $5 & more.",
    published=date(2025, 10, 1),
    listed=(date(2025, 10, 2), date(2025, 10, 3)),
    authors=("Ada Lovelace", "Kurt Gödel", "李明"),
    author_count=7,
    organization="Microsoft",
    url="https://arxiv.org/abs/2510.00001",
    arxiv_id="2510.00001",
    version=2,
    doi="10.1000/x",
    categories=("cs.CL", "cs.LG"),
    comments=3,
    upvotes=0,
    keywords=("model merging", "memory"),
    code_url="https://github.com/x/turbo",
    source="daily",
)
BARE = Paper("t0123456789", "A Survey of Kitchens")
ROWS = (ListedPaper(PAPER, "Merging models saves memory."), ListedPaper(BARE))


def read_back(text: str, form: str) -> list[Paper]:
    """The papers that this program's own readers find in an export."""
    name = {"jsonl": "json-lines"}.get(form, form)
    papers = []
    for item in open_reading(io.BytesIO(text.encode()), name="x", format=name, today=date(2026, 11, 24)).items:
        if isinstance(item, PaperWords):
            continue
        assert isinstance(item, Paper), item
        papers.append(item)
    return papers


@pytest.mark.parametrize("form", ["bibtex", "ris", "csl-json", "csv", "jsonl"])
def test_what_is_exported_can_be_added_again(form: str) -> None:
    first, second = read_back(export.papers(ROWS, form), form)
    for name in ("id", "title", "abstract", "authors", "url", "arxiv_id", "doi"):
        assert getattr(first, name) == getattr(PAPER, name), name
    assert (second.title, second.abstract, second.authors, second.url) == (BARE.title, "", (), None)


FULL = replace(
    PAPER,
    authors=("OpenAI Team, Inc.", "Martin King, Jr.", "李明", "Okafor NC"),
    project_url="https://x.example",
    code_stars=12,
    submitter="ada",
    models=("x/turbo", "x/small"),
    datasets=("x/data",),
    spaces=("x/demo",),
    model_count=9,
    dataset_count=1,
    space_count=0,
)


@pytest.mark.parametrize("form", ["jsonl", "csv"])
@pytest.mark.parametrize("paper", [PAPER, FULL, replace(PAPER, categories=("cancer biology",)),
                                   replace(PAPER, published=None, issued="2024-11", id="x/7", url="https://x.example/7", arxiv_id=None, version=None)])  # fmt: skip
def test_our_own_records_keep_everything_that_is_known(form: str, paper: Paper) -> None:
    first, second = read_back(export.papers([ListedPaper(paper), ListedPaper(BARE)], form), form)
    assert first == paper
    assert replace(second, source=None) == BARE


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1 is less", "@home", "'=quoted", "''-x", "'tis", "a = b"])
def test_the_guard_of_a_cell_is_taken_off_where_it_is_read(text: str) -> None:
    paper = replace(PAPER, title=text, abstract=text, organization=text, authors=(text, text), keywords=(text,))
    (back,) = read_back(export.papers([ListedPaper(paper)], "csv"), "csv")
    assert back == paper


def test_a_table_of_ours_without_some_columns_and_with_a_spreadsheets_dates_is_read() -> None:
    table = "id;title;one_line;listed;published;comments\n2510.00001;A=B;;02.10.2025 2025-10-03;1 Oct 2025;3.0\n"
    (back,) = read_back(table, "csv")
    assert (back.id, back.title, back.listed) == ("2510.00001", "A=B", (date(2025, 10, 3),))
    assert (back.published, back.comments, back.upvotes) == (date(2025, 10, 1), 3, None)


@pytest.mark.parametrize(("cell", "id"), [("2510.0001", "2510.00010"), ("2510.1", "2510.10000"), ("704.0001", "0704.0001"), ("0704.001", "0704.0010"), ("hep-th/9901001", "hep-th/9901001")])  # fmt: skip
def test_an_id_that_a_spreadsheet_took_for_a_number_is_mended(cell: str, id: str) -> None:
    (back,) = read_back(f"id,title,one_line,listed,arxiv_id,abstract\n{cell},On Lamps,,,{cell},\n", "csv")
    assert (back.id, back.arxiv_id) == (id, id)


@pytest.mark.parametrize("form", ["bibtex", "ris", "csl-json", "csv", "jsonl"])
def test_names_of_groups_and_of_people_come_back_as_they_were(form: str) -> None:
    names = ("OpenAI Team, Inc.", "Smith & Wesson, LLC", "University of California, Berkeley", "Müller GmbH & Co. KG", "李明",
             "Martin King Jr.", "Plato", "D'Arcy Fox", "Okafor NC", "Ludwig van Beethoven", "王小明")  # fmt: skip
    for each in [(name,) for name in names] + [names]:
        (back,) = read_back(export.papers([ListedPaper(replace(PAPER, authors=each))], form), form)
        assert back.authors == each


@pytest.mark.parametrize(
    ("form", "text", "name"),
    [
        ("ris", "TY  - JOUR\nTI  - On Lamps\nAU  - OpenAI Team, Inc.\nER  - \n", "OpenAI Team, Inc."),
        ("csv", 'title,authors,year\nOn Lamps,"OpenAI Team, Inc.",2025\n', "OpenAI Team, Inc."),
        ("csv", 'title,authors,year\nOn Lamps,"Martin King, Jr.",2025\n', "Martin King, Jr."),
        ("bibtex", "@misc{a, title={On Lamps}, author={{OpenAI Team, Inc.}}}", "OpenAI Team, Inc."),
        ("bibtex", '@misc{a, title={On Lamps}, author={{R{\\"u}hr, Ltd.}}}', "Rühr, Ltd."),
        ("bibtex", "@misc{a, title={On Lamps}, author={{van Dyk}, {Ada}}}", "Ada van Dyk"),
    ],
)
def test_a_company_of_another_program_is_not_turned_round(form: str, text: str, name: str) -> None:
    items = open_reading(io.BytesIO(text.encode()), name="x", format=form, today=date(2026, 11, 24)).items
    assert [item.authors for item in items if isinstance(item, Paper)] == [(name,)]


def test_paragraphs_come_back_from_bibtex_and_an_entry_in_a_note_is_none() -> None:
    rows = [
        ListedPaper(
            replace(PAPER, abstract="One.\n\nTwo."), annotation=Annotation("See\n@article{x, title = {Evil}}\n\n50% {")
        )
    ]
    (back,) = read_back(export.papers(rows, "bibtex"), "bibtex")
    assert (back.title, back.abstract) == (PAPER.title, "One.\n\nTwo.")


def test_json_lines_say_null_for_what_no_source_says() -> None:
    one, other = (json.loads(line) for line in export.papers(ROWS, "jsonl").splitlines())
    assert (one["one_line"], other["one_line"]) == ("Merging models saves memory.", None)
    assert (other["published"], other["comments"], other["listed"], other["authors"]) == (None, None, [], [])
    assert (one["upvotes"], one["listed"]) == (0, ["2025-10-02", "2025-10-03"])


words = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Cf", "Co", "Cn", "Zl", "Zp", "Zs"], exclude_characters="@"),
    min_size=1,
    max_size=12,
)
lines = st.lists(words, min_size=1, max_size=5).map(" ".join)
given_papers = st.builds(Paper, id=st.just("2510.00001"), title=lines, abstract=lines, arxiv_id=st.just("2510.00001"))


@given(given_papers)
@example(Paper("2510.00001", "TI - x", "ER - y", arxiv_id="2510.00001"))
@example(Paper("2510.00001", 'a "quoted" %', "# $ & ~ ^_, = x", arxiv_id="2510.00001"))
@example(Paper("2510.00001", "x" * 10_000, "y" * 10_000, arxiv_id="2510.00001"))
def test_titles_and_abstracts_of_any_signs_are_read_back_from_every_form(paper: Paper) -> None:
    for form in ("bibtex", "ris", "csl-json", "csv", "jsonl"):
        (back,) = read_back(export.papers([ListedPaper(paper)], form), form)
        assert (back.title, back.abstract) == (paper.title, paper.abstract), form


@pytest.mark.parametrize("text", ["a { b", "a } b", "{{a}", "}a{{"])
def test_a_lone_brace_breaks_no_bibtex_entry(text: str) -> None:
    rows = [ListedPaper(replace(PAPER, title=text, abstract=text)), ListedPaper(BARE)]
    first, second = read_back(export.papers(rows, "bibtex"), "bibtex")
    assert (first.doi, second.title) == (PAPER.doi, BARE.title)


def test_mathematics_stays_in_bibtex_and_other_braces_are_signs() -> None:
    text = export.papers([ListedPaper(replace(PAPER, abstract="$x^{2}$ of {GPT}"))], "bibtex")
    assert "$x^{2}$ of \\{GPT\\}" in text


@pytest.mark.parametrize("text", ["One\nTY  - JOUR\nTI  - Evil", "One\r\nER  - \r\n\r\nTY  - JOUR", "One\u2028TI  - x"])
def test_a_line_break_in_a_text_makes_no_ris_field(text: str) -> None:
    paper = replace(PAPER, title=text, abstract=text, authors=(text,))
    (back,) = read_back(export.papers([ListedPaper(paper)], "ris"), "ris")
    assert back.title == back.abstract == " ".join(text.split())


def test_an_arxiv_paper_is_a_preprint_in_each_form() -> None:
    bibtex = export.papers(ROWS, "bibtex")
    assert "@misc{" in bibtex and "@article{" in bibtex
    assert "archiveprefix = {arXiv}" in bibtex
    assert "TY  - UNPB" in export.papers(ROWS, "ris")
    assert json.loads(export.papers(ROWS, "csl-json"))[0]["number"] == "arXiv:2510.00001"


def test_csl_parts_family_and_given_names() -> None:
    (item,) = json.loads(export.papers(ROWS[:1], "csl-json"))
    assert item["author"][0] == {"family": "Lovelace", "given": "Ada"}
    assert item["author"][2] == {"literal": "李明"}
    assert item["issued"] == {"date-parts": [[2025, 10, 1]]}


def test_what_is_not_known_is_left_out_of_a_reference() -> None:
    (item,) = json.loads(export.papers(ROWS[1:], "csl-json"))
    assert set(item) <= {"id", "type", "title"}
    for form in ("bibtex", "ris"):
        text = export.papers(ROWS[1:], form)
        assert "None" not in text and "author" not in text and "AU  -" not in text


@pytest.mark.parametrize(
    ("paper", "key"),
    [
        (PAPER, "Lovelace2025Merging"),
        (replace(PAPER, published=None), "LovelaceMerging"),
        (replace(PAPER, authors=()), "paper2025Merging"),
        (replace(PAPER, title="A b c"), "Lovelace2025251000001"),
        (replace(PAPER, authors=("Seán O'Brien-Smith",)), "OBrienSmith2025Merging"),
        (replace(PAPER, authors=("Jörg Müller",)), "Muller2025Merging"),
        (replace(PAPER, authors=("Łukasz Strauß",)), "Strauss2025Merging"),
        (replace(PAPER, authors=("Bo Sørensen",)), "Sorensen2025Merging"),
        (replace(PAPER, authors=("李明",)), "paper2025Merging"),
        (replace(PAPER, authors=("李明",), title="大模型推理的研究"), "paper2025251000001"),
        (replace(PAPER, authors=("OpenAI Team, Inc.",)), "OpenAI2025Merging"),
        (replace(PAPER, authors=("The ATLAS Collaboration",)), "ATLAS2025Merging"),
        (replace(PAPER, authors=("Okafor NC",)), "Okafor2025Merging"),
        (replace(PAPER, title=r"\textbf{Über} $\alpha$-Nets"), "Lovelace2025Uber"),
    ],
)
def test_a_citation_key_is_author_year_and_word(paper: Paper, key: str) -> None:
    assert citation_key(paper) == key


@given(words.filter(str.strip), st.text(max_size=20))
def test_a_citation_key_holds_only_what_bibtex_takes(author: str, title: str) -> None:
    key = citation_key(Paper("2510.00001", title, authors=(author,)))
    assert key and key.isascii() and key.isalnum()


def test_papers_of_one_author_year_and_word_have_keys_of_their_own() -> None:
    rows = [ListedPaper(replace(PAPER, id=f"t{n}", abstract=str(n))) for n in range(12)]
    text = export.papers(rows, "bibtex")
    keys = [line for line in text.splitlines() if line.startswith("@")]
    assert len(set(keys)) == len(keys) == 12
    assert [paper.abstract for paper in read_back(text, "bibtex")] == [str(n) for n in range(12)]


async def test_a_key_is_the_same_whichever_papers_are_exported_with_it(library: Library) -> None:
    first, second = (replace(PAPER, id=f"2510.0000{n}", arxiv_id=f"2510.0000{n}", url=None, doi=None, title=f"Merging {n} Stoves",
                             abstract=f"{n} stoves.") for n in (1, 2))  # fmt: skip
    await library.catalog.merge([first], default_day=None)

    async def keys(*ids: str) -> list[str]:
        text = "".join([piece async for piece in export_papers(library, ids, "bibtex")])
        return re.findall(r"(?m)^@misc\{(.*),$", text)

    assert await keys(first.id) == ["Lovelace2025Merging"]
    await library.catalog.merge([second], default_day=None)
    assert await keys(second.id, first.id) == ["Lovelace2025Merging251000002", "Lovelace2025Merging"]
    assert await keys(second.id) == ["Lovelace2025Merging251000002"]


def cells(rows: list[ListedPaper]) -> list[dict[str, str]]:
    """The table as a spreadsheet reads it."""
    return list(csv.DictReader(io.StringIO(export.papers(rows, "csv"), newline="")))


def test_a_table_has_a_line_for_each_paper_whatever_its_cells_hold() -> None:
    hostile = 'a, "b"\r\nc;\td'
    table = cells([ListedPaper(replace(PAPER, title=hostile, abstract=hostile), hostile), ROWS[1]])
    assert len(table) == 2
    assert table[0]["title"] == table[0]["abstract"] == table[0]["one_line"] == hostile
    assert table[0]["authors"] == "Ada Lovelace; Kurt Gödel; 李明"
    assert (table[0]["published"], table[0]["listed"]) == ("2025-10-01", "2025-10-02 2025-10-03")
    assert (table[0]["upvotes"], table[1]["upvotes"], table[1]["organization"]) == ("0", "", "")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_begins_like_a_formula(start: str) -> None:
    text = f'{start}HYPERLINK("http://evil.example")'
    paper = replace(PAPER, title=text, abstract=text, organization=text, authors=(text,), url=text)
    (row,) = cells([ListedPaper(paper, text)])
    for name in ("title", "abstract", "organization", "authors", "url", "one_line"):
        assert row[name] == "'" + text


@pytest.mark.parametrize("form", FORMS)
def test_no_paper_at_all_is_no_error(form: str) -> None:
    text = export.papers([], form)
    assert PAPER.title not in text
    if form == "csv":
        assert len(text.splitlines()) == 1


def test_a_form_that_is_not_known_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        export.papers(ROWS, "docx")


@given(st.text())
@example("\n# heading")
@example("\x1b]8;;http://evil\x07[x](javascript:y)")
@example("<script>alert(1)</script>")
@example("a | b |\n| --- |")
@example("![x](http://tracker)")
def test_markdown_text_is_one_line_whose_signs_are_escaped(text: str) -> None:
    line = writers_markdown.markdown_text(text)
    assert "\n" not in line and "\x1b" not in line
    left = line
    for sign in "\\`*_[]<>|#":
        left = left.replace("\\" + sign, "")
    assert not set(left) & set("`*_[]<>|#")


def test_a_list_in_markdown_links_each_title_and_tells_its_line() -> None:
    assert export.papers(ROWS, "markdown").splitlines() == [
        "<!-- askpapers export markdown -->",
        "",
        "- [Merging “Models”: A Study](https://arxiv.org/abs/2510.00001): Merging models saves memory.",
        "- **A Survey of Kitchens** <!-- id: t0123456789 -->",
    ]


def test_a_link_with_brackets_stays_one() -> None:
    paper = replace(PAPER, url="https://doi.org/10.1002/(SICI)1-0x", arxiv_id=None)
    text = export.papers([ListedPaper(paper)], "markdown")
    assert "](https://doi.org/10.1002/%28SICI%291-0x)" in text


def test_a_list_in_markdown_shows_latex_as_text() -> None:
    (row,) = [ListedPaper(replace(PAPER, title=r"\textbf{Fast} $\alpha$-Nets"), r"It gains $\beta$, 5\% more.")]
    text = export.papers([row], "markdown")
    assert "[Fast α-Nets](https://arxiv.org/abs/2510.00001): It gains β, 5% more." in text
    unlinked = replace(row, paper=replace(row.paper, id=title_id(row.paper.title), url=None, arxiv_id=None))
    assert read_back(export.papers([unlinked], "markdown"), "markdown")[0].id == unlinked.paper.id


@given(st.lists(st.sampled_from(["a", "*b*", "**", "[", "]", "](http://x.y)", "$5", "\\", "`", "|", "<!-- -->", ":", "“q”", "李明", "~~", "]]", "[[x]]", "- z", "#t"]), min_size=1).map(" ".join),
       st.sampled_from(["https://arxiv.org/abs/2510.00001", "https://x.example/a_b?c=d&e", None]))  # fmt: skip
def test_a_title_of_any_signs_comes_back_from_a_list_in_markdown(title: str, url: str | None) -> None:
    paper = Paper("x--7/%ü", f"On {title}", url=url)
    text = export.papers(
        [ListedPaper(paper, "A line: **bold**.", annotation=Annotation("One\n\n* two", ("a_b",), ("C #1",)))],
        "markdown",
    )
    (back,) = read_back(text, "markdown")
    assert (back.id, back.title, back.url) == (paper.id, paper.title, url)


def test_a_list_that_was_edited_is_still_read() -> None:
    text = export.papers(ROWS, "markdown")
    edited = "---\ntitle: Mine\n---\n" + text.replace("- [", "My own words.\n\n\t* [x] [")
    assert [paper.id for paper in read_back(edited, "markdown")] == [PAPER.arxiv_id, BARE.id]


def test_a_hostile_title_stays_one_item_of_the_list() -> None:
    text = export.papers([ListedPaper(replace(PAPER, title="x](http://evil)\n# <b>\x1b[31m"))], "markdown")
    assert text.splitlines()[2:] == ["- [x\\](http://evil) \\# \\<b\\>\\[31m](https://arxiv.org/abs/2510.00001)"]


def answer(**known: object) -> Answer:
    text = "Merging saves memory [1.1]. It is new [7]."
    citations = (
        Citation(PAPER.id, (1,), Span(21, 26), Support.VERIFIED, "Merging saves memory."),
        Citation("7", (), Span(38, 41), Support.UNKNOWN_SOURCE, reason="no paper has this number"),
    )
    made = Answer("What saves memory?", text, Status.ANSWERED, citations, (Match(PAPER, 1.0),), Usage(), "gpt-x")
    return replace(made, **known)  # type: ignore[arg-type]


def test_an_answer_keeps_its_words_and_quotes_each_citation_once() -> None:
    made = answer()
    text = writers_markdown.answer_markdown(replace(made, citations=made.citations * 2))
    assert text.startswith("## What saves memory?\n")
    assert "Merging saves memory [1]. It is new [7?]." in text
    assert text.count("“Merging saves memory.”") == 1
    assert PAPER.title in text
    assert "gpt-x" in text


def test_a_citation_that_is_not_verified_says_why() -> None:
    verified, unknown = (
        line for line in writers_markdown.answer_markdown(answer()).splitlines() if line.startswith("> ")
    )
    assert "(" not in verified
    assert "(unknown-source: no paper has this number)" in unknown


def test_an_answer_that_was_not_found_says_among_how_many_papers() -> None:
    text = writers_markdown.answer_markdown(answer(status=Status.NOT_FOUND, citations=(), scope_size=51))
    assert "51 papers" in text
    assert "Not found in these" not in writers_markdown.answer_markdown(answer())


def test_a_hostile_quotation_or_question_begins_no_line_of_its_own() -> None:
    made = answer()
    bad = replace(made.citations[0], quote="a\n\n# b\x1b[31m\u202ec")
    text = writers_markdown.answer_markdown(replace(made, question="q\n# evil", citations=(bad,)))
    assert "\n# " not in text
    assert "\x1b" not in text and "\u202e" not in text


def test_a_comparison_is_a_table_of_as_many_columns_in_every_line() -> None:
    bad = Cell("a | b\n| c\x1b")
    made = Comparison(
        (PAPER, replace(BARE, title="A | B")), (Point("Da|ta", (bad, Cell())), Point("Code", (Cell("x"), Cell("y"))))
    )
    lines = writers_markdown.comparison_markdown(made).splitlines()
    assert [line.replace("\\|", "").count("|") for line in lines] == [4] * 4
    assert lines[2].endswith("*not stated in the abstract* |")
    assert "\x1b" not in "".join(lines)
    assert len(lines) == 4


def test_papers_side_by_side_keep_their_order() -> None:
    three = (PAPER, BARE, replace(BARE, title="Third"))
    made = Comparison(three, (Point("Code", (Cell("one"), Cell("two"), Cell("three"))),))
    head, rule, line = writers_markdown.comparison_markdown(made).splitlines()
    assert head.index("Merging") < head.index("Kitchens") < head.index("Third")
    assert line.index("one") < line.index("two") < line.index("three")
    assert rule.count("---") == 4


def test_a_link_that_is_no_web_address_is_left_out() -> None:
    for url in ("javascript:alert(1)", "http://a) [evil](http://b", "http://a\x1b[31m"):
        assert "](" not in export.papers([ListedPaper(replace(PAPER, url=url, arxiv_id=None), "")], "markdown")


def test_an_answer_from_outside_cannot_write_to_the_terminal() -> None:
    assert "\x1b" not in writers_markdown.answer_markdown(
        Answer("Why?", "A \x1b[31mred word.", Status.ANSWERED, (), (), Usage())
    )
