"""Texts from elsewhere, checked against the library."""

from __future__ import annotations

import json

import pytest

from askpapers import errors
from askpapers.answers.answer import Support
from askpapers.library.library import Library
from askpapers.papers.paper import Paper
from askpapers.verbs.verify import CheckedClaim, check_claim, verify
from tests.conftest import NOW

LAMPS = Paper(
    "2401.00001",
    "Tin lamps for dark nights",
    "Nights are dark. Tin lamps burn for 412 hours. They are made of tin.",
    arxiv_id="2401.00001",
)
BIB = """@article{smith24, title={Tin Lamps for Dark Nights}, year={2024}}
@misc{jones, title={{Another}}, eprint={2401.00001v2}, archiveprefix={arXiv}}
@book{lost, title={A Book That Nobody Has}}"""


async def checked(library: Library, text: str, bibliography: str = "") -> list[CheckedClaim]:
    await library.catalog.merge([LAMPS], default_day=NOW.date())
    return await verify(library, text, bibliography=bibliography)


@pytest.mark.parametrize(
    "text",
    [
        "Tin lamps burn for 412 hours (arXiv:2401.00001v1).",
        r"Tin lamps burn for 412 hours~\citep[p.~3]{smith24}.",
        r"Tin lamps burn for 412 hours \cite{jones}.",
        "Tin lamps burn for 412 hours [see @smith24, p. 3].",
    ],
)
async def test_a_sentence_is_checked_against_the_paper_that_it_cites(library: Library, text: str) -> None:
    (claim,) = await checked(library, text, BIB)
    assert (claim.papers, claim.verdict.support, claim.sentences) == (("2401.00001",), Support.VERIFIED, (2,))
    assert claim.span is not None and claim.span.of(text) == text


async def test_a_title_in_the_sentence_cites_its_paper(library: Library) -> None:
    (claim,) = await checked(library, "In Tin Lamps for Dark Nights the lamps burn for 900 hours.")
    assert claim.papers == ("2401.00001",)
    assert claim.verdict.support is Support.CONTRADICTED
    assert claim.verdict.reason == "sentence 2 says 412 hours where the claim says 900 hours"


async def test_what_nobody_cites_and_what_nobody_has_are_told_apart(library: Library) -> None:
    none, book, id = await checked(library, r"Lamps are nice. They burn \cite{lost}. So they do (2401.99999).", BIB)
    assert none.verdict.support is Support.UNCITED
    assert (book.verdict.support, book.unknown) == (Support.UNKNOWN_SOURCE, ("lost",))
    assert id.unknown == ("2401.99999",)


async def test_json_lines_keep_their_order_and_name_their_sentences(library: Library) -> None:
    rows = [
        {"claim": "Tin lamps burn for 412 hours.", "paper": "2401.00001", "sentences": [2]},
        {"claim": "Tin lamps burn for 412 hours.", "paper": "2401.00001"},
        {"claim": "Tin lamps burn for 413 hours.", "paper": "2401.00001", "sentences": [2]},
        {"claim": "Anything.", "paper": "2401.00001", "sentences": [9]},
        {"claim": "Anything.", "paper": "nobody's"},
    ]
    claims = await checked(library, "\n".join(map(json.dumps, rows)))
    assert [claim.verdict.support for claim in claims] == [
        Support.VERIFIED,
        Support.VERIFIED,
        Support.UNSUPPORTED,
        Support.UNKNOWN_SOURCE,
        Support.UNKNOWN_SOURCE,
    ]
    assert claims[3].verdict.reason == "2401.00001 has no sentence 9; it has 3"
    assert [bool(claim.unknown) for claim in claims] == [False, False, False, False, True]


@pytest.mark.parametrize(
    ("line", "said"),
    [('{"claim": 1}', "Line 1 is no claim"), ('{"claim"', "Line 1 is no JSON"),
     ('{"claim": "x", "paper": "y", "sentences": ["1"]}', "Line 1 is no claim")],
)  # fmt: skip
async def test_a_damaged_line_is_named(library: Library, line: str, said: str) -> None:
    with pytest.raises(errors.DamagedInput, match=said):
        await checked(library, line)


async def test_one_claim_and_its_sentences_need_no_library() -> None:
    assert (await check_claim("It burns for 412 hours.", ["It burns for 412 hours."])).support is Support.VERIFIED
    wrong = await check_claim("It burns for 400 hours.", ["It burns for 412 hours."])
    assert (wrong.support, wrong.score) == (Support.UNSUPPORTED, 0.0)
    assert (await check_claim("Nothing is cited.", [])).support is Support.UNCITED


async def test_a_claim_without_end_is_read_in_bounded_time() -> None:
    verdict = await check_claim("lamp " * 20_000, ["Tin lamps burn. " * 20_000])
    assert 0.0 <= verdict.score <= 1.0
