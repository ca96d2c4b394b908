#!/usr/bin/env bash
# pandoc 3.9 (pypandoc_binary 1.17), BibTeX to CSL JSON: "and others", BibTeX's way of cutting a list of authors, becomes
# one more author with the literal name "others". A reader of the CSL JSON counts and shows a person of that name
# (pandoc's own citeproc alone knows what is meant). On the way back to BibTeX the name is braced, so the list is no
# longer cut.
# Seen: [{'family': 'Li', 'given': 'Wei'}, {'literal': 'others'}] / back: Li, Wei and {others}
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv" && "$folder/venv/bin/pip" install -q pypandoc_binary==1.17
"$folder/venv/bin/python" - <<'PYTHON'
import json
import pypandoc


def read(text: str, form: str) -> list[dict]:
    return json.loads(pypandoc.convert_text(text, "csljson", format=form))



paper = read("@article{a, title={T}, author={Li, Wei and others}}", "bibtex")
names = paper[0]["author"]
back = pypandoc.convert_text(json.dumps(paper), "bibtex", format="csljson")
line = next(line for line in back.splitlines() if "author" in line)
print(names, "/ back:", line.split("=")[1].strip(" ,{}") + "}")
assert names == [{"family": "Li", "given": "Wei"}, {"literal": "others"}]
PYTHON
