"""An answer as JSON: the keys that scripts rely on, and nothing lost on the way back."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askpapers.answers.answer import Answer, Citation, Claim, Status, Support
from askpapers.answers.serialization import answer_of, as_json, citation_json, usage_json
from askpapers.answers.usage import Usage
from askpapers.papers.paper import Match, Paper, Reason, ReasonKind
from askpapers.text.sentences import Span

CITATION = Citation("2510.00001", (2, 3), Span(21, 28), Support.WEAK, "It saves memory.", "7 is not in it", True)
ANSWER = Answer(
    "What saves memory?",
    "Merging saves memory [1.2-3].",
    Status.PARTLY,
    (CITATION,),
    (
        Match(Paper("2510.00001", "Merging"), 0.87654321, Reason(detail="words")),
        Match(Paper("2510.00002", "Else"), 0.0),
    ),
    Usage(100, 20, 50, 0.0123456789, estimated=True, from_cache=False, calls=1),
    "gpt-x",
    (Claim(Span(0, 29), (CITATION,), Support.WEAK, "a reason"),),
    51,
    ("a note",),
    (Citation("2510.00002", (1,), Span(0, 0), Support.VERIFIED, "Nearest."),),
)


def test_the_keys_of_the_contract_are_there() -> None:
    made = as_json(ANSWER)
    assert {"question", "status", "answer", "model", "citations", "retrieved", "usage"} <= set(made)
    assert {"paper", "sentences", "quote", "support", "start", "end"} <= set(made["citations"][0])
    assert {"paper", "score"} <= set(made["retrieved"][0])
    assert {"prompt_tokens", "completion_tokens", "cost_usd", "estimated"} <= set(made["usage"])


def test_the_values_are_those_of_the_answer() -> None:
    made = as_json(ANSWER)
    assert (made["question"], made["answer"], made["status"]) == (ANSWER.question, ANSWER.text, "partly-answered")
    assert made["citations"] == [
        {
            "paper": "2510.00001",
            "sentences": [2, 3],
            "quote": "It saves memory.",
            "support": "weak",
            "reason": "7 is not in it",
            "chosen": True,
            "start": 21,
            "end": 28,
        }
    ]
    assert made["answer"][made["citations"][0]["start"] : made["citations"][0]["end"]] == "[1.2-3]"
    assert [match["paper"] for match in made["retrieved"]] == ["2510.00001", "2510.00002"]
    assert made["claims"][0]["citations"] == [0]


@pytest.mark.parametrize("status", list(Status))
def test_every_status_is_written_as_its_word(status: Status) -> None:
    assert as_json(replace(ANSWER, status=status))["status"] == status.value


@pytest.mark.parametrize("support", list(Support))
def test_every_verdict_is_written_as_its_word(support: Support) -> None:
    assert citation_json(replace(CITATION, support=support))["support"] == support.value


def test_an_unknown_price_is_null_and_a_known_one_of_nothing_is_nought() -> None:
    assert usage_json(Usage(cost=None))["cost_usd"] is None
    assert usage_json(Usage())["cost_usd"] == 0


def test_the_tiniest_price_is_not_rounded_to_nothing() -> None:
    assert usage_json(Usage(prompt=1, cost=0.00000005))["cost_usd"] > 0


words = st.text(max_size=20)
spans = st.tuples(st.integers(0, 99), st.integers(0, 99)).map(lambda ends: Span(min(ends), max(ends)))
citations = st.builds(
    Citation,
    paper_id=words,
    sentences=st.lists(st.integers(1, 9), max_size=3).map(tuple),
    span=spans,
    support=st.sampled_from(Support),
    quote=words,
    reason=words,
    chosen=st.booleans(),
)
usages = st.builds(
    Usage,
    prompt=st.integers(0, 10**9),
    completion=st.integers(0, 10**9),
    cached=st.integers(0, 10**9),
    cost=st.none() | st.integers(0, 10**6).map(lambda n: n / 1024),
    estimated=st.booleans(),
    from_cache=st.booleans(),
    calls=st.integers(0, 9),
)


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    """An answer whose claims cite what the answer cites, as they do."""
    cited = tuple(draw(st.lists(citations, max_size=4)))
    chosen = st.lists(st.sampled_from(cited), max_size=3).map(tuple) if cited else st.just(())
    claims = st.builds(Claim, span=spans, citations=chosen, support=st.sampled_from(Support), reason=words)
    match = st.builds(
        Match,
        paper=st.builds(Paper, id=words, title=words),
        score=st.integers(0, 10_000).map(lambda n: n / 10_000),
        reason=st.builds(Reason, detail=words),
    )
    return Answer(
        question=draw(words),
        text=draw(words),
        status=draw(st.sampled_from(Status)),
        citations=cited,
        matches=tuple(draw(st.lists(match, max_size=3))),
        usage=draw(usages),
        model=draw(words),
        claims=tuple(draw(st.lists(claims, max_size=3))),
        scope_size=draw(st.integers(0, 999)),
        notes=tuple(draw(st.lists(words, max_size=2))),
        nearest=tuple(draw(st.lists(citations, max_size=3))),
    )


@given(answers())
def test_an_answer_comes_back_from_json_as_it_was(answer: Answer) -> None:
    back = answer_of(json.loads(json.dumps(as_json(answer))))
    cost = answer.usage.cost
    # Eight decimals of a dollar are kept.
    assert replace(back, usage=answer.usage) == answer
    assert replace(back.usage, cost=cost) == answer.usage
    assert back.usage.cost == (None if cost is None else pytest.approx(cost, abs=1e-8))


@given(answers())
def test_what_was_read_back_is_written_the_same_again(answer: Answer) -> None:
    assert as_json(answer_of(as_json(answer))) == as_json(answer)


def test_a_conversation_stored_without_nearest_papers_can_be_read() -> None:
    stored = as_json(ANSWER)
    del stored["nearest"]
    assert answer_of(stored) == replace(answer_of(as_json(ANSWER)), nearest=())


def test_a_paper_read_back_knows_its_id_and_title_and_pretends_no_more() -> None:
    full = Match(Paper("2510.00001", "Merging", "An abstract.", upvotes=3), 0.5)
    back = answer_of(as_json(replace(ANSWER, matches=(full,))))
    assert back.matches == (Match(Paper("2510.00001", "Merging"), 0.5),)


def test_two_marks_that_cite_the_same_are_two_citations() -> None:
    second = replace(CITATION, span=Span(40, 47))
    made = replace(ANSWER, citations=(CITATION, second), claims=(Claim(Span(30, 48), (second,), Support.WEAK),))
    assert as_json(made)["claims"][0]["citations"] == [1]
    assert answer_of(as_json(made)).claims[0].citations == (second,)


@pytest.mark.parametrize("broken", [{}, {"question": "x"}])
def test_what_is_no_stored_answer_is_a_key_error(broken: dict[str, object]) -> None:
    with pytest.raises(KeyError):
        answer_of(broken)


@pytest.mark.parametrize("kind", list(ReasonKind))
def test_the_reason_of_a_match_comes_back_from_its_words(kind: ReasonKind) -> None:
    reason = Reason(kind, "AdaMerging" if kind in {ReasonKind.NAMED, ReasonKind.SEARCH} else "")
    full = replace(ANSWER, matches=(Match(Paper("2510.00001", "Merging"), 0.5, reason),))
    assert answer_of(as_json(full)).matches == full.matches
