"""An answer while it grows: what is shown once only goes on, and mark-up that is only begun is not shown."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual._context import active_app
from textual.app import App

from askpapers.papers.paper import Paper
from askpapers.tui.rendering.citations import render_answer, settled
from askpapers.verification import checker as citations
from askpapers.verification import marks

MERGING = Paper("2310.02575", "AdaMerging", "It learns the coefficients of merging. It gains 11% over task arithmetic.")
ANSWER = """## What they do

It learns the **coefficients of *merging* itself** [1.1]. It gains `11%` over *task arithmetic* [1.2, 1.1].

- **AdaMerging** learns the coefficients of merging [1.1]
- the second ~~gains~~ learns 2 * 3 * 4 of them

1. one
2. two [1.2]

```python
def merge(a: int) -> int:
    return a ** 2  # [1.1]
```

> It flies to the moon and back again [7.1].
"""
TABLE = """It gains 11% over task arithmetic [1.2]:

| Method | Gain |
|:---|---:|
| **AdaMerging** | 11% [1.2] |
| the other one | more [1.1] |

And no more."""


@pytest.fixture(autouse=True, scope="module")
def theme() -> Iterator[None]:
    token = active_app.set(App())
    yield
    active_app.reset(token)


def growing(text: str, width: int = 0) -> str:
    pending = [mark.span for mark in marks.parse_marks(text, [MERGING])]
    return "\n\n".join(part.plain for part in render_answer(text, (), width=width, pending=pending))


def test_what_is_shown_only_goes_on() -> None:
    shown = [growing(ANSWER[:end]) for end in range(1, len(ANSWER) + 1)]
    for before, after in itertools.pairwise(shown):
        assert after.startswith(before.rstrip("\n .•▎│")), (before[-60:], after[-60:])


def test_a_verdict_moves_nothing() -> None:
    claims = citations.check(ANSWER, [MERGING])
    with_verdicts = "\n\n".join(part.plain for part in render_answer(ANSWER, claims)).replace(" ∅ uncited", "")
    # Only of an invented source it is not known before that it will get no number.
    with_verdicts = with_verdicts.replace("[7.1?]", "[4?]")
    waiting = growing(ANSWER)
    assert waiting != with_verdicts
    assert len(waiting) == len(with_verdicts)
    assert [a for a, b in zip(waiting, with_verdicts, strict=True) if a != b] == ["…"] * waiting.count("…")


def test_a_table_is_one_from_its_first_line_on() -> None:
    for end in range(1, len(TABLE) + 1):
        shown = growing(TABLE[:end])
        assert "|" not in shown and "---" not in shown and "**" not in shown, TABLE[:end]
    assert "─┼─" in growing(TABLE[: TABLE.index("Gain |") + len("Gain |\n")])


@pytest.mark.parametrize(
    ("text", "shown", "closing"),
    [
        ("It gains [1.", "It gains", ""),
        ("It gains **11%", "It gains **11%", "**"),
        ("It **gains *11%", "It **gains *11%", "***"),
        ("It **gains ", "It **gains", "**"),
        ("It gains **", "It gains", ""),
        ("Two:\n-", "Two:", ""),
        ("Two:\n1.", "Two:", ""),
        ("2 * 3 *4* 5", "2 * 3 *4* 5", ""),
        ("the call `f(**", "the call `f(", "`"),
        ("a `b*` *c", "a `b*` *c", "*"),
        ("```\nx = [1", "```\nx = [1", ""),
    ],
)
def test_what_is_begun_is_left_out_and_what_is_open_closed(text: str, shown: str, closing: str) -> None:
    end, added = settled(text)
    assert (text[:end], added) == (shown, closing)


@given(st.text(alphabet="ab |*_`~#-[1.2]>\n(:", max_size=80))
def test_no_text_is_too_strange(text: str) -> None:
    end, _ = settled(text)
    assert 0 <= end <= len(text)
    growing(text, 30)
