#!/usr/bin/env bash
# pylatexenc 2.11, `LatexNodes2Text().latex_to_text`: commands that every LaTeX has are dropped without a sign, and the sense with them.
# \texttt, \textsf and \mbox go with all that they hold, while \textbf and even \nosuch, which no LaTeX has, keep it: the parser knows
# that the three take an argument, and the writer has nothing to put there. \tfrac{1}{3} becomes 13, where \frac{1}{3} becomes 1/3, and
# \ne, \neg and \textgreater become nothing, where \neq, \lnot and > are kept.
# Seen: see the last lines; "Ada \mbox{de la} Cruz" is 'Ada  Cruz', "p \ne 0" is 'p  0'
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv" && "$folder/venv/bin/pip" install -q pylatexenc==2.11
"$folder/venv/bin/python" - <<'PYTHON'
from pylatexenc.latex2text import LatexNodes2Text

LOST = {
    r"The \texttt{lamp} library": "The library",
    r"the \textsf{BOAT} survey": "the survey",
    r"Ada \mbox{de la} Cruz": "Ada Cruz",
    r"in $\tfrac{1}{3}$ of all": "in 13 of all",
    r"$p \ne 0$": "p  0",
    r"$\neg x$": "x",
    r"a \textgreater{} b": "a  b",
}
KEPT = {
    r"The \textbf{lamp} library": "The lamp library",
    r"the \nosuch{BOAT} survey": "the BOAT survey",
    r"in $\frac{1}{3}$ of all": "in 1/3 of all",
    r"$p \neq 0$": "p ≠ 0",
    r"$\lnot x$": "¬ x",
    "a > b": "a > b",
}
for latex, text in {**LOST, **KEPT}.items():
    seen = LatexNodes2Text().latex_to_text(latex)
    print(f"{latex!r:34} -> {seen!r}")
    # How many spaces are left says nothing here.
    assert seen.split() == text.split()
PYTHON
