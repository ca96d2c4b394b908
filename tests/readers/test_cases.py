"""Small files that public reports say go wrong: each stands for a kind, and is read right or refused in words."""

import gzip
import io
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from askpapers import errors
from askpapers.papers.paper import Paper, ReadWarning
from askpapers.readers import FORMATS, open_reading
from askpapers.readers.bibtex_entries import entries_in, text_of
from askpapers.readers.decode import unpacked
from askpapers.readers.fields import turn_name
from askpapers.readers.format import ReadNote
from askpapers.readers.markup import plain_text

CASES = Path(__file__).parents[1] / "fixtures" / "cases"
TODAY = date(2026, 11, 24)


def items(content: bytes | str, **how: object) -> list[Paper | ReadWarning | ReadNote]:
    if isinstance(content, str):
        content = content.encode()
    return list(open_reading(io.BytesIO(content), name="it", today=TODAY, **how).items)  # type: ignore[arg-type]


def papers(content: bytes | str, **how: object) -> list[Paper]:
    return [item for item in items(content, **how) if isinstance(item, Paper)]


def case(name: str) -> list[Paper]:
    return papers((CASES / name).read_bytes())


@pytest.mark.parametrize(
    ("name", "title", "authors"),
    [
        ("ris/a1au.ris", "Quiet gradients", ("Ada One", "Bo Two")),
        ("ris/onespace.ris", "Quiet gradients", ("Ada One",)),
        ("ris/odd.ris", "Quiet gradients", ("Ada One",)),
        ("bib/AND.bib", "Quiet", ("Ada One", "Bo Two", "Cy Three")),
        ("bib/acl.bib", "Quiet Gradients: “Less” is More? % of $n$-grams", ("Ada One", "Bo van der Two", "Ngọc Nguyễn")),
        ("bib/ads.bib", r"Quiet gradients at 3 $\mu$m", ("Ada One", "Bo van Two", "C. D. Álvarez")),
        ("bib/corp.bib", "Guideline",
         ("Ada One", "American Society of Quiet and Calm", "Council on Sleep, Rest and Care", "World Sleep Group")),
        ("bib/dblp.bib", "Quiet Gradients", ("Ada One", "Bo Two")),
        ("bib/inspire.bib", r"Search for quiet states in $\sqrt{s}$ = 13 TeV collisions", ("Ada One",)),
        ("bib/mendeley.bib", "Quiet Gradients with Erdős Graphs", ("Ada One", "Jörg Müller")),
        ("bib/suffix.bib", "Quiet", ("Martin Luther King Jr.", "Ana de la Cruz", "World Health Organization",
                                     "Charles Louis Xavier Joseph de la Vallée Poussin")),
        ("bib/zotero.bib", "Quiet Gradients: A 5% Study of R&D", ("Ada One", "The Quiet and Calm Consortium", "Bo Two")),
        ("arxivmail.eml", "Quiet Gradients—A Study", ("Ada One", "José Two")),
        ("arxivmail_b64.eml", "Quiet Gradients—A Study", ("Ada One", "José Two")),
        ("fwd.txt", "Quiet Gradients-A Study", ("Ada One", "Jose Two")),
        ("mail2/old.txt", "Quiet Stars", ("A. One",)),
        ("cool.xml", "Quiet Gradients", ("Ada One", "Bo Two")),
        ("rss_bio.xml", "Sleep spindles track memory", ("A. One", "B. C. Two", "D. Three")),
        ("rss_old.xml", "Quiet Gradients", ("Ada One", "Bo Two")),
        ("csl_items_obj.json", "Quiet Gradients", ("Ada de One Jr.",)),
        ("csl_single.json", "Quiet Gradients", ("Ada One",)),
        ("js/arxivpy.json", "Quiet Gradients", ("Ada One", "Bo Two")),
        ("js/medarxiv.json", "Quiet Gradients", ("A. One", "B. C. Two")),
    ],
)  # fmt: skip
def test_titles_and_people_are_as_the_file_means_them(name: str, title: str, authors: tuple[str, ...]) -> None:
    first = case(name)[0]
    assert (first.title, first.authors) == (title, authors)


@pytest.mark.parametrize(
    ("name", "abstract"),
    [
        ("ris/twoab.ris", "We make gradients quiet.\n\nWir machen Gradienten leise."),
        ("ris/odd.ris", "Structured. BACKGROUND - quiet is good. ER is short for endoplasmic reticulum."),
        ("ris/na.ris", ""),
        ("ris/noabs.ris", ""),
        ("bib/acl.bib", "We make gradients “quiet”. It gains 3% on $n$-grams (~40% faster) and F_1."),
        ("bib/mendeley.bib",
         "We make gradients quiet (p < 0.01), 5% better & stable; see >2 cases with ~30 runs and Erdős graphs."),
        ("bib/unbalanced.bib", "A set 1,2 is open."),
        ("bib/dupfield.bib", r"We make \textit{gradients} and $x_{i}$ quiet."),
        ("hfrss.xml", "We make gradients quiet. Loss falls by 3 percent when n<5."),
        ("rss_bio.xml", "We record 30 sleepers. Spindles track memory (p < 0.01)."),
        ("crossref_csl.json", "We make gradients quiet (p < 0.01)."),
        ("one_ab.csl.json", "We make gradients quiet."),
    ],
)  # fmt: skip
def test_abstracts_are_whole_and_text(name: str, abstract: str) -> None:
    assert case(name)[0].abstract == abstract


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("noer2.ris", 3), ("ris/noer.ris", 3), ("ris/bt.ris", 3), ("ris/cochrane.ris", 2), ("index.ris", 2),
        ("bib/dupkey.bib", 2), ("bib/nokey.bib", 2), ("bib/keyspaces.bib", 2), ("bib/unbalanced.bib", 3),
        ("bib/at_in_field.bib", 2), ("bib/paren.bib", 2), ("bib/dates.bib", 7), ("bib/linkurl.bib", 7), ("js/idmd.txt", 10),
    ],
)  # fmt: skip
def test_no_record_is_lost_and_none_is_made_up(name: str, count: int) -> None:
    assert len(case(name)) == count


def test_a_record_without_its_end_keeps_its_own_abstract_and_doi() -> None:
    first, second, third = case("noer2.ris")
    assert [p.abstract for p in (first, second, third)] == ["We make.", "We shout.", "We rest."]
    text = "TY  - JOUR\nTI  - One\nAB  - First.\n\nTY  - JOUR\nTI  - Two\nAB  - Second.\nDO  - 10.1234/two"
    assert [(p.title, p.abstract, p.doi) for p in papers(text)] == [
        ("One", "First.", None),
        ("Two", "Second.", "10.1234/two"),
    ]


def test_dates_of_ris_and_bibtex() -> None:
    assert case("ris/a1au.ris")[0].published == date(2022, 11, 5)
    days = [p.published for p in case("bib/dates.bib")]
    assert days == [
        date(2026, 1, 2),
        None,
        date(2026, 1, 2),
        date(2026, 1, 8),
        date(2026, 1, 2),
        None,
        date(2026, 1, 2),
    ]
    assert case("bib/wos.bib")[0].published == date(2018, 8, 3)
    assert papers("TY  - JOUR\nTI  - A\nPY  - 2013/02/15/received\nER  - \n")[0].published is None


def test_arxiv_ids_wherever_bibtex_has_them() -> None:
    assert [p.arxiv_id for p in case("bib/linkurl.bib")] == [
        "2601.00003", None, "2601.00004", "2601.00005", "2601.00006", "2601.00007", "2601.00008",
    ]  # fmt: skip
    for name in ("bib/scholar.bib", "bib/s2.bib", "bib/dblp.bib", "bib/zotero.bib"):
        assert case(name)[0].arxiv_id == "2601.00001"
    later = "@misc{a, title={A}, note={Follow-up to arXiv:2601.00001}}"
    assert papers(later)[0].arxiv_id is None


def test_a_concatenation_and_a_macro() -> None:
    text = '@string{foo = {Quiet }}\n@article{a, title = foo # "Gradients", author = {One, Ada and others}}'
    (paper,) = papers(text)
    assert (paper.title, paper.authors, paper.author_count) == ("Quiet Gradients", ("Ada One",), None)


def test_ids_of_the_sites_that_show_arxivs_papers() -> None:
    found = case("js/idmd.txt")
    assert [p.arxiv_id for p in found] == [f"2601.{n:05}" for n in range(1, 11)]
    assert found[0].title == "Quiet Gradients"


def test_a_saved_week_files_each_paper_under_its_own_day() -> None:
    found = case("hfweek.html")
    assert len({p.listed for p in found}) > 1
    assert all(p.listed for p in found)


@pytest.mark.parametrize(
    "text", ["<html xmlns='http://www.w3.org/1999/xhtml'><body>x</body></html>", "<catalog><book/></catalog>"]
)
def test_silence_is_no_success(text: str) -> None:
    with pytest.raises(errors.UnknownFormat):
        items(f"<?xml version='1.0'?>{text}")


def test_a_source_of_whose_records_none_can_be_read_is_told_with_what_it_looks_like() -> None:
    with pytest.raises(errors.DamagedInput, match=r"looks like RIS.*record 1 has no title"):
        items("TY  - JOUR\nDO  - 10.1/x\nER  - \n")


def test_a_year_that_was_guessed_is_said() -> None:
    page = "Daily Papers\n\nOct 31\n\nQuiet Gradients\n\nWe make gradients quiet, and it takes a while to say it.\n\n  • 3 authors\n·\nOct 6\n"
    assert any(isinstance(item, ReadNote) and "2026 was guessed" in item.message for item in items(page))
    assert not any(isinstance(item, ReadNote) for item in items(page, day=date(2025, 10, 31)))


def test_one_bad_record_never_loses_the_others() -> None:
    records = '[{"paper": {"id": "2601.00001", "title": "A"}}, {"paper": {"id": "2601.00002", "title": "B", "authors": 7}}, 5, {"paper": {"id": "2601.00003", "title": "C", "upvotes": 9223372036854775808}}]'
    found = items(records)
    assert [p.title for p in found if isinstance(p, Paper)] == ["A", "C"]
    assert sum(isinstance(item, ReadWarning) and item.lost for item in found) == 2
    assert next(p for p in found if isinstance(p, Paper) and p.title == "C").upvotes is None
    twice = "\\\\\narXiv:2601.00001\narXiv:2601.00002\nTitle: Quiet\nAuthors: A. One\n\\\\\n  It is.\n\\\\\n"
    assert [p.title for p in papers(twice)] == ["Quiet"]


def test_a_mailbox_of_several_mails() -> None:
    mail = (CASES / "arxivmail.eml").read_bytes()
    other = mail.replace(b"2601.00001", b"2601.00009").replace(b"Quiet Gradients", b"Loud Weights")
    box = b"From a@b Mon Jan  5 02:00:00 2026\n" + mail + b"\nFrom a@b Tue Jan  6 02:00:00 2026\n" + other
    assert [p.arxiv_id for p in papers(box)] == ["2601.00001", "2601.00009"]


def test_unpacking_ends_at_a_limit() -> None:
    packed = io.BytesIO(gzip.compress(b"a" * 5000))
    with pytest.raises(errors.DamagedInput, match="unpacks to more than"):
        unpacked(packed, "it", 4000).read()
    packed.seek(0)
    assert len(unpacked(packed, "it", 5000).read()) == 5000


@pytest.mark.parametrize(
    "content",
    [
        "@article{a, title = {A}, abstract = {" + "{" * 25_000 + "}" * 25_000 + "}}",
        "@article{a, title = {A}, abstract = {" + "{" * 50_000,
        "@a{x, t = {\n" * 2_000,
        "<feed xmlns='http://www.w3.org/2005/Atom' " + " ".join(f"a{n}='1'" for n in range(25_000)) + "><entry/></feed>",
        "TY  - JOUR\n" * 12_500,
        "TY  - JOUR\nTI  - A\n" + "AB  - x\n" * 12_500,
        "\\\\\narXiv:2601.00001\n" * 7_500,
    ],
    ids=range(7),
)  # fmt: skip
def test_what_is_endless_ends(content: str) -> None:
    try:
        assert len(items(content)) < 100_000
    except errors.BadInput as error:
        assert len(str(error)) < 500


@pytest.mark.parametrize(
    "text",
    ["<p>" * 12_500, "<title>x</title><p>" * 5_000, "<" * 50_000, "<tex-math>" * 5_000, "<!--" * 12_500],
    ids=range(5),
)
def test_markup_takes_time_in_proportion(text: str) -> None:
    assert len(plain_text(text)) <= len(text) + 2 * text.count("</title>")


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<h4>Background</h4>We make <i>x</i>. <h4>Methods</h4>We did.", "Background: We make x.\n\nMethods: We did."),
        ("<AbstractText Label='METHODS'>We f.</AbstractText><AbstractText Label='RESULTS'>So.</AbstractText>", "METHODS: We f.\n\nRESULTS: So."),
        ("<jats:sec><jats:title>Results</jats:title><jats:p>So &lt; it.</jats:p></jats:sec>", "Results: So < it."),
        ("a <b and c> d", "a <b and c> d"),
        ("H<sub>2</sub>O &amp; more", "H2O & more"),
    ],
)  # fmt: skip
def test_markup_becomes_text_with_its_labels(markup: str, text: str) -> None:
    assert plain_text(markup) == text


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("King, Jr., Martin", "Martin King Jr."),
        ("King, Martin, Jr.", "Martin King Jr."),
        ("CERN,", "CERN"),
        ("One, Ada", "Ada One"),
    ],
)
def test_names_are_turned_with_their_suffix(written: str, name: str) -> None:
    assert turn_name(written) == name


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    fields=st.lists(
        st.text("abc{}\\$%&_ \n", max_size=40).filter(lambda t: t.count("{") == 0 == t.count("}")),
        min_size=1,
        max_size=4,
    )
)
def test_every_entry_of_a_bibliography_is_found(fields: list[str]) -> None:
    text = "".join(f"@article{{k{n}, title = {{T{n}}}, abstract = {{{field}}}}}\n" for n, field in enumerate(fields))
    assert [entry.fields["title"] for entry in entries_in(text)] == [f"T{n}" for n in range(len(fields))]


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=st.text("ab{}\\$%&_'`^~H\"o ", max_size=60))
def test_latex_of_any_kind_becomes_text(text: str) -> None:
    assert len(text_of(text)) <= 2 * len(text) + 20


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_examples_cut_and_damaged(data: st.DataObject) -> None:
    content = bytearray(data.draw(st.sampled_from([format.example.encode() for format in FORMATS.values()])))
    del content[data.draw(st.integers(0, len(content))) :]
    for _ in range(data.draw(st.integers(0, 5))):
        if content:
            content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    format = data.draw(st.sampled_from([None, *FORMATS]))
    try:
        assert all(item.title for item in items(bytes(content), format=format) if isinstance(item, Paper))
    except errors.BadInput as error:
        assert "\x1b" not in str(error)


def test_one_message_that_cannot_be_read_does_not_lose_a_mailbox() -> None:
    mail = (CASES / "arxivmail.eml").read_bytes()
    bad = b"From: a@b\nContent-Type: text/plain\n\n" + b"TY  - JOUR\nTI  -\nER  -\n"
    with pytest.raises(errors.DamagedInput, match="nothing in it can be read"):
        papers(bad)
    box = b"From a@b Mon Jan  5 02:00:00 2026\n" + bad + b"\nFrom a@b Tue Jan  6 02:00:00 2026\n" + mail
    found = items(box)
    assert [item.arxiv_id for item in found if isinstance(item, Paper)] == ["2601.00001"]
    (lost,) = [item.message for item in found if isinstance(item, ReadWarning) and item.lost]
    assert "1 of 2 messages" in lost and "RIS" in lost
