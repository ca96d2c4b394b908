"""An answer's Markdown with its marks: signs beside what is said, list items hung, words never changed."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual._context import active_app
from textual.app import App

from askpapers.papers.paper import Paper
from askpapers.tui.rendering.citations import citations_of, render_answer
from askpapers.tui.rendering.verdicts import evidence_strip
from askpapers.verification import checker as citations

MERGING = Paper("2310.02575", "AdaMerging", "It learns the coefficients of merging. It gains 11% over task arithmetic.")


@pytest.fixture(autouse=True, scope="module")
def theme() -> Iterator[None]:
    """Colours are named by the theme of the app that runs."""
    token = active_app.set(App())
    yield
    active_app.reset(token)


def shown(text: str, width: int = 0) -> str:
    return "\n\n".join(part.plain for part in render_answer(text, citations.check(text, [MERGING]), width=width))


def test_each_mark_carries_its_verdict() -> None:
    text = "It learns the coefficients of merging [1.1]. It gains 12% over task arithmetic [1.2]. It flies [7.1]."
    assert shown(text) == (
        "It learns the coefficients of merging [1✓]. It gains 12% over task arithmetic [2≠]. It flies [7.1?]."
    )


def test_the_strip_has_a_cell_a_claim_and_counts_what_is_too_many() -> None:
    claims = citations.check(
        "It learns the coefficients of merging [1.1]. It gains 12% over task arithmetic [1.2].", [MERGING]
    )
    cited = citations_of(claims)
    assert evidence_strip(claims, cited, cited[1]).plain.split() == ["✓", "≠"]
    many = evidence_strip([*claims] * 100, cited, None)
    assert many.plain.split()[-3:] == ["and", "120", "more"]
    assert len(many.plain.split()) == 83


def test_a_claim_without_a_mark_is_called_uncited_where_it_ends() -> None:
    text = (
        "It learns the coefficients of merging [1.1].\n\nNobody has ever **done** this before.\n\n- Cats like it, too."
    )
    plain = shown(text)
    assert "Nobody has ever done this before. ∅ uncited" in plain
    assert "Cats like it, too. ∅ uncited" in plain
    assert plain.count("∅") == 2


def test_what_the_papers_leave_open_is_not_called_uncited() -> None:
    assert shown("The papers do not say what it costs [none].") == "The papers do not say what it costs [none]."


def test_the_lines_of_an_item_stand_below_its_own_words() -> None:
    lines = shown("Two ways:\n\n- It learns the coefficients of merging in many small steps [1.1]", 30).split("\n")
    assert lines[2].startswith("• It learns")
    assert all(line.startswith("  ") and line[2] != " " for line in lines[3:]) and len(lines) > 3
    assert all(len(line) <= 30 for line in lines[2:])


def test_a_title_stands_close_above_its_items_and_apart_from_the_next() -> None:
    plain = shown(
        "**One**\n- It learns the coefficients of merging [1.1]\n\n**Two**\n- It gains 11% over task arithmetic [1.2]"
    )
    assert plain == (
        "One\n• It learns the coefficients of merging [1✓]\n\nTwo\n• It gains 11% over task arithmetic [2✓]"
    )


def test_a_followed_mark_leads_to_its_citation() -> None:
    text = "It learns the coefficients of merging [1.1]. It gains 11% over task arithmetic [1.2]."
    claims = citations.check(text, [MERGING])
    (content,) = render_answer(text, claims)
    metas = [
        span.style.meta["cite"] for span in content.spans if hasattr(span.style, "meta") and "cite" in span.style.meta
    ]
    assert metas == [0, 1]
    assert [citation.sentences for citation in citations_of(claims)] == [(1,), (2,)]


@given(st.text(alphabet="ab *_`#-[1.2]>\n∅•💡\x1b", max_size=120), st.integers(0, 60))
def test_no_answer_breaks_the_picture(text: str, width: int) -> None:
    plain = shown(text, width)
    assert "\x1b" not in plain
    assert not re.search("[\ue000-\uf8ff]", plain)
    words = re.findall(r"[ab]+", re.sub(r"\[[^\]]*\]", "", text))
    assert sum(map(len, words)) <= len(re.findall(r"[ab]", plain)), "no letter of the answer is lost"


def metas(text: str, width: int = 0) -> list[tuple[int, str]]:
    """Each place that can be followed, with what is written there."""
    parts = render_answer(text, citations.check(text, [MERGING]), width=width)
    return sorted(
        (span.style.meta["cite"], part.plain[span.start : span.end])
        for part in parts
        for span in part.spans
        if hasattr(span.style, "meta") and "cite" in span.style.meta
    )


TABLE = """
| Method | What it does | Gain |
|---|:---|---:|
| **AdaMerging** | It learns the coefficients of merging [1.1] | 11% over task arithmetic [1.2] |
| another | It gains 12% over task arithmetic [1.2] | |
"""


@pytest.mark.parametrize("width", [0, 90, 60, 30])
def test_marks_in_a_table_can_be_followed_at_any_width(width: int) -> None:
    assert metas(TABLE, width) == [(0, "[1·]"), (1, "[2·]"), (2, "[2≠]")]


def test_a_table_has_lines_and_its_headings_claim_nothing() -> None:
    head, rule, first, second = shown(TABLE).split("\n")
    assert head.split() == ["Method", "│", "What", "it", "does", "│", "Gain"]
    assert set(rule) == {"─", "┼"}
    assert first.startswith("AdaMerging │ It learns the coefficients of merging [1·]")
    assert first.endswith(" 11% over task arithmetic [2·]")
    assert second.startswith("another    │ It gains 12%")


def test_a_table_too_wide_wraps_its_cells_and_one_far_too_wide_is_told_row_by_row() -> None:
    wrapped = shown(TABLE, 60).split("\n")
    assert all(len(line) <= 60 for line in wrapped)
    assert sum("┼" in line for line in wrapped) == 2
    told = shown(TABLE, 30)
    assert "AdaMerging\n  What it does: It learns the coefficients of merging [1·]\n  Gain: 11%" in told


def test_code_is_shown_as_it_is_written_and_claims_nothing() -> None:
    code = "def merge(models: list) -> Model:\n\n    return models[1.2]  # it gains 11% over all"
    plain = shown(f"It gains 11% over task arithmetic [1.2]:\n\n```python\n{code}\n```")
    assert plain.endswith(
        "\n\n  def merge(models: list) -> Model:\n\n      return models[1.2]  # it gains 11% over all"
    )
    (_, block) = render_answer(f"```python\n{code}\n```\n\n```\n{code}\n```", ())
    (named, _) = render_answer(f"```python\n{code}\n```\n\n```\n{code}\n```", ())
    assert named.plain == block.plain
    assert len({span.style for span in named.spans}) > len({span.style for span in block.spans})


def test_the_same_letters_in_code_are_no_mark() -> None:
    text = "`f[1.2]` is it:\n\nIt gains 11% over task arithmetic [1.2]."
    assert shown(text) == "f[1.2] is it: ∅ uncited\n\nIt gains 11% over task arithmetic [1✓]."
    assert metas(text) == [(0, "[1✓]")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("**It gains 11% over task arithmetic.**[1.2]", "It gains 11% over task arithmetic.[1✓]"),
        ("*It gains 11% over task arithmetic [1.2].*", "It gains 11% over task arithmetic [1✓]."),
        ("> It gains 11% over task arithmetic [1.2].", "▎ It gains 11% over task arithmetic [1✓]."),
        (
            "- It gains 11% over task arithmetic [1.2]\n\n  More:",
            "• It gains 11% over task arithmetic [1✓]\n\n  More:",
        ),
        ("# It gains 11% over task arithmetic [1.2]", "It gains 11% over task arithmetic [1✓]"),
        (
            "It [gains 11% over task arithmetic](https://x.org/a) [1.2]",
            "It gains 11% over task arithmetic (https://x.org/a) [1·]",
        ),
        ("It gains 11% over task arithmetic【1.2】。", "It gains 11% over task arithmetic[1✓]。"),
    ],
)
def test_marks_keep_their_place_in_all_mark_up(text: str, expected: str) -> None:
    assert shown(text) == expected
    assert [place for place, _ in metas(text)] == [0]


def test_a_link_that_is_safe_can_be_followed() -> None:
    def links(text: str) -> list[str]:
        return [s.style.meta["url"] for part in render_answer(text, ()) for s in part.spans
                if hasattr(s.style, "meta") and "url" in s.style.meta]  # fmt: skip

    assert links("See [its page](https://x.org/a) now") == ["https://x.org/a"]
    assert links("See [its page](javascript:alert(1)) and [one](file:///etc/passwd)") == []


@pytest.mark.parametrize("width", range(24, 60))
def test_a_line_never_breaks_inside_a_mark_however_long_its_words(width: int) -> None:
    text = (
        "方法在任务算术上提高了百分之十一的性能并且更快更好[1.2]。" * 4
        + "It gains 11% over task arithmetic [1.2]. " * 4
    )
    (content,) = render_answer(text, citations.check(text, [MERGING]))
    lines = "\n".join(line.plain for line in content.wrap(width))
    assert len(re.findall(r"\[1[✓~✗≠?·]\]", lines)) == 8


@pytest.mark.parametrize(
    ("forged", "drawn"),
    [
        ("It burns [1✓].", "It burns ⟦1✓⟧."),
        ("It burns \\[1✓\\].", "It burns ⟦1✓⟧."),
        ("It burns &#91;1&check;&#93;.", "It burns ⟦1✓⟧."),
        ("It burns [**1**✓].", "It burns ⟦1✓⟧."),
        ("It burns [1`✓`].", "It burns ⟦1✓⟧."),
        ("> ✓ [1] burns", "▎ ⟦✓⟧ ⟦1⟧ burns"),
        ("| a |\n| --- |\n| [2✗] |", "a\n────\n⟦2✗⟧"),
        ("```\na[1] ✓\n```", "  a[1] ⟦✓⟧"),
        ("`a[1]` and `[1✓]`", "a[1] and ⟦1✓⟧"),
    ],
)
def test_what_a_reply_forges_is_in_white_brackets(forged: str, drawn: str) -> None:
    assert "\n\n".join(part.plain for part in render_answer(forged, ())) == drawn


def test_a_forged_mark_beside_one_of_ours_and_within_one_that_names_no_source() -> None:
    assert shown("It gains 11% over task arithmetic [1.2]. See [1✓].").startswith(
        "It gains 11% over task arithmetic [1✓]. See ⟦1✓⟧."
    )
    assert shown("It flies [1.9, sentence 3 ✓].").endswith("⟦✓⟧?].")
