"""An answer's text in a terminal: its marks as numbers, nothing printed before it is known what it cites."""

from __future__ import annotations

import pytest

from askpapers.answers.answer import Answer, Citation, Claim, Status, Support
from askpapers.answers.usage import Usage
from askpapers.cli.answer_rendering import AnswerPrinter
from askpapers.cli.evidence_rendering import print_evidence
from askpapers.text.sentences import Span

TEXT = "**Alchemist** learns [22.5]. It [sic] gains 11% [2.4, 22.5]."


def cite(mark: str, paper: str, sentence: int, quote: str = "") -> Citation:
    start = TEXT.index(mark)
    return Citation(paper, (sentence,), Span(start, start + len(mark)), Support.VERIFIED, quote)


CITATIONS = (cite("[22.5]", "b", 5, "Alchemist learns."), cite("[2.4, 22.5]", "a", 4), cite("[2.4, 22.5]", "b", 5))
FIRST = TEXT.index(" It")
CLAIMS = (
    Claim(Span(0, FIRST), CITATIONS[:1], Support.VERIFIED),
    Claim(Span(FIRST + 1, len(TEXT)), CITATIONS[1:], Support.VERIFIED),
)
ANSWER = Answer("What?", TEXT, Status.ANSWERED, CITATIONS, (), Usage(), claims=CLAIMS)


def test_a_mark_waits_until_it_is_known_what_it_cites(capsys: pytest.CaptureFixture[str]) -> None:
    printer = AnswerPrinter()
    for letter in TEXT[: TEXT.index(" It")]:
        printer.add(letter)
    assert capsys.readouterr().out == "**Alchemist** learns "
    printer.check(CLAIMS[:1])
    assert capsys.readouterr().out == "[1✓]."
    printer.finish(ANSWER)
    assert capsys.readouterr().out == " It [sic] gains 11% [1,2✓].\n"


@pytest.mark.parametrize("size", [1, 3, 7, 100])
def test_the_whole_is_the_same_however_it_comes(capsys: pytest.CaptureFixture[str], size: int) -> None:
    printer = AnswerPrinter()
    for start in range(0, len(TEXT), size):
        printer.add(TEXT[start : start + size])
    printer.finish(ANSWER)
    assert capsys.readouterr().out == "**Alchemist** learns [1✓]. It [sic] gains 11% [1,2✓].\n"


def test_a_quotation_that_stands_in_the_answer_is_not_printed_again(capsys: pytest.CaptureFixture[str]) -> None:
    print_evidence(ANSWER, {"a": "A", "b": "B"})
    assert "Alchemist learns." in capsys.readouterr().out
    quoted = Answer("What?", "Alchemist learns. [22.5]", Status.ANSWERED, CITATIONS[:1], (), Usage())
    print_evidence(quoted, {"b": "B"})
    out = capsys.readouterr().out
    assert "[1] B" in out
    assert "Alchemist learns." not in out


def test_what_cites_nothing_is_signed_where_it_stands(capsys: pytest.CaptureFixture[str]) -> None:
    text = "No. South Africa won. Nobody else did."
    claims = [Claim(Span(0, 21), (), Support.UNCITED), Claim(Span(22, len(text)), (), Support.UNCITED)]
    printer = AnswerPrinter()
    for letter in text[:25]:
        printer.add(letter)
    assert capsys.readouterr().out == "No."
    printer.check(claims[:1])
    assert capsys.readouterr().out == " South Africa won. ∅ uncited Nob"
    printer.finish(Answer("Who?", text, Status.ANSWERED, (), (), Usage(), claims=tuple(claims)))
    assert capsys.readouterr().out == "ody else did. ∅ uncited\n"


def test_a_denial_in_words_is_signed_and_one_with_a_mark_is_not_twice(capsys: pytest.CaptureFixture[str]) -> None:
    text = "The papers do not mention it. Nor its price [none]."
    claims = (
        Claim(Span(0, 29), (), Support.NOT_STATED, "it says that something is not told"),
        Claim(Span(30, len(text)), (), Support.NOT_STATED),
    )
    AnswerPrinter().finish(Answer("Who?", text, Status.NOT_FOUND, (), (), Usage(), claims=claims))
    assert capsys.readouterr().out == "The papers do not mention it. – Nor its price [none].\n"


def test_a_copied_sentence_has_no_sign(capsys: pytest.CaptureFixture[str]) -> None:
    text = "It learns. [1.2]"
    mark = Citation("a", (2,), Span(11, 16), Support.QUOTED, "It learns.")
    claim = Claim(Span(0, 16), (mark,), Support.QUOTED)
    AnswerPrinter().finish(Answer("What?", text, Status.ANSWERED, (mark,), (), Usage(), claims=(claim,)))
    assert capsys.readouterr().out == "It learns. [1]\n"
