"""Drafts as people write them: what is a sentence, where it stands, what it cites."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from askpapers.verification.draft import sentences_of

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
