"""How an answer ended, in one line, and its verdicts at a glance."""

from __future__ import annotations

from dataclasses import replace

from askpapers.answers.answer import Answer, Citation, Claim, Status, Support
from askpapers.answers.usage import Usage
from askpapers.papers.paper import Match, Paper
from askpapers.text.sentences import Span
from askpapers.tui.rendering.verdicts import describe_end, evidence_strip

PAPER = Paper("2601.00001", "Lamps", "A lamp burns.")
CITED = Citation(PAPER.id, (1,), Span(6, 11), Support.VERIFIED, PAPER.abstract)
CLAIMS = (Claim(Span(0, 12), (CITED,), Support.VERIFIED), Claim(Span(12, 20), (), Support.UNCHECKED))
ANSWER = Answer(
    "q?", "Burns [1.1]. So, it:", Status.ANSWERED, (CITED,), (Match(PAPER, 1.0),), Usage(), claims=CLAIMS, scope_size=1
)


def test_verdicts_are_counted_with_their_signs_and_one_dot_between_them() -> None:
    assert describe_end(ANSWER) == "✓ 1 verified · 1 not checked · 1 of 1 paper read"
    assert describe_end(ANSWER, spoken=True) == "1 verified · 1 not checked · 1 of 1 paper read"


def test_an_answer_that_broke_off_is_told_from_one_that_was_stopped() -> None:
    stopped = replace(ANSWER, status=Status.STOPPED)
    assert describe_end(stopped).startswith("stopped; what came is kept · ✓ 1")
    assert describe_end(replace(stopped, broken=True)).startswith("broke off, and not by you; what came is kept · ✓ 1")


def test_a_cell_knows_its_claim_and_where_a_click_goes() -> None:
    strip = evidence_strip(CLAIMS, [CITED], None)
    metas = [span.style.meta for span in strip.spans if not isinstance(span.style, str) and span.style.meta]
    assert metas == [{"claim": 0, "cite": 0}, {"claim": 1}]
