"""Merging: which records are one paper, and what the two make together."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askpapers.papers.deduplication import (
    abstract_changed,
    distinct_id,
    fold_title,
    is_same_paper,
    is_untitled,
    merge,
    number_as_title,
    title_id,
)
from askpapers.papers.paper import Paper

ABSTRACT = (
    "We study how a pocket calculator learns to sing. Its voice is measured on twelve songs, and it "
    "sings eleven of them within a semitone of the score after a week of training."
)
OTHER = (
    "Glaciers retreat. From forty years of satellite images we estimate the loss of ice in nine ranges "
    "and attribute most of it to warmer summers rather than to drier winters."
)
TITLE = "Singing Calculators: a Study of Unlikely Musicians"


def paper(**known: object) -> Paper:
    title = str(known.get("title", TITLE))
    return replace(Paper(title_id(title), title), **known)  # type: ignore[arg-type]


def arxiv(id: str, **known: object) -> Paper:
    return paper(id=id, arxiv_id=id, **known)


def test_title_folds_case_accents_width_and_punctuation() -> None:
    assert fold_title("Über—ＧＰＴ:  a “Café”, v2") == "uber gpt a cafe v2"
    assert title_id("A  B!") == title_id("a-b")
    assert title_id("A B") != title_id("AB")


def test_two_arxiv_ids_are_two_papers_whatever_else_agrees() -> None:
    both = {"authors": ("Ada Byron",), "abstract": ABSTRACT, "doi": "10.1/x"}
    assert not is_same_paper(arxiv("2501.00001", **both), arxiv("2501.00002", **both))
    assert is_same_paper(arxiv("2501.00001", version=1), arxiv("2501.00001", version=3, title="Another Title"))


def test_an_arxiv_doi_is_an_arxiv_id() -> None:
    assert is_same_paper(arxiv("2501.00001"), paper(doi="10.48550/arXiv.2501.00001", title="Renamed"))
    assert not is_same_paper(
        arxiv("2501.00001", abstract=ABSTRACT), paper(doi="10.48550/arXiv.2501.00002", abstract=ABSTRACT)
    )


def test_one_doi_is_one_paper() -> None:
    assert is_same_paper(paper(doi="10.1000/ABC", title="One"), paper(doi="10.1000/abc", title="Two"))


def test_two_corpora_may_number_their_papers_alike() -> None:
    for own in ("12", "t12"):
        lamps = paper(id=own, title="On Lamps", abstract=ABSTRACT)
        assert not is_same_paper(lamps, paper(id=own, title="On Ice", abstract=OTHER))
        assert not is_same_paper(lamps, paper(id=own, title="On Ice"))
        assert is_same_paper(lamps, paper(id=own, title="On Lamps, Revised", abstract=ABSTRACT))


def test_one_title_with_other_authors_and_another_abstract_stays_two() -> None:
    a = paper(authors=("Ada Byron",), abstract=ABSTRACT)
    b = paper(authors=("Karl Gauss",), abstract=OTHER)
    assert not is_same_paper(a, b)
    assert not is_same_paper(replace(a, authors=()), replace(b, authors=()))
    assert not is_same_paper(replace(a, abstract=""), replace(b, abstract=""))
    assert distinct_id(a) != distinct_id(b)


def test_authors_agree_however_their_names_are_written() -> None:
    names = ("Jan van der Berg", "Zhang Wei", "José Núñez", "Okafor NC")
    for other in [
        ("van der Berg, Jan", "Wei Zhang", "Nunez, Jose", "Ngozi Okafor"),
        ("Berg, J.", "Zhang, W.", "Jose Nunez"),
        ("J. Núñez", "Jan van der Berg Jr."),
    ]:
        assert is_same_paper(paper(authors=names), paper(authors=other)), other


def test_a_truncated_or_slightly_reworded_abstract_agrees() -> None:
    whole = paper(abstract=ABSTRACT, title="Short")
    assert is_same_paper(whole, paper(abstract=ABSTRACT[:90] + "…", title="Short"))
    assert is_same_paper(whole, paper(abstract=ABSTRACT.replace("twelve", "thirteen"), title="Short"))
    assert is_same_paper(whole, paper(abstract=ABSTRACT.replace(" ", "\n"), title="Short"))
    assert not is_same_paper(whole, paper(abstract=OTHER, title="Short"))


def test_a_title_alone_names_a_paper_only_where_it_is_long() -> None:
    assert is_same_paper(paper(), paper(abstract=ABSTRACT, authors=("Ada Byron",)))
    assert not is_same_paper(paper(title="Editorial"), paper(title="Editorial", abstract=ABSTRACT))


def test_the_same_bare_record_read_again_is_one() -> None:
    bare = paper(title="Editorial", listed=(date(2025, 1, 1),))
    assert is_same_paper(bare, replace(bare, listed=()))


def test_one_authors_columns_of_one_short_title_stay_apart() -> None:
    a = paper(title="Editorial", authors=("Ada Byron",), abstract=ABSTRACT)
    assert not is_same_paper(a, replace(a, abstract=OTHER))
    one, two = (replace(a, abstract="", doi=f"10.1000/{n}") for n in "12")
    assert not is_same_paper(one, two)
    assert distinct_id(one) != distinct_id(two)


def test_a_preprint_and_its_journal_version_are_one() -> None:
    a = arxiv("2501.00001", authors=("Ada Byron", "Karl Gauss"), abstract=ABSTRACT)
    assert is_same_paper(a, paper(doi="10.1000/x", authors=("Byron, A.", "Gauss, K."), abstract=OTHER))


def test_newest_counts_win_and_silence_keeps_the_old() -> None:
    old = arxiv("2501.00001", comments=5, upvotes=9)
    assert merge(old, replace(old, comments=3, upvotes=None)).comments == 3
    assert merge(old, replace(old, comments=3, upvotes=None)).upvotes == 9


def test_a_cut_or_empty_abstract_never_replaces_a_whole_one() -> None:
    whole = paper(abstract=ABSTRACT)
    for cut in ("", ABSTRACT[:70], ABSTRACT[:70].replace(" ", "\n") + " ...", ABSTRACT[:70] + "…"):
        assert merge(whole, replace(whole, abstract=cut)).abstract == ABSTRACT
        assert merge(replace(whole, abstract=cut), whole).abstract == ABSTRACT


def test_an_older_version_never_replaces_a_newer_ones_words() -> None:
    newer = arxiv("2501.00001", abstract=ABSTRACT, version=2)
    older = arxiv("2501.00001", abstract=OTHER, version=1, title="Draft")
    for both in (merge(newer, older), merge(older, newer)):
        assert (both.abstract, both.version, both.title) == (ABSTRACT, 2, TITLE)


def test_a_reworded_abstract_is_a_change_and_white_space_is_none() -> None:
    a = paper(abstract="One two.\nThree.")
    assert not abstract_changed(a, replace(a, abstract=" One  two. Three.\n"))
    assert abstract_changed(a, replace(a, abstract="One two. Four."))
    assert merge(a, replace(a, abstract="One two. Three.")).abstract == a.abstract


def test_an_arxiv_id_becomes_the_id_from_either_side() -> None:
    known = arxiv("2501.00001")
    assert merge(paper(), known).id == merge(known, paper()).id == "2501.00001"


def test_the_longer_author_list_and_count_stay() -> None:
    a = paper(authors=("Ada Byron", "Karl Gauss"), author_count=12)
    both = merge(a, paper(authors=("Ada Byron",), author_count=1))
    assert (both.authors, both.author_count) == (a.authors, 12)


days = st.dates(date(2024, 1, 1), date(2026, 12, 31))
words = st.lists(st.sampled_from(["alpha", "beta.", "gamma", "…", "\n", "délta"]), max_size=6).map(" ".join)
names = st.lists(st.sampled_from(["Ada Byron", "Gauss, Karl", "Wei Zhang"]), max_size=3, unique=True).map(tuple)
numbers = st.none() | st.integers(0, 9)
papers = st.builds(
    Paper,
    id=st.just("t0123456789"),
    title=words,
    abstract=words,
    published=st.none() | days,
    listed=st.lists(days, max_size=3, unique=True).map(lambda found: tuple(sorted(found))),
    authors=names,
    author_count=numbers,
    organization=st.none() | words,
    url=st.none() | st.sampled_from(["https://arxiv.org/abs/2501.00001", "https://a.example/"]),
    arxiv_id=st.none() | st.just("2501.00001"),
    version=st.none() | st.integers(1, 3),
    doi=st.none() | st.sampled_from(["10.1000/a", "10.1000/b"]),
    categories=names,
    comments=numbers,
    upvotes=numbers,
    keywords=st.lists(st.sampled_from(["a", "b"]), max_size=4).map(tuple),
    code_url=st.none() | words,
    source=st.none() | words,
).map(lambda made: replace(made, id=made.arxiv_id or made.id))


@given(papers, papers)
def test_merging_the_same_reading_again_changes_nothing(a: Paper, b: Paper) -> None:
    once = merge(a, b)
    assert merge(once, b) == once
    assert merge(once, once) == once


@given(papers)
def test_the_first_reading_read_again_is_no_news(a: Paper) -> None:
    assert merge(a, a) == a


@given(papers, papers)
def test_nothing_known_is_lost(a: Paper, b: Paper) -> None:
    both = merge(a, b)
    assert set(both.listed) == {*a.listed, *b.listed}
    assert set(both.categories) == {*a.categories, *b.categories}
    assert set(both.keywords) == {*a.keywords, *b.keywords}
    assert list(both.listed) == sorted(both.listed)
    for field in fields(Paper):
        if getattr(a, field.name) or getattr(b, field.name):
            assert getattr(both, field.name) is not None
    assert len(both.authors) == max(len(a.authors), len(b.authors))


@given(papers, papers)
def test_sameness_has_no_order(a: Paper, b: Paper) -> None:
    assert is_same_paper(a, b) == is_same_paper(b, a)


@given(papers)
def test_a_record_is_the_same_as_itself_on_another_day(a: Paper) -> None:
    assert is_same_paper(a, replace(a, listed=()))


@pytest.mark.parametrize("known", [{"arxiv_id": "2601.00001"}, {"doi": "10.1/q"}])
def test_a_number_in_a_titles_place_never_replaces_a_title(known: dict[str, str]) -> None:
    titled = Paper("x", "Quiet Gradients", "We make them quiet.", **known)  # type: ignore[arg-type]
    number = f"arXiv:{known['arxiv_id']}" if "arxiv_id" in known else f"doi:{known['doi']}"
    bare = Paper("x", number, **known)  # type: ignore[arg-type]
    assert merge(titled, bare).title == merge(bare, titled).title == titled.title


def test_what_a_list_shows_of_latex_never_replaces_a_title() -> None:
    raw, shown = (Paper("x", title, arxiv_id="2601.00001") for title in (r"Fast $\alpha$-\textbf{Nets}", "Fast α-Nets"))
    assert merge(raw, shown).title == merge(shown, raw).title == raw.title


def test_a_number_that_stands_for_a_title_is_no_title() -> None:
    assert [number_as_title("2510.00001", "10.1/x"), number_as_title(None, "10.1/x"), number_as_title(None)] == [
        "arXiv:2510.00001", "doi:10.1/x", "",
    ]  # fmt: skip
    for arxiv, doi in (("2510.00001", None), (None, "10.1/x")):
        assert is_untitled(Paper("a", number_as_title(arxiv, doi), arxiv_id=arxiv, doi=doi))
    assert not is_untitled(Paper("a", "")) and not is_untitled(Paper("a", "arXiv:2510.00001", arxiv_id="2510.00002"))
