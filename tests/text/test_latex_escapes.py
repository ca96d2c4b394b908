"""Text escaped for LaTeX, and read again."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from askpapers.text.latex_escapes import escape_latex, unescape_latex


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("5% of R&D, a_b, #1, $3, ~x, 2^3", r"5\% of R\&D, a\_b, \#1, \$3, \textasciitilde{}x, 2\textasciicircum{}3"),
        ("saves $5 & more, or $10k", r"saves \$5 \& more, or \$10k"),
        ("$x_1^2$ and $\\frac{a}{b}$", "$x_1^2$ and $\\frac{a}{b}$"),
        (r"\(x_1\) holds", r"\(x_1\) holds"),
        (r"$\text{set_A}$", r"\$\textbackslash{}text\{set\_A\}\$"),
        (r"our \method is", r"our \textbackslash{}method is"),
        (r"$\mycommand$", r"\$\textbackslash{}mycommand\$"),
        (r"\emph{a_b} and \textbf{c", r"\emph{a\_b} and \textbackslash{}textbf{$\lbrace$}c"),
        (r"Schr\"odinger, {\'e}tale, \"Uber", r"Schr\"odinger, {\'e}tale, \"Uber"),
        (r"called \"attention\"", 'called \\textbackslash{}"attention\\textbackslash{}"'),
        ("{a} and }", r"\{a\} and {$\rbrace$}"),
        (r"12\% of it", r"12\%{} of it"),
    ],
)
def test_signs_are_escaped_and_what_every_latex_knows_stays(text: str, written: str) -> None:
    assert escape_latex(text) == written
    assert unescape_latex(written) == text


latex = st.lists(
    st.sampled_from(["\\", "{", "}", "$", "%", "&", "_", "^", "~", "#", "x", "1", " ", "\\emph{", "\\%", "\\{", "\\}",
                     "$x_1$", "\\(", "\\)", "\\\"o", "{\\'e}", "\\lbrace", "brace", "\\textbackslash{}", "{}", "text"]),
    max_size=14,
).map("".join)  # fmt: skip


@given(st.one_of(st.text(), latex))
@example("$x$${")
@example("\\$$\\%$")
@example("\\emph{a\\}")
def test_what_is_escaped_is_read_again_sign_for_sign(text: str) -> None:
    assert unescape_latex(escape_latex(text)) == text


@given(latex)
def test_braces_are_in_pairs_however_they_are_counted(text: str) -> None:
    for written in (escape_latex(text), re.sub(r"\\[{}]", "", escape_latex(text))):
        depth = 0
        for sign in written:
            depth += (sign == "{") - (sign == "}")
            assert depth >= 0
        assert depth == 0


@given(latex)
def test_no_comment_and_no_alignment_is_left_bare(text: str) -> None:
    assert not re.search(r"(?<!\\)(?:\\\\)*[%&#]", escape_latex(text).replace("\\\\", ""))


@pytest.mark.parametrize("sign", ["$", "{", "\\(", "\\emph{", "$x", "\\", "$ "])
def test_endless_signs_are_escaped_in_linear_time(sign: str) -> None:
    text = sign * (40_000 // len(sign))
    assert unescape_latex(escape_latex(text)) == text
