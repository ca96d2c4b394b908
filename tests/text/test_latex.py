"""LaTeX for display: read where that is sure to be right, left as it was elsewhere, and never dangerous. Text escaped for
LaTeX, and read again.
"""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from askpapers.text.latex import escape_latex, latex_to_text, unescape_latex
from askpapers.text.sanitize import sanitize

pieces = st.sampled_from(
    ["$", "$$", "\\", "\\(", "\\)", "{", "}", "^", "_", "~", "\\frac", "\\sqrt", "\\mathbb", "\\alpha", "\\emph",
     "\\em ", "\\'", '\\"', "\\c", "``", "''", "\\%", "\\$", "x", "R", "2", "n+1", " ", "a b", "é", "深", "🙂", "[bold]",
     "\u0301"]
)  # fmt: skip
crowded = st.lists(pieces, max_size=25).map("".join)


@given(st.text() | crowded)
@example("x" * 10_000)
@example("$" * 1_000)
@example("{" * 1_000)
@example("\\frac{" * 300 + "}" * 300)
def test_any_text_can_be_read(text: str) -> None:
    assert isinstance(latex_to_text(text), str)


@given(st.text() | crowded)
def test_a_safe_line_stays_one_safe_line(text: str) -> None:
    line = latex_to_text(sanitize(text))
    assert not {"Cc", "Cf", "Cs", "Zl", "Zp"} & {unicodedata.category(c) for c in line}


@given(st.text().filter(lambda text: not any(c in text for c in "\\$~^_")))
def test_text_without_a_sign_of_latex_stays_as_it_is(text: str) -> None:
    assert latex_to_text(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CO$_2$ at $10^{-3}$", "CO₂ at 10⁻³"),
        ("$x^2$ and $x_i$", "x² and xᵢ"),
        ("$O(n^2)$", "O(n²)"),
        ("$$E=mc^2$$", "E=mc²"),
        (r"\(a^2 + b_1\)", "a² + b₁"),
        (r"$\alpha$-divergence", "α-divergence"),
        (r"$\alpha x \leq \beta$", "α x ≤ β"),
        (r"$2\times$ faster, $\sim$5 hours", "2× faster, ∼5 hours"),
        (r"$\frac{a+b}{2}$", "(a+b)/2"),
        (r"$\frac{\sqrt{n}}{2}$", "(√n)/2"),
        (r"$\mathbb{R}^d$ and $\mathbb{E}$", "ℝᵈ and 𝔼"),
        (r"$\mathcal{O}(n \log n)$", "O(n log n)"),
        (r"$\left( x \right)$", "( x )"),
        (r"$p < 0.05$", "p < 0.05"),
        (r"$20\%$", "20%"),
        (r"$\ell_2$-norm", "ℓ₂-norm"),
        (r"$2^{n/2}$ and 2^{n/2}", "2^(n/2) and 2^(n/2)"),
        (r"$2^{n^{2}/2}$", "2^(n²/2)"),
        (r"$O(N^{-1/2})$", "O(N^(-1/2))"),
        (r"$x_{i,j}$, $L_{CE}$, $f^{(n,m)}$, $x^{\infty}$", "x_(i,j), L_CE, f^(n,m), x^∞"),
        (r"$360^{\circ}$ and $90^\circ$", "360° and 90°"),
        (r"$\tilde{O}(n)$ or \tilde{O}", "Õ(n) or Õ"),
        (r"$\tilde\mathcal{O}(n)$, $\hat{\rho}$, $\bar r$", "Õ(n), ρ̂, r̄"),
    ],
)
def test_maths_is_shown_as_signs(text: str, expected: str) -> None:
    assert latex_to_text(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"Schr\"odinger and G\"{o}del", "Schrödinger and Gödel"),
        (r"\'etude, \`a, \^o, \~n", "étude, à, ô, ñ"),
        (r"Erd\H{o}s, \v{S}, \c{c}a, \r{a}", "Erdős, Š, ça, å"),
        (r"na\"{\i}ve", "naïve"),
        (r"95\% of R\&D \#1, a\_b", "95% of R&D #1, a_b"),
        (r"\textbf{bold \emph{and slanted} text}", "bold and slanted text"),
        (r"{\em stressed} word", "stressed word"),
        (r"\texttt{run\_me}", "run_me"),
        (r"see Table~1 and Smith~\textit{et al.}", "see Table 1 and Smith et al."),
        (r"``quoted'' at 5\%", "“quoted” at 5%"),
        (r"the $k$-th of $n$ items", "the k-th of n items"),
        (r"\url{https://a.example/x}", "https://a.example/x"),
        (r"a cost of \$5 a month", "a cost of $5 a month"),
        ("JiuZhang~2.0 with 5~GB", "JiuZhang 2.0 with 5 GB"),
        ("see Fig.~3, (1)~how to", "see Fig. 3, (1) how to"),
        (r"tasks, \eg, \ie{} Smith \etal. (\eg~light)", "tasks, e.g., i.e. Smith et al. (e.g. light)"),
        (r"robust \wrt noise, \aka jitter", "robust w.r.t. noise, a.k.a. jitter"),
    ],
)
def test_accents_escapes_and_fonts_are_read(text: str, expected: str) -> None:
    assert latex_to_text(text) == expected


def test_escaped_dollars_are_dollars_and_bound_no_maths() -> None:
    assert (
        latex_to_text(r"from \$0.5-\$0.7 (\$5 to \$7) with $x^2$ and $y = \$3$")
        == "from $0.5-$0.7 ($5 to $7) with x² and y = $3"
    )


@pytest.mark.parametrize(
    "text",
    [
        "from $5 to $7 a day",
        "it costs $5 and sells for $10",
        "$5 million in 2024 and $7 million in 2025",
        "between $100k and $200k",
        "US$ 5 and US$ 6",
        "a lone $ sign",
        "$0.5-$0.7 a page",
        "$5k-$10k, $1 million – $2 million",
        "$$",
    ],
)
def test_prices_are_no_maths(text: str) -> None:
    assert latex_to_text(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "snake_case and file_name.py",
        "x_i and y_2 outside of maths",
        "https://a.example/~user/x_y^z",
        "~5 minutes",
        "3~5x, 10~20 papers",
        "http://a.example/b~c and ~/a~b",
        "2^10 of them",
        "\\",
        "a\\\\b",
        r"\unknowncommand{x} and \another",
        r"C:\Users\Name",
        "kept_{blue} and kept^{Q}",
        "an [unclosed \\( formula",
        "10 % ^ & _",
    ],
)
def test_what_is_not_surely_latex_stays_as_it_was(text: str) -> None:
    assert latex_to_text(text) == text


def test_a_name_that_begins_like_a_command_is_another_command() -> None:
    assert latex_to_text(r"\inf \int \in \infty \indigo") == r"inf ∫ ∈ ∞ \indigo"


def test_a_script_is_moved_as_a_whole_or_not_at_all() -> None:
    assert latex_to_text("x^{a+b}, x^{aQ}") == "xᵃ⁺ᵇ, x^{aQ}"
    assert latex_to_text("x_{ij}, x_{iQ}") == "xᵢⱼ, x_{iQ}"


@pytest.mark.parametrize("text", [r"$x^2$ & \'e \alpha", r"95\% of $n$"])
def test_what_is_read_once_is_not_read_again(text: str) -> None:
    once = latex_to_text(text)
    assert latex_to_text(once) == once


def test_markup_of_the_interface_is_left_alone() -> None:
    assert latex_to_text(r"[bold]\alpha[/bold] <b>$x$</b>") == "[bold]α[/bold] <b>x</b>"


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (r"Schr{\"o}dinger", "Schrödinger"),
        (r"M{\'e}moire {\c{c}}a {\"{u}}ber", "Mémoire ça über"),
        (r"G\"{o}del, na\"{\i}ve, \'a la", "Gödel, naïve, á la"),
        (r"{\"oder so}", "{öder so}"),
    ],
)
def test_braces_around_an_accent_and_its_letter_go_with_it(text: str, read: str) -> None:
    assert unicodedata.normalize("NFC", latex_to_text(text)) == unicodedata.normalize("NFC", read)


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
