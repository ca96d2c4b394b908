"""LaTeX: made readable for display, and text as LaTeX means it, escaped and back again.

A bibliography is read by LaTeX, biber and pandoc. To all three a bare `%` begins a comment, `&` and `#` are errors, and a
command that nobody defined stops the run. So only what every LaTeX knows is left as it is (mathematics, accents, emphasis);
anything else is written so that it prints its own characters. BibTeX counts braces even where they are escaped, so those
are kept in pairs.
"""

from __future__ import annotations

import re
from functools import lru_cache

_SYMBOLS = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε", "zeta": "ζ", "eta": "η",
    "theta": "θ", "vartheta": "ϑ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π",
    "rho": "ρ", "sigma": "σ", "tau": "τ", "upsilon": "υ", "phi": "φ", "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω",
    "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Phi": "Φ", "Psi": "Ψ",
    "Omega": "Ω", "times": "×", "cdot": "·", "pm": "±", "mp": "∓", "div": "÷", "ast": "∗", "star": "⋆", "circ": "∘",
    "leq": "≤", "le": "≤", "geq": "≥", "ge": "≥", "neq": "≠", "ne": "≠", "approx": "≈", "sim": "∼", "simeq": "≃",
    "equiv": "≡", "propto": "∝", "ll": "≪", "gg": "≫", "infty": "∞", "partial": "∂", "nabla": "∇", "sum": "∑", "prod": "∏",
    "int": "∫", "in": "∈", "notin": "∉", "subset": "⊂", "subseteq": "⊆", "cup": "∪", "cap": "∩", "emptyset": "∅",
    "forall": "∀", "exists": "∃", "neg": "¬", "land": "∧", "lor": "∨", "to": "→", "rightarrow": "→", "leftarrow": "←",
    "Rightarrow": "⇒", "Leftarrow": "⇐", "leftrightarrow": "↔", "uparrow": "↑", "downarrow": "↓", "mapsto": "↦",
    "ldots": "…", "dots": "…", "cdots": "⋯", "ell": "ℓ", "hbar": "ℏ", "dagger": "†", "ddagger": "‡", "degree": "°",
    "langle": "⟨", "rangle": "⟩", "lceil": "⌈", "rceil": "⌉", "lfloor": "⌊", "rfloor": "⌋", "otimes": "⊗", "oplus": "⊕",
    "odot": "⊙", "perp": "⊥", "parallel": "∥", "sqrt": "√", "textendash": "–", "textemdash": "—", "textasciitilde": "~",
    "textbackslash": "\\", "textdegree": "°", "textregistered": "®", "texttrademark": "™", "quad": " ", "qquad": " ",
    "log": "log", "exp": "exp", "min": "min", "max": "max", "arg": "arg", "sup": "sup", "inf": "inf", "lim": "lim",
    "eg": "e.g.", "ie": "i.e.", "etal": "et al.", "wrt": "w.r.t.", "aka": "a.k.a.", "etc": "etc.", "iid": "i.i.d.",
    "Pr": "Pr", "left": "", "right": "", "big": "", "Big": "", "bigl": "", "bigr": "", "displaystyle": "",
}  # fmt: skip
_FONTS = frozenset(
    """text textbf textit texttt textsc textrm textsf textsl textnormal emph underline mathrm mathbf mathit mathsf mathtt
    mathcal mathbb mathfrak operatorname boldsymbol bm mbox hbox uline em bf it tt rm""".split()
)
_BLACKBOARD = {"R": "ℝ", "N": "ℕ", "Z": "ℤ", "Q": "ℚ", "C": "ℂ", "E": "𝔼", "P": "ℙ"}
_SUPER = str.maketrans("0123456789+-=()niabcdefghjklmoprstuvwxyzT∘", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱᵃᵇᶜᵈᵉᶠᵍʰʲᵏˡᵐᵒᵖʳˢᵗᵘᵛʷˣʸᶻᵀ°")
_SUB = str.maketrans("0123456789+-=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ")
_ESCAPED = re.compile(r"\\([%&$#_{}])")
# Each brace that opens is closed: {\"o}, \"{o}, {\"{o}}; where it is not, it is left as it was.
_ACCENT = re.compile(
    r"(?P<outer>\{)?\\(?:(?P<sign>[`'^\"~=.])\s*(?P<inner>\{)?\\?(?P<letter>[A-Za-z])(?(inner)\})"
    r"|(?P<command>[cvuHkr])\s*\{(?P<under>[A-Za-z])\})(?(outer)\})"
)
_COMBINING = {"`": "\u0300", "'": "\u0301", "^": "\u0302", '"': "\u0308", "~": "\u0303", "=": "\u0304", ".": "\u0307",
              "c": "\u0327", "v": "\u030c", "u": "\u0306", "H": "\u030b", "k": "\u0328", "r": "\u030a"}  # fmt: skip
_OVER = {"tilde": "\u0303", "widetilde": "\u0303", "hat": "\u0302", "widehat": "\u0302", "bar": "\u0304", "vec": "\u20d7",
         "dot": "\u0307"}  # fmt: skip
_OVER_LETTER = re.compile(rf"\\({'|'.join(_OVER)})(?:\\math[a-z]+)?(?:\s*\{{\s*([^\W\d_])\s*\}}|\s+([^\W\d_])(?!\w))")
# A sign between two numbers is a range, and before a number it says "about": neither is LaTeX's tie.
_TIE = re.compile(r"((?:\w+://|(?<!\S)[~.]{0,2}/)\S*)|(?:(?<=[^\W\d])|(?<=[.,)\]}])|(?<=\d)(?=~\D))~(?=[\w\\(\[$])")
_LONE = re.compile(r"\\?[\w.]*|.|\([^()]*\)")
_PRICE = re.compile(r"\d[\d.,]*\s*(?:[kKMB]|[mbtr]+illion)?\s*(?:-{1,3}|[–—~/])\s*")


@lru_cache(maxsize=8192)
def latex_to_text(text: str) -> str:
    """Return one line of text with its LaTeX as Unicode where that is sure to be read right, and as it was elsewhere."""
    if not any(c in text for c in "\\$~^_"):
        return text
    text = re.sub(
        r"(?<!\\)\$\$?((?:[^$\\]|\\.){1,400}?)\$\$?", lambda m: _maths(m[1]) if _is_maths(m[1]) else m[0], text
    )
    text = re.sub(r"\\\((.{1,400}?)\\\)", lambda m: _maths(m[1]), text)
    text = _accents(text)
    text = _commands(text)
    text = _scripts(text, braces_only=True)
    text = _ESCAPED.sub(r"\1", text)
    text = _TIE.sub(lambda m: m[1] or " ", text)
    return text.replace("``", "“").replace("''", "”")


def _is_maths(text: str) -> bool:
    """Two dollar signs around prose, or around a number and a dash, are prices: "from $5 to $7", "$5-$7"."""
    if _PRICE.fullmatch(text):
        return False
    return (not re.match(r"\s|\d[\d.,]*\s+[a-z]+\s", text) and not text.endswith(" ")) or "\\" in text


def _maths(text: str) -> str:
    text = _accents(_commands(text))
    text = _scripts(text, braces_only=False)
    text = _ESCAPED.sub(r"\1", text)
    return re.sub(r"\s+", " ", text.replace("{", "").replace("}", "").replace("\\,", " ").replace("\\;", " ")).strip()


def _accents(text: str) -> str:
    import unicodedata

    def put(m: re.Match[str]) -> str:
        accent, letter = m["sign"] or m["command"], m["letter"] or m["under"]
        return unicodedata.normalize("NFC", letter + _COMBINING[accent])

    return _ACCENT.sub(put, text)


def _commands(text: str) -> str:
    for _ in range(4):
        before = text
        text = re.sub(r"\\mathbb\s*\{?\s*([A-Z])\s*\}?", lambda m: _BLACKBOARD.get(m[1], m[1]), text)
        text = re.sub(r"\\t?frac\{([^{}]*)\}\{([^{}]*)\}", lambda m: f"{_grouped(m[1])}/{_grouped(m[2])}", text)
        text = re.sub(r"\\sqrt\{([^{}]*)\}", lambda m: f"√{_grouped(m[1])}", text)
        text = _over(text)
        text = re.sub(r"\\([a-zA-Z]+)\{([^{}]*)\}", lambda m: m[2] if m[1] in _FONTS else m[0], text)
        if text == before:
            break
    text = re.sub(r"\{\\(?:em|bf|it|tt|rm|sc)\s+([^{}]*)\}", r"\1", text)
    text = re.sub(r"\\(?:url|href)\{([^{}]*)\}", r"\1", text)

    def symbol(m: re.Match[str]) -> str:
        sign = _SYMBOLS.get(m[1], m[0])
        # An abbreviation brings its own full stop.
        return sign + ("" if sign.endswith(".") else m[2])

    return _over(re.sub(r"\\([a-zA-Z]+)(?:\{\})?(\.?)", symbol, text))


def _over(text: str) -> str:
    """Put a hat or a tilde over the letter that it is for."""
    import unicodedata

    return _OVER_LETTER.sub(lambda m: unicodedata.normalize("NFC", (m[2] or m[3]) + _OVER[m[1]]), text)


def _grouped(text: str) -> str:
    return text if re.fullmatch(r"[\w.]*", text) else f"({text})"


def _scripts(text: str, *, braces_only: bool) -> str:
    """Raise and lower what Unicode has as a whole: x^{2} becomes x², x^{aQ} stays, 2^{n/2} keeps its brackets."""
    simple = "" if braces_only else r"|([\w+\-*∘])"

    def put(table: dict[int, int], m: re.Match[str]) -> str:
        inner = m[1] if m[1] is not None else m[2]
        moved = inner.translate(table)
        if inner and all(ord(c) in table for c in inner):
            return moved
        if m[1] and (table is _SUPER or not braces_only) and not _LONE.fullmatch(inner):
            return f"{m[0][0]}({inner})"
        return m[0]

    for _ in range(2):
        text = re.sub(rf"\^(?:\{{([^{{}}]*)\}}{simple})", lambda m: put(_SUPER, m), text)
        text = re.sub(rf"_(?:\{{([^{{}}]*)\}}{simple})", lambda m: put(_SUB, m), text)
    return text


_STYLES = "emph|textbf|textit|textsc|texttt|textsf|textrm|textsl|textup|underline|mbox|textsuperscript|textsubscript"
_MATH = r"\$(?![\s$])(?:[^$\\]|\\.){1,1000}?(?<!\s)\$(?![\d$])|\\\((?:[^$\\]|\\[^()]){1,1000}\\\)"
_ACCENT_WRITTEN = (
    r"\{\\[\"'`^~=.Hckruvbd](?:\{\\?[A-Za-z]\}|\\?[A-Za-z])\}"
    r"|(?<=[^\W\d_])\\[\"'`^~=.](?:\{\\?[A-Za-z]\}|\\[ij](?![A-Za-z])|[A-Za-z])"
    # At the beginning of a word \"a is more often a quotation mark from somebody's JSON than an ä.
    r"|\\[\"'`^~=.](?:\{[A-Z]\}|[A-Z])|\\[Hckruvbd]\{[A-Za-z]\}|\\(?:ss|ae|AE|oe|OE|aa|AA|o|O|l|L)(?:\{\}|(?![A-Za-z]))"
)
# As strings, which `re` compiles and keeps where a bibliography is written or read: a list of papers needs neither.
_TOKEN = (
    rf"(?P<math>{_MATH})|(?P<accent>{_ACCENT_WRITTEN})|(?P<style>\\(?:{_STYLES})\{{)|(?P<open>\\?\{{)|(?P<close>\\?\}})"
    r"|(?P<escaped>\\[%&#_$])|(?P<plain>[%&#_$^~\\])"
)
_ESCAPE = (
    r"(?:(?P<brace>\{\$\\[lr]brace\$\})|\\(?P<sign>[%&#_${}]))(?P<own>\{\})?"
    rf"|(?P<math>{_MATH})"
    r"|(?P<name>\\text(?:backslash|asciicircum|asciitilde)\{\})"
)
_NEEDED = re.compile(r"[%&#_$^~\\{}]")
_WRITTEN = {"\\": r"\textbackslash{}", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}"}
_LONE_BRACES = {"{": r"{$\lbrace$}", "}": r"{$\rbrace$}"}
_READ = {written: sign for signs in (_WRITTEN, _LONE_BRACES) for sign, written in signs.items()}

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
    return re.sub(_ESCAPE, _read, text)


def _read(m: re.Match[str]) -> str:
    if m["math"]:
        return m["math"]
    sign = m["sign"] or _READ[m["brace"] or m["name"]]
    return f"\\{sign}" if m["own"] else sign


def _tokens(text: str) -> list[tuple[str, str, int]]:
    """What LaTeX may take for more than its signs, in order: kind, signs, place."""
    found, at, token = [], 0, re.compile(_TOKEN)
    while (m := token.search(text, at)) is not None:
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
        return escape_latex(word[:-1]) + _LONE_BRACES["{"]
    sign, own = word[-1], "{}" if len(word) > 1 else ""
    if kind == "plain":
        return _WRITTEN.get(word, f"\\{word}")
    if kind == "close" and partner == "style":
        return escape_latex(word[:-1]) + "}"
    return (f"\\{sign}" if kind == "escaped" or partner else _LONE_BRACES[sign]) + own
