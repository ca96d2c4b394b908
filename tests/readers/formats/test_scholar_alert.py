"""Google Scholar's alerts: the real link, names that fit, no snippet taken for an abstract."""

from tests.readers.formats.reading import FIXTURES, read


def test_an_alert_gives_title_link_and_names() -> None:
    format, [paper], _, _ = read(FIXTURES / "scholar.html")
    assert format == "scholar-alert"
    assert (paper.id, paper.title, paper.authors) == ("2601.00001", "Quiet Gradients", ("A One", "B Two"))
    assert paper.url == "https://arxiv.org/pdf/2601.00001"
    assert (paper.abstract, paper.published) == ("", None)


def test_a_citation_keeps_no_mark_in_its_title() -> None:
    page = (
        '<h3></h3><h3><span>[CITATION]</span> <a href="https://scholar.google.com/citations?view_op=view_citation&amp;x=1"'
        ' class="gse_alrt_title">Quiet Gradients</a></h3><div>A One… - 2026</div><br><a href="https://scholar.google.com/scholar_share">x</a>'
    )
    _, [paper], _, _ = read(page)
    assert (paper.title, paper.authors) == ("Quiet Gradients", ("A One",))


def test_the_plain_part_of_a_mail_is_read() -> None:
    text = (
        "Quiet gradients - new results\n\n[PDF] Quiet Gradients\n<https://scholar.google.com/scholar_url?url=https://example.org/q.pdf&hl=en>\n"
        "A One, B Two - Journal of Quiet, 2026\nWe make …\n"
    )
    format, [paper], _, _ = read(text)
    assert (format, paper.title, paper.url) == ("scholar-alert", "Quiet Gradients", "https://example.org/q.pdf")
