"""Every reader on real files, counted and compared with an independent reading of the same file."""

import io
import json
import re
from datetime import date
from pathlib import Path

import pytest

from askpapers import data, errors
from askpapers.papers.paper import Paper, ReadWarning
from askpapers.readers import FORMATS, open_reading

FIXTURES = Path(__file__).parents[1] / "fixtures"
TODAY = date(2026, 11, 24)
SAMPLE = data.load("sample_2025-10-31.txt")


def read(content: bytes | str, **how: object) -> tuple[str, date | None, list[Paper], list[ReadWarning]]:
    if isinstance(content, str):
        content = content.encode()
    reading = open_reading(io.BytesIO(content), name="it", today=TODAY, **how)  # type: ignore[arg-type]
    items = list(reading.items)
    return (
        reading.format,
        reading.day,
        [item for item in items if isinstance(item, Paper)],
        [item for item in items if isinstance(item, ReadWarning)],
    )


def fixture(name: str) -> bytes:
    return (FIXTURES / name).read_bytes()


def test_the_sample_has_64_papers_and_its_traps_are_read_right() -> None:
    format, day, papers, warnings = read(SAMPLE)
    by_title = {paper.title.split(":")[0]: paper for paper in papers}
    assert (format, day, len(papers)) == ("daily-papers-text", date(2025, 10, 31), 64)
    assert (by_title["AgentTTS"].author_count, by_title["AgentTTS"].published) == (None, None)
    assert (by_title["ParaThinker"].author_count, by_title["ParaThinker"].published) == (7, date(2025, 8, 29))
    assert (by_title["QueST"].organization, by_title["QueST"].author_count) == ("Microsoft", None)
    assert (by_title["QueST"].published, by_title["QueST"].comments) == (date(2025, 10, 20), 3)
    layer = next(paper for paper in papers if paper.title.startswith("Skip a Layer or Loop it?"))
    assert (layer.comments, layer.published) == (14, date(2025, 7, 10))
    assert [warning.line for warning in warnings] == [461]
    assert {paper.listed for paper in papers} == {(date(2025, 10, 31),)}


def test_no_abstract_of_the_sample_is_changed() -> None:
    # Every abstract of this page stands on one line of its own, so that line is the independent reading.
    lines = set(SAMPLE.decode().split("\n"))
    _, _, papers, _ = read(SAMPLE)
    assert all(paper.abstract in lines and len(paper.abstract) > 200 for paper in papers)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_encodings_and_line_endings_make_no_difference(encoding: str, ending: str) -> None:
    plain = read(SAMPLE)[2]
    assert read(SAMPLE.decode().replace("\n", ending).encode(encoding))[2] == plain


def test_no_break_spaces_and_chrome_around_make_no_difference() -> None:
    plain = read(SAMPLE)[2]
    text = SAMPLE.decode().replace("  • ", "\u00a0\u00a0•\u00a0")
    menus = "Models\n\nDatasets\n\nWe use cookies\n\nThis site uses cookies to improve your visit. Read our privacy policy. Accept all.\n\n"
    foot = "\n\nPrevious\n\n1\n\n2\n\nNext\n\nCompany\n\n© Hugging Face\n\nTOS\n\nPrivacy\n\nAbout\n"
    assert read(menus + text + foot)[2] == plain


def test_shuffled_papers_are_the_same_papers() -> None:
    text = SAMPLE.decode()
    head, _, body = text.partition("Oct 31\n")
    entries = re.split(r"(?<=\n)(?=\n[^\n]+\n\n[^\n]{200,}\n\n(?:  •|[a-z]+ [A-Z]))", body)
    assert len(entries) > 50
    _, _, papers, _ = read(head + "Oct 31\n" + "\n".join(reversed(entries)))
    assert {p.title for p in papers} == {p.title for p in read(SAMPLE)[2]}


def test_a_line_like_a_footer_inside_an_abstract_is_text() -> None:
    abstract = (
        "We crawl pages of papers and find that they end in odd lines, which " + "is a long story that goes on. " * 8
    )
    text = f"Daily Papers\n\nOct 31\n\nReading Footers\n\n{abstract}\n  • 12 authors\nOf such lines there are many more in the wild.\n\n  • 3 authors\n·\nOct 6\n"
    _, _, papers, _ = read(text)
    assert [(p.title, p.author_count) for p in papers] == [("Reading Footers", 3)]
    assert "12 authors" in papers[0].abstract


def test_a_very_long_title_and_a_very_long_line_are_read() -> None:
    title, abstract = "word " * 1000, "It works. " * 1_000_000
    _, _, papers, _ = read(f"Daily Papers\n\nOct 31\n\n{title}\n\n{abstract}\n\n  • 3 authors\n·\nOct 6\n")
    assert [(p.title, p.abstract) for p in papers] == [(title.strip(), abstract.strip())]


@pytest.mark.parametrize("day", ["2024-06-21", "2025-10-30"])
def test_the_daily_papers_api_of_every_age(day: str) -> None:
    raw = json.loads(fixture(f"daily_{day}.json"))
    format, _, papers, warnings = read(fixture(f"daily_{day}.json"))
    assert (format, warnings) == ("daily-papers-json", [])
    assert [p.arxiv_id for p in papers] == [entry["paper"]["id"] for entry in raw]
    assert [p.abstract.split() for p in papers] == [entry["paper"]["summary"].split() for entry in raw]
    assert [p.upvotes for p in papers] == [entry["paper"]["upvotes"] for entry in raw]
    assert [p.authors for p in papers] == [
        tuple(a["name"] for a in e["paper"]["authors"] if not a.get("hidden")) for e in raw
    ]
    assert all("\n" not in p.title for p in papers)


def test_the_page_as_html_in_either_quotes() -> None:
    entries = json.loads(fixture("daily_2025-10-30.json"))
    props = json.dumps({"dailyPapers": entries, "dateString": "2025-10-30"})
    double = props.replace("&", "&amp;").replace('"', "&quot;")
    single = props.replace("&", "&amp;").replace("'", "&#39;")
    for attribute in (f'data-props="{double}"', f"data-props='{single}'"):
        page = f"<!DOCTYPE html><html><body><div class='SVELTE_HYDRATER contents' data-target=\"DailyPapers\" id=x {attribute}></div></body></html>"
        format, day, papers, _ = read(page)
        assert (format, day, len(papers)) == ("daily-papers-html", date(2025, 10, 30), 6)
        assert papers[0].title == " ".join(entries[0]["title"].split())
    with pytest.raises(errors.DamagedInput):
        read(page[: len(page) // 2])


def test_arxivs_atom() -> None:
    format, _, papers, _ = read(fixture("atom_ten.xml"))
    text = fixture("atom_ten.xml").decode()
    ids = re.findall(r"<entry>\s*<id>http://arxiv.org/abs/([\d.]+)v(\d+)", text)
    assert format == "arxiv-feed"
    assert [(p.arxiv_id, str(p.version)) for p in papers] == ids
    assert len(ids) == 10
    assert all(p.abstract and p.authors and p.categories and p.published for p in papers)
    assert read(fixture("atom_old_id.xml"))[2][0].id == "quant-ph/0201082"
    assert read(fixture("atom_none.xml"))[2] == []
    with pytest.raises(errors.DamagedInput, match="incorrect id format"):
        read(fixture("atom_error.xml"))


def test_arxivs_rss_keeps_what_looks_like_a_tag() -> None:
    rss = """<?xml version='1.0'?><rss xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns:dc="http://purl.org/dc/elements/1.1/" version="2.0">
    <channel><title>cs.CL updates on arXiv.org</title><link>http://rss.arxiv.org/rss/cs.CL</link><pubDate>Thu, 24 Sep 2026 00:00:00 -0400</pubDate>
    <item><title>Small Errors</title><link>https://arxiv.org/abs/2609.00001</link>
    <description>arXiv:2609.00001v2 Announce Type: replace-cross \nAbstract: For p&lt;0.05 and a &lt;b&gt; token, $x&gt;y$ holds.</description>
    <arxiv:announce_type>replace-cross</arxiv:announce_type><dc:creator>Ada Lovelace, G\\"odel</dc:creator></item></channel></rss>"""
    _, day, papers, _ = read(rss)
    assert day == date(2026, 9, 24)
    assert papers[0].abstract == "For p<0.05 and a <b> token, $x>y$ holds."
    assert (papers[0].version, papers[0].published, papers[0].authors) == (2, None, ("Ada Lovelace", "Gödel"))


@pytest.mark.parametrize(("name", "day"), [("mail.txt", date(2023, 6, 5)), ("mail_nbsp.txt", date(2023, 6, 7))])
def test_arxivs_mailing(name: str, day: date) -> None:
    text = fixture(name).decode().replace("\u00a0", " ")
    format, found, papers, warnings = read(fixture(name))
    assert (format, found, warnings) == ("arxiv-mail", day, [])
    assert [p.arxiv_id for p in papers] == re.findall(r"^arXiv:([\d.]+)", text, re.M)
    assert [not p.abstract for p in papers] == [
        bool(r) for r in re.findall(r"^arXiv:\S+[ ]*\n(?:(replaced)|Date)", text, re.M)
    ]
    for paper in papers:
        if paper.abstract:
            assert " ".join(paper.abstract.split()) in " ".join(text.split())


def test_arxivs_snapshot() -> None:
    raw = [json.loads(line) for line in fixture("snapshot.jsonl").splitlines()]
    format, _, papers, _ = read(fixture("snapshot.jsonl"))
    assert (format, [p.id for p in papers]) == ("json-lines", [r["id"] for r in raw])
    assert papers[0].authors[0] == "C. Balázs"
    assert [" ".join(p.abstract.split()) for p in papers] == [" ".join(r["abstract"].split()) for r in raw]
    assert [p.version for p in papers] == [len(r["versions"]) for r in raw]


def test_reference_managers() -> None:
    format, _, papers, _ = read(fixture("example_full.ris"))
    assert (format, len(papers)) == ("ris", fixture("example_full.ris").decode().count("TY  -"))
    assert all(p.abstract and p.authors for p in papers)
    format, _, papers, _ = read(fixture("article_start_with_bom.bib"))
    assert (format, len(papers)) == ("bibtex", 1)
    assert len(read(fixture("article_missing_coma.bib"))[2]) == 4
    csl = [{"id": "x", "type": "article", "title": "On Names", "author": [{"family": "Gödel", "given": "Kurt"}], "DOI": "10.48550/arXiv.2510.00001",
            "issued": {"date-parts": [[2025, 10, 3]]}, "abstract": "Names matter."}]  # fmt: skip
    format, _, papers, _ = read(json.dumps(csl))
    assert format == "csl-json"
    assert (papers[0].id, papers[0].authors, papers[0].published) == ("2510.00001", ("Kurt Gödel",), date(2025, 10, 3))


def test_bibtex_by_hand() -> None:
    entry = r"""@article{x, title = {{GPT}-4 Solves $x^2$ in {D}ays}, author = {G{\"o}del, Kurt and Ada Lovelace}, year = 2024,
      eprint = {2401.00001v3}, archivePrefix = {arXiv}, abstract = {We keep \alpha and 12\% as they are.}}
    @article{y, title = {Untold}, year = {soon}}"""
    _, _, papers, _ = read(entry)
    assert papers[0].title == "GPT-4 Solves $x^2$ in Days"
    assert papers[0].authors == ("Kurt Gödel", "Ada Lovelace")
    assert (papers[0].id, papers[0].version, papers[0].published) == ("2401.00001", 3, None)
    assert papers[0].abstract == r"We keep \alpha and 12% as they are."
    assert (papers[1].title, papers[1].abstract) == ("Untold", "")


def test_beir_own_lists_and_id_lists() -> None:
    beir = (
        '{"_id": "31715818", "title": "A", "text": "It is so."}\n{"_id": "2", "title": "", "text": "No title here."}\n'
    )
    assert [(p.id, p.title, p.arxiv_id) for p in read(beir)[2]] == [
        ("31715818", "A", None),
        ("2", "No title here.", None),
    ]
    own = json.dumps(
        {
            "papers": [
                {
                    "id": "2510.00001",
                    "title": "A",
                    "abstract": "B.",
                    "listed": ["2025-10-30", "2025-10-31"],
                    "comments": 3,
                }
            ]
        }
    )
    paper = read(own)[2][0]
    assert (paper.listed, paper.comments) == ((date(2025, 10, 30), date(2025, 10, 31)), 3)
    listed = "https://arxiv.org/abs/2510.12345v2\n2510.00002\narXiv:quant-ph/0201082\nnot an id\nhttps://huggingface.co/papers/2510.00003\n"
    format, _, papers, warnings = read(listed)
    assert format == "id-list"
    assert [(p.id, p.version) for p in papers] == [
        ("2510.12345", 2),
        ("2510.00002", None),
        ("quant-ph/0201082", None),
        ("2510.00003", None),
    ]
    assert [w.line for w in warnings] == [4]


@pytest.mark.parametrize(
    ("content", "error", "seen"),
    [
        (b"", errors.EmptyInput, "empty"),
        (b" \n\t\r\n ", errors.EmptyInput, "empty"),
        (b"\xef\xbb\xbf", errors.EmptyInput, "empty"),
        (b"%PDF-1.7\n%\xe2\xe3", errors.UnknownFormat, "PDF"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, errors.UnknownFormat, "PNG"),
        (bytes(range(256)) * 40, errors.UnknownFormat, "no text"),
        (b"<!doctype html><title>Log in</title><p>Welcome", errors.UnknownFormat, "Log in"),
        (b"Dear all,\nlunch is at noon.\n", errors.UnknownFormat, "Dear all"),
        (b'{"error": "Too many requests"}', errors.DamagedInput, "Too many requests"),
        (b'{"weather": "fine"}', errors.UnknownFormat, "weather"),
        (b"[1, 2, 3]", errors.UnknownFormat, "JSON"),
        (b'{"title": ["field", "literal"], "abstract": ["field", "literal"]}', errors.UnknownFormat, "title, abstract"),
        (b"\x1f\x8b\x08\x00broken", errors.DamagedInput, "damaged"),
        (b"[" * 100_000, errors.BadInput, "it"),
        (b'{"a":' * 100_000, errors.BadInput, "it"),
    ],
)
def test_what_is_no_list_is_told(content: bytes, error: type[errors.BadInput], seen: str) -> None:
    with pytest.raises(error) as caught:
        read(content)
    assert seen in str(caught.value)
    assert len(str(caught.value)) < 400


def test_no_papers_today_is_no_error_and_an_unknown_format_is() -> None:
    assert read("[]")[2] == []
    with pytest.raises(errors.UsageError, match="pigeon"):
        read(SAMPLE, format="pigeon")
    with pytest.raises(errors.UnknownFormat) as caught:
        read("Dear all")
    assert all(name in caught.value.hint for name in FORMATS)


def test_a_list_cut_off_keeps_its_whole_entries() -> None:
    content = fixture("daily_2025-10-30.json")
    _, _, papers, warnings = read(content[: int(len(content) * 0.7)])
    assert 1 <= len(papers) < 6
    assert "cut off" in warnings[-1].message


def test_packed_lists_are_unpacked() -> None:
    import gzip
    import lzma

    assert len(read(gzip.compress(SAMPLE))[2]) == 64
    assert len(read(lzma.compress(fixture("snapshot.jsonl")))[2]) == 8


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("王小明，李娜", ("王小明", "李娜")),
        ("王小明、李娜；欧阳修", ("王小明", "李娜", "欧阳修")),
        ("王小明,李娜,张伟", ("王小明", "李娜", "张伟")),
        ("王小明 and 李娜", ("王小明", "李娜")),
        ("王, 小明", ("王小明",)),
        ("Wang, Xiaoming and 李娜", ("Xiaoming Wang", "李娜")),
        ("Gödel, Kurt", ("Kurt Gödel",)),
        ("de Souza, Ana and O’Neill, Tom", ("Ana de Souza", "Tom O’Neill")),
    ],
)
def test_names_in_han_are_kept_apart_and_whole(written: str, names: tuple[str, ...]) -> None:
    _, _, papers, _ = read(f"@article{{a, title = {{On lamps}}, author = {{{written}}}, year = 2020}}")
    assert papers[0].authors == names


def test_what_a_command_holds_stays_in_a_name() -> None:
    authors = r"\mbox{Lamp-AI} and Ada \mbox{de la} Cruz and {The \texttt{lamp} Team} and {\textsf{BOAT} Collaboration}"
    _, _, papers, _ = read(f"@article{{a, title = {{On lamps}}, author = {{{authors}}}, year = 2020}}")
    assert papers[0].authors == ("Lamp-AI", "Ada de la Cruz", "The lamp Team", "BOAT Collaboration")


def test_names_in_han_in_one_text_of_json_are_kept_apart() -> None:
    rows = [{"id": "2510.00001", "title": "On lamps", "abstract": "They burn.", "authors": "王小明、李娜"}]
    rows += [
        {"id": "2510.00002", "title": "On boats", "abstract": "They float.", "authors": "Kurt Gödel, 王小明，李娜"}
    ]
    _, _, papers, _ = read("\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n")
    assert [paper.authors for paper in papers] == [("王小明", "李娜"), ("Kurt Gödel", "王小明", "李娜")]
