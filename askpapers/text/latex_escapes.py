"""Text as LaTeX means it: what is plain is escaped, what is LaTeX already stays; and back again.

A bibliography is read by LaTeX, biber and pandoc. To all three a bare `%` begins a comment, `&` and `#` are errors, and a
command that nobody defined stops the run. So only what every LaTeX knows is left as it is (mathematics, accents, emphasis);
anything else is written so that it prints its own characters. BibTeX counts braces even where they are escaped, so those
are kept in pairs.
"""

from __future__ import annotations

import re

_STYLES = "emph|textbf|textit|textsc|texttt|textsf|textrm|textsl|textup|underline|mbox|textsuperscript|textsubscript"
_MATH = r"\$(?![\s$])(?:[^$\\]|\\.){1,1000}?(?<!\s)\$(?![\d$])|\\\((?:[^$\\]|\\[^()]){1,1000}\\\)"
_ACCENT = (
    r"\{\\[\"'`^~=.Hckruvbd](?:\{\\?[A-Za-z]\}|\\?[A-Za-z])\}"
    r"|(?<=[^\W\d_])\\[\"'`^~=.](?:\{\\?[A-Za-z]\}|\\[ij](?![A-Za-z])|[A-Za-z])"
    # At the beginning of a word \"a is more often a quotation mark from somebody's JSON than an ä.
    r"|\\[\"'`^~=.](?:\{[A-Z]\}|[A-Z])|\\[Hckruvbd]\{[A-Za-z]\}|\\(?:ss|ae|AE|oe|OE|aa|AA|o|O|l|L)(?:\{\}|(?![A-Za-z]))"
)
_TOKEN = re.compile(
    rf"(?P<math>{_MATH})|(?P<accent>{_ACCENT})|(?P<style>\\(?:{_STYLES})\{{)|(?P<open>\\?\{{)|(?P<close>\\?\}})"
    r"|(?P<escaped>\\[%&#_$])|(?P<plain>[%&#_$^~\\])"
)
_ESCAPE = re.compile(
    r"(?:(?P<brace>\{\$\\[lr]brace\$\})|\\(?P<sign>[%&#_${}]))(?P<own>\{\})?"
    rf"|(?P<math>{_MATH})"
    r"|(?P<name>\\text(?:backslash|asciicircum|asciitilde)\{\})"
)
_NEEDED = re.compile(r"[%&#_$^~\\{}]")
_WRITTEN = {"\\": r"\textbackslash{}", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}"}
_LONE = {"{": r"{$\lbrace$}", "}": r"{$\rbrace$}"}
_READ = {written: sign for signs in (_WRITTEN, _LONE) for sign, written in signs.items()}

_MATH_COMMANDS = frozenset(
    # Greek
    "alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi varpi rho varrho sigma "
    "varsigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega "
    # operators, relations, arrows
    "times cdot cdots ldots dots vdots ddots div pm mp ast star circ bullet oplus otimes odot cap cup setminus wedge vee "
    "le leq ge geq ne neq ll gg sim simeq approx equiv cong propto asymp prec succ subset supset subseteq supseteq in ni "
    "notin mid parallel perp to rightarrow leftarrow leftrightarrow Rightarrow Leftarrow Leftrightarrow longrightarrow "
    "mapsto uparrow downarrow infty partial nabla forall exists neg emptyset hbar ell Re Im aleph prime angle triangle "
    "sum prod int oint bigcup bigcap bigoplus bigotimes colon langle rangle lfloor rfloor lceil rceil lbrace rbrace vert "
    "Vert lvert rvert lVert rVert backslash dagger ddagger top bot "
    # functions and forms
    "log ln exp sin cos tan sinh cosh tanh arcsin arccos arctan max min sup inf lim limsup liminf det dim ker deg arg gcd "
    "Pr hom frac dfrac tfrac sqrt binom hat widehat tilde widetilde bar overline underline vec dot ddot check acute grave "
    "breve mathrm mathbf mathit mathcal mathsf mathtt mathbb mathfrac mathfrak mathscr boldsymbol text textrm textbf textit "
    "operatorname left right big Big bigl bigr Bigl Bigr bigg Bigg limits nolimits overset underset overbrace underbrace "
    "quad qquad displaystyle textstyle mod bmod pmod lesssim gtrsim".split()
)


def escape_latex(text: str) -> str:
    """Return text that LaTeX prints as it is, its own mathematics, accents and emphasis left to LaTeX; braces are in pairs.

    >>> print(escape_latex("5% of $x_1$ & a_b, $3"))
    5\\% of $x_1$ \\& a\\_b, \\$3
    """
    if not _NEEDED.search(text):
        return text
    tokens = _tokens(text)
    partners = _partners(tokens)
    parts: list[str] = []
    at = 0
    for place, (kind, word, start) in enumerate(tokens):
        partner = partners.get(place)
        parts += text[at:start], _written(kind, word, None if partner is None else tokens[partner][0])
        at = start + len(word)
    return "".join(parts) + text[at:]


def unescape_latex(text: str) -> str:
    """Return text whose escaped signs stand for themselves; mathematics and commands stay as they are.

    >>> print(unescape_latex(escape_latex("5% of $x_1$ & {a_b}, $3")))
    5% of $x_1$ & {a_b}, $3
    """
    if "\\" not in text:
        return text
    return _ESCAPE.sub(_read, text)


def _read(m: re.Match[str]) -> str:
    if m["math"]:
        return m["math"]
    sign = m["sign"] or _READ[m["brace"] or m["name"]]
    return f"\\{sign}" if m["own"] else sign


def _tokens(text: str) -> list[tuple[str, str, int]]:
    """What LaTeX may take for more than its signs, in order: kind, signs, place."""
    found, at = [], 0
    while (m := _TOKEN.search(text, at)) is not None:
        kind, word = m.lastgroup or "", m[0]
        if kind == "math" and not _is_math(word):
            kind, word = "plain", word[0]
        found.append((kind, word, m.start()))
        at = m.start() + len(word)
    return found


def _is_math(text: str) -> bool:
    """Whether LaTeX can set this: known commands, braces in pairs, no sign that it would stop at."""
    if not all(map(_is_paired, (text, re.sub(r"\\.", "", text)))):
        return False
    names = re.findall(r"\\([A-Za-z]+)", text)
    odd = re.search(
        r"(?<!\\)[%&#]|\\[^A-Za-z%&#_{},;:!| ()\\]|\\\\|[_^]\s*$|[_^]\s*[_^}]|[^\x00-\x7f]", text.strip("$")
    )
    odd = odd or re.search(r"\\(?:text[a-z]*|operatorname)\{[^{}]*[_^]", text)
    return not odd and _MATH_COMMANDS.issuperset(names)


def _is_paired(text: str) -> bool:
    depth = 0
    for sign in text:
        depth += (sign == "{") - (sign == "}")
        if depth < 0:
            return False
    return not depth


def _partners(tokens: list[tuple[str, str, int]]) -> dict[int, int]:
    """The places of braces that belong together, each by the other's."""
    waiting: list[int] = []
    partners = {}
    for place, (kind, _, _) in enumerate(tokens):
        if kind in {"style", "open"}:
            waiting.append(place)
        elif kind == "close" and waiting:
            partners[place] = waiting.pop()
            partners[partners[place]] = place
    return partners


def _written(kind: str, word: str, partner: str | None) -> str:
    """How a token is written; `partner` is the kind of the brace that belongs to it.

    A sign that the text itself escapes has an empty group behind it, which prints nothing and tells it from a plain one.
    """
    if kind in {"math", "accent"} or (kind == "style" and partner):
        return word
    if kind == "style":
        return escape_latex(word[:-1]) + _LONE["{"]
    sign, own = word[-1], "{}" if len(word) > 1 else ""
    if kind == "plain":
        return _WRITTEN.get(word, f"\\{word}")
    if kind == "close" and partner == "style":
        return escape_latex(word[:-1]) + "}"
    return (f"\\{sign}" if kind == "escaped" or partner else _LONE[sign]) + own
