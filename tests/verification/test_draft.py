"""Drafts as people write them: what is a sentence, where it stands, what it cites."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from askpapers.verification.draft import sentences_of
from askpapers.verification.draft_sources import bibliographies_in, sources_in

LATEX = r"""\documentclass{article}
\title{On lamps} % no claim
\begin{document}
\section{Related work}\label{sec:rel}
% TODO: check \cite{lost}
Lamps burn for 412 hours, e.g. of tin~\citep[see][p.~3]{smith24,jones}. \citet{jones} says so too.
\begin{itemize}
  \item Tin is dear \cite{dear}.
\end{itemize}
\begin{equation} a = b \label{eq} \end{equation}
Nobody is cited here.
\bibliography{refs}
\end{document}
"""
MARKDOWN = """---
title: On lamps
---
# Related work
Lamps burn for **412 hours** [see @smith24, p. 3]. @smith24 doubts it, mail a@b.org or @stranger.

- Of tin: [a paper](https://arxiv.org/abs/2401.00001v2) says so (arXiv:2401.00002).
> Quoted from tb6e855d713.

```python
x = 1  # no claim [@smith24]
```

## References
[1] A. Author. A paper.
"""


def told(text: str, *known: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(sentence.text, sentence.names) for sentence in sentences_of(text, known)]


def test_latex_is_read_without_its_commands() -> None:
    assert told(LATEX) == [
        ("Lamps burn for 412 hours, e.g. of tin.", ("smith24", "jones")),
        ("the authors says so too.", ("jones",)),
        ("Tin is dear.", ("dear",)),
        ("Nobody is cited here.", ()),
    ]


def test_markdown_is_read_without_code_headings_and_sources() -> None:
    assert told(MARKDOWN, "smith24", "tb6e855d713") == [
        ("Lamps burn for **412 hours**.", ("smith24",)),
        ("the authors doubts it, mail a@b.org or @stranger.", ("smith24",)),
        ("Of tin: a paper says so.", ("2401.00001", "2401.00002")),
        ("Quoted from.", ("tb6e855d713",)),
    ]


def test_a_place_is_that_of_the_words() -> None:
    text = "  One lamp burns.\n\n  Two do not (2401.00001).  \n"
    assert [s.span.of(text) for s in sentences_of(text, ())] == ["One lamp burns.", "Two do not (2401.00001)."]


@pytest.mark.parametrize(
    "text",
    [
        "It gains 12% of all points.",
        r"It gains 12\% of all \cite{a}.",
        r"It gains 12% of all \cite{a}.",
        r"It gains 12 % of all \cite{a}.",
        "It gains a few % of all [@b]. So does \\cite{a}.",
        "# Gains\n\nIt gains a few % of all \\cite{a}.",
    ],
)
def test_a_percent_sign_is_no_comment_behind_a_number_and_in_markdown(text: str) -> None:
    assert "% of all" in told(text)[0][0]


def test_latex_has_comments() -> None:
    text = "Tin is dear \\cite{a}. % ask \\cite{b}\n% So is zinc.\nLead is not."
    assert told(text) == [("Tin is dear.", ("a",)), ("Lead is not.", ())]


@pytest.mark.parametrize(
    "text",
    [
        "Lamps are dear. [@a] Tin is not. [@b]",
        "Lamps are dear.[@a] Tin is not.[@b]",
        r"Lamps are dear. \cite{a} Tin is not. \cite[p. 3]{b}",
        "Lamps are dear.~\\cite{a}\nTin is not.\n\\cite{b}\n",
        "“Lamps are dear.” [@a] “Tin is not.” [@b]",
        "灯很贵。[@a]锡不贵。[@b]",
    ],
)
def test_a_citation_behind_a_full_stop_belongs_to_the_sentence_before_it(text: str) -> None:
    assert [names for _, names in told(text)] == [("a",), ("b",)]


def test_an_id_in_brackets_behind_a_full_stop_belongs_to_the_sentence_before_it() -> None:
    text = "Lamps are dear. (arXiv:2401.00001) Tin is not. [2401.00002v2] So is zinc. (tb6e855d713) Nobody knows."
    assert [names for _, names in told(text)] == [("2401.00001",), ("2401.00002",), ("tb6e855d713",), ()]


@pytest.mark.parametrize(
    "text",
    [
        "Lamps, e.g. [@a] Tin ones, are dear.",
        "Smith et al. [@a] say that lamps are dear.",
        "They burn for 5 min. [@a], which is long.",
    ],
)
def test_a_citation_behind_an_abbreviation_ends_nothing(text: str) -> None:
    assert [names for _, names in told(text)] == [("a",)]


def test_what_speaks_or_opens_a_paragraph_belongs_to_what_follows() -> None:
    assert told("Lamps are dear. \\citet{a} doubt it.\n\n[@b] says so. [Tin](tin.html) is not.", "a") == [
        ("Lamps are dear.", ()),
        ("the authors doubt it.", ("a",)),
        ("says so.", ("b",)),
        ("Tin is not.", ()),
    ]


@pytest.mark.parametrize(
    "link",
    ["https://a.org/b", "www.a.org", "a.org", "b.html", "../b/c", "#tin", "<a b.pdf>", "mailto:a@b.org", "a.pdf 'Tin'"],
)
def test_a_link_is_its_words(link: str) -> None:
    assert told(f"Tin is [dear]({link}) here.")[0][0] == "Tin is dear here."


@pytest.mark.parametrize("words", ["not", "not at all", "and not. It shines", "i.e., not", "1.5", "and/or not"])
def test_words_in_brackets_behind_brackets_are_no_address(words: str) -> None:
    assert words in " ".join(text for text, _ in told(f"Tin is [dear]({words}) here."))


@settings(deadline=None, max_examples=60)
@given(st.text(alphabet="ab .\n%\\{}[]()@#-|`~>1é[x](y)$", max_size=80))
def test_any_text_has_sentences_in_order_that_lie_in_it(text: str) -> None:
    at = 0
    for sentence in sentences_of(text, {"a"}):
        assert at <= sentence.span.start < sentence.span.end <= len(text)
        assert not sentence.span.of(text)[0].isspace()
        assert not sentence.span.of(text)[-1].isspace()
        at = sentence.span.end


@pytest.mark.parametrize(
    ("cited", "names"),
    [
        ("t428716d31a", ("t428716d31a",)),
        ("nope123", ()),
        ("smith2020", ()),
        ("see 3", ()),
        ("1", ()),
        ("sic", ()),
        ("tabbedfacade", ()),
    ],
)
def test_of_words_in_brackets_only_ids_are_sources_where_they_are_unknown(cited: str, names: tuple[str, ...]) -> None:
    (sentence,) = sentences_of(f"Lamps burn [{cited}].", ())
    assert sentence.names == names
    assert (cited in sentence.text) is not bool(names)


def test_a_line_of_dots_is_looked_at_once() -> None:
    # Reading on from each dot would be 1,000,000,000,000 steps.
    text = "It burns [@a]. " + "." * 1_000_000 + " It shines [@a]."
    first, *_ = (sentence.names for sentence in sentences_of(text, ()))
    assert first == ("a",)


DRAFT = r"""\documentclass{article}
\newcommand{\ours}{Mix}
\title{Lamps\thanks{Paid by \textbf{nobody}.}}
\begin{document}
\section{On \emph{tin} \citep{head}}
Lamps burn\footnote{Tin lamps burn for a long time in dark nights \cite{tin}.} for 412 hours~\citep[see][p. 3]{a,b}.\footnote{See \citet{c}.}
It gains 50\,\% (cf.~\citealp{a}; Fig.~\ref{fig:x}). \Textcite{b} doubt \emph{this}, as do \textcites[1]{c}[2]{d}. \nocite{all}
\begin{figure}[t]\centering\includegraphics[width=0.9\linewidth]{fig.pdf}
\caption[short]{Zinc lamps are \textbf{brighter} \autocite{zinc}.}\label{fig:x}\end{figure}
\begin{tabularx}{\textwidth}{lr} Method & \cite{table} \\ \end{tabularx}
\begin{comment} Not \cite{this}. \end{comment}
\input{more}
\bibliography{refs}
\end{document}"""


def test_constructs_of_real_drafts_keep_words_and_citations() -> None:
    assert told(DRAFT) == [
        ("Lamps burn for 412 hours.", ("a", "b", "c")),
        ("Tin lamps burn for a long time in dark nights.", ("tin",)),
        ("It gains 50 %.", ("a",)),
        ("the authors doubt this, as do the authors.", ("b", "c", "d")),
        ("Zinc lamps are brighter.", ("zinc",)),
    ]


def test_a_sentence_of_a_footnote_stands_within_the_one_around_it() -> None:
    whole, note, *_ = sentences_of(DRAFT, ())
    assert whole.span.of(DRAFT).startswith("Lamps burn") and whole.span.of(DRAFT).endswith("{a,b}.")
    assert note.span.of(DRAFT) == r"Tin lamps burn for a long time in dark nights \cite{tin}."
    assert whole.span.start < note.span.start < note.span.end < whole.span.end


@pytest.mark.parametrize(
    "text",
    [
        r"Lamps burn\footnote{See \cite{a}.} long.",
        r"Lamps burn long.\footnote{\url{x.org}, \cite{a}} So it is.",
        "Lamps burn^[see @a] long.",
        "Lamps burn^[See [@a, p. 3].] long.",
    ],
)
def test_a_note_that_only_cites_is_no_claim_and_cites_for_its_sentence(text: str) -> None:
    first, *others = told(text, "a")
    assert first == ("Lamps burn long.", ("a",))
    assert all(names == () for _, names in others)


@pytest.mark.parametrize(
    "text",
    [
        "| lamp | hours |\n|:--|--:|\n",
        "lamp | hours\n--- | ---\n",
        "+------+-------+\n",
        "<!-- Lamps burn.\n\nTin is dear. -->\n",
        "~~~\nlamps burn\n",
        "- item:\n  ```python\n  lamps burn\n  ```\n".replace("item:", ""),
        "+++\ntitle = 'Lamps burn.'\n+++\n",
        "**Lamps and tin**\n",
        "Lamps\n=====\n",
        "**Sources:**\n\n- Lamps burn.\n",
        "Bibliografía\nLámparas.\n",
        "[tin]: https://example.org 'Tin'\n",
        "![A lamp](lamp.png)\n",
        '<div class="lamp">\n\n</div>\n',
    ],
)
def test_what_frames_the_prose_of_markdown_is_no_claim(text: str) -> None:
    assert told(text) == []


def test_rows_of_a_table_are_claims_of_their_own() -> None:
    text = (
        "Here it is.\n\n| lamp | hours |\n|---|---|\n| Tin burns | 412 [@a] |\n| Zinc burns | 9 [@b] |\n\nSo it is.\n"
    )
    assert [names for _, names in told(text)] == [(), ("a",), ("b",), ()]
    assert [said for said, _ in told(text)][::3] == ["Here it is.", "So it is."]


def test_a_text_goes_on_behind_its_list_of_sources() -> None:
    text = "Lamps burn.\n\n## References\n\nA. Tin. On lamps.\n\n## Appendix\n\nTin is dear."
    assert [said for said, _ in told(text)] == ["Lamps burn.", "Tin is dear."]


ANSWER = """Lamps burn for long [1]. Tin is dear.[2, 3] [1] says so too. Nobody knows [7].

References:
[1] A. Tin. On lamps.
[2] B. Zinc. On tin,
    second edition.
3. C. Lead. On zinc.
"""


@pytest.mark.parametrize("heading", ["References:\n", "## Sources\n", "**References**\n", ""])
def test_numbers_cite_the_sources_that_the_text_lists(heading: str) -> None:
    text = ANSWER.replace("References:\n", heading).replace("3. C", "[3] C")
    assert told(text) == [
        ("Lamps burn for long.", ("[1]",)),
        ("Tin is dear.", ("[2]", "[3]")),
        ("says so too.", ("[1]",)),
        ("Nobody knows.", ("[7]",)),
    ]
    found = {source.key: " ".join(source.text.split()) for source in sources_in(text)}
    assert found == {"[1]": "A. Tin. On lamps.", "[2]": "B. Zinc. On tin, second edition.", "[3]": "C. Lead. On zinc."}


def test_ranges_notes_and_labels_cite_too() -> None:
    text = "Lamps burn [1–3]. Tin is dear.[^a] It is [a metal][tin].\n\n[^a]: See [@b].\n[tin]: https://a.org\n\n[1] X.\n[2] Y.\n[3] Z.\n"
    assert told(text, "b")[:3] == [
        ("Lamps burn.", ("[1]", "[2]", "[3]")),
        ("Tin is dear.", ("[^a]",)),
        ("It is a metal.", ("[tin]",)),
    ]


def test_numbers_in_brackets_cite_nothing_where_nothing_is_listed() -> None:
    assert told("It lies in [1, 2]. So does [3].") == [("It lies in [1, 2].", ()), ("So does [3].", ())]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (r"\bibliography{refs,more.bib}", ["refs.bib", "more.bib"]),
        ("% \\bibliography{old}\n\\addbibresource[location=local]{tin.bib}", ["tin.bib"]),
        ("---\nbibliography: refs.bib\n---\n", ["refs.bib"]),
        ("---\nbibliography: [a.bib, 'b.bib']\n---\n", ["a.bib", "b.bib"]),
        ("---\nbibliography:\n  - a.bib\n  - b.bib\ntitle: x\n---\n", ["a.bib", "b.bib"]),
        ("bibliography: refs.bib", []),
    ],
)
def test_a_draft_names_its_bibliographies(text: str, named: list[str]) -> None:
    assert bibliographies_in(text) == named


@pytest.mark.parametrize(
    "sign",
    [
        "\\begin{equation}",
        "<!--",
        "\\[",
        "$$",
        "\\caption{",
        "\\footnote{",
        "[^a]: b",
        "[1] ",
        "```\n",
        "\\textcites{a}[",
        "^[",
    ],
)
def test_what_opens_again_and_again_and_never_closes_is_read_in_bounded_time(sign: str) -> None:
    # Reading on from each to the end would be 100,000,000 steps and more.
    assert len(list(sentences_of("Lamps burn. " + f"{sign} " * 10_000, ()))) >= 1


@pytest.mark.parametrize("text", [LATEX, MARKDOWN, DRAFT, ANSWER])
def test_lines_of_windows_are_read_as_any(text: str) -> None:
    windows = text.replace("\n", "\r\n")
    assert told(windows, "smith24") == told(text, "smith24")
    spans = [sentence.span.of(windows).replace("\r", "") for sentence in sentences_of(windows, ())]
    assert spans == [sentence.span.of(text) for sentence in sentences_of(text, ())]
    assert bibliographies_in(windows) == bibliographies_in(text)


def test_what_leads_to_an_id_ends_no_sentence_and_tags_are_no_words() -> None:
    text = "Lamps <b>burn</b> (cf. Sec. 4 of arXiv:2401.00001v1, p. 5) for long, where a <b and c> d."
    assert told(text) == [("Lamps burn for long, where a <b and c> d.", ("2401.00001",))]


@pytest.mark.parametrize(
    "aside", ["412 hours [@a]", "412 hours for tin; [@a]", "which is long and dull for many people [@a]"]
)
def test_an_aside_that_says_something_is_kept(aside: str) -> None:
    ((said, names),) = told(f"Lamps burn ({aside}) at night.")
    assert names == ("a",)
    assert aside.split(maxsplit=1)[0] in said and aside.split()[1] in said
