"""Dots fall where they belong, and arrows lead from one to the next."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from askpapers.tui.rendering.plots import Dot, cell_of, columns, field, nearest, toward

UNIT = st.floats(0, 1, allow_nan=False)


@given(st.lists(st.builds(Dot, UNIT, UNIT, st.just("bold"), st.integers(0, 2), st.sampled_from(["", "Merge", "長い"])), max_size=30),
       st.integers(10, 60), st.integers(3, 12))  # fmt: skip
def test_every_dot_is_drawn_inside_and_is_the_nearest_to_its_cell(dots: list[Dot], width: int, height: int) -> None:
    lines = field(dots, width, height, 0)
    assert len(lines) == height
    assert all(line.cell_length <= width for line in lines)
    shown = [sign for line in lines for sign in line.plain if sign in "•●" or 0x2800 < ord(sign) < 0x2900]
    drawn = sum(1 if sign in "•●" else (ord(sign) - 0x2800).bit_count() for sign in shown)
    assert (drawn > 0) == bool(dots)
    assert drawn <= len(dots)
    for dot in dots:
        x, y = cell_of(dot, width, height)
        place = nearest(dots, width, height, x, y)
        assert place is not None
        assert cell_of(dots[place], width, height) == (x, y)


def test_arrows_lead_to_the_next_dot_that_way() -> None:
    dots = [Dot(0.1, 0.5), Dot(0.5, 0.55), Dot(0.9, 0.5), Dot(0.5, 0.95)]
    assert toward(dots, 40, 10, 0, 1, 0) == 1
    assert toward(dots, 40, 10, 1, 0, -1) == 3
    assert toward(dots, 40, 10, 3, 0, 1) == 1
    assert toward(dots, 40, 10, 2, 1, 0) == 2


def test_columns_are_as_high_as_their_counts() -> None:
    lines = columns([8, 4, 1, 0], 2, None, 2)
    assert [line.plain for line in lines] == ["█       ", "█ █ ▂   "]
