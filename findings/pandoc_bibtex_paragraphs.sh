#!/usr/bin/env bash
# pandoc 3.9 (pypandoc_binary 1.17), reading BibTeX: an abstract of two paragraphs (a blank line, as in LaTeX) is joined
# with nothing between them, so the last word of one and the first of the next become one word and their sentences cannot
# be told apart. A single line break becomes a space.
# Seen: blank line 'It works.We show why.' / line break 'It works. We show why.'
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv" && "$folder/venv/bin/pip" install -q pypandoc_binary==1.17
"$folder/venv/bin/python" - <<'PYTHON'
import json
import pypandoc


def read(text: str, form: str) -> list[dict]:
    return json.loads(pypandoc.convert_text(text, "csljson", format=form))



def abstract(gap: str) -> str:
    return read("@article{a, title={T}, abstract={It works." + gap + "We show why.}}", "bibtex")[0]["abstract"]


blank, line = abstract("\n\n"), abstract("\n")
print("blank line", repr(blank), "/ line break", repr(line))
assert blank == "It works.We show why." and line == "It works. We show why."
PYTHON
