"""LaTeX made readable for display; the text itself is never changed."""

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
