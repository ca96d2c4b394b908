"""Markdown: lists, tables and digests; titles from where they stand, no summary taken for an abstract."""

from datetime import date

import pytest

from askpapers.readers.formats.markdown import links_in, title_in
from tests.readers.formats.reading import FIXTURES, read


@pytest.mark.parametrize("name", ["awesome.md", "cvdaily.md", "issue_digest.md"])
def test_each_kind_gives_both_papers(name: str) -> None:
    format, papers, lost, _ = read(FIXTURES / name)
    assert (format, lost) == ("markdown", [])
    assert [(paper.id, paper.title) for paper in papers] == [
        ("2601.00001", "Quiet Gradients"),
        ("2601.00002", "Loud Weights"),
    ]


def test_a_digest_is_of_the_day_that_it_says() -> None:
    papers = read(FIXTURES / "issue_digest.md")[1]
    assert papers[0].listed == (date(2026, 1, 5),)
    assert papers[0].authors == ("Ada One", "Bo Two")
    assert papers[0].abstract == "We make gradients quiet. Loss falls by 3 percent."


def test_a_table_dates_its_papers_and_of_others_the_number_is_not_known() -> None:
    [paper, _] = read(FIXTURES / "cvdaily.md")[1]
    assert (paper.published, paper.authors, paper.author_count) == (date(2026, 1, 2), ("Ada One",), None)
    assert read(FIXTURES / "cvdaily.json")[1][0].title == "Quiet Gradients"


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("- [Quiet Gradients](https://arxiv.org/abs/2601.00001)", "Quiet Gradients"),
        (
            r"- [Quiet \*Gradients\* \[x \_y\_ \\ \`z](https://arxiv.org/abs/2601.00001)",
            "Quiet *Gradients* [x _y_ \\ `z",
        ),
        (r"- **Quiet \*Gradients\* \#1**, Ada One [paper](https://arxiv.org/abs/2601.00001)", "Quiet *Gradients* #1"),
        (
            "* **Quiet Gradients**, Ada One [[paper](https://arxiv.org/abs/2601.00001)] [[code](https://example.org)]",
            "Quiet Gradients",
        ),
        ("- [2026/01] Quiet Gradients. [[PDF]](https://arxiv.org/pdf/2601.00001)", "Quiet Gradients"),
        ("1. Quiet Gradients [[arXiv]](https://arxiv.org/abs/2601.00001)", "Quiet Gradients"),
        (
            "- (ICML 2026) [Quiet Gradients](https://example.org) [[2601.00001](https://arxiv.org/abs/2601.00001)]",
            "Quiet Gradients",
        ),
    ],
)
def test_a_title_is_found_where_it_stands(line: str, title: str) -> None:
    assert title_in(line, links_in(line)) == title
    [paper] = read(f"# Papers\n\n{line}\n")[1]
    assert (paper.id, paper.title) == ("2601.00001", title)


def test_items_with_other_links_are_counted_not_taken() -> None:
    _, papers, lost, [note] = read(
        "- [Quiet](https://arxiv.org/abs/2601.00001)\n- [A blog](https://example.org/post)\n"
    )
    assert (len(papers), lost) == (1, [])
    assert note == "1 list items whose links are not arXiv's left out"


def test_a_digest_of_headings_and_labels() -> None:
    text = (
        "# Daily\n\n## [Quiet Gradients](https://arxiv.org/abs/2601.00001)\n\n**Authors:** Ada One, Bo Two\n\n"
        "**Abstract:** We make\ngradients quiet.\n\n---\n\nmore words\n\n### 2. Loud Weights\n\n- **Authors**: Cy Three\n"
        "- **Link**: https://arxiv.org/abs/2601.00002\n- **Published**: 2026-01-02\n- **Abstract**: We shout.\n\n## Notes\n\nNothing.\n"
    )
    first, second = read(text)[1]
    assert (first.title, first.id, first.authors) == ("Quiet Gradients", "2601.00001", ("Ada One", "Bo Two"))
    assert first.abstract == "We make gradients quiet."
    assert (second.title, second.id, second.abstract) == ("Loud Weights", "2601.00002", "We shout.")
    assert second.published == date(2026, 1, 2)


def test_a_table_in_markdown_is_no_csv() -> None:
    text = (
        "|Publish Date|Title|Authors|PDF|\n|---|---|---|---|\n"
        "|**2026-01-02**|**Quiet Gradients**|Ada One et.al.|[2601.00001](http://arxiv.org/abs/2601.00001)|\n"
    )
    format, [paper], _, _ = read(text)
    assert (format, paper.title, paper.id) == ("markdown", "Quiet Gradients", "2601.00001")
