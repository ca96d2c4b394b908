#!/usr/bin/env bash
# pandoc 3.9 (pypandoc_binary 1.17), reading BibTeX: the arXiv id (`eprint` with `archiveprefix`) is kept only as an
# address, and only while there is no `url`: with a `url` beside it (a project page, say) the id is gone from the CSL
# JSON, which has no other place for it. arXiv's own export has both fields.
# Seen: eprint alone https://arxiv.org/abs/2401.00001 / with url https://example.org/project, id nowhere
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv" && "$folder/venv/bin/pip" install -q pypandoc_binary==1.17
"$folder/venv/bin/python" - <<'PYTHON'
import json
import pypandoc


def read(text: str, form: str) -> list[dict]:
    return json.loads(pypandoc.convert_text(text, "csljson", format=form))



entry = "@misc{a, title={T}, eprint={2401.00001}, archiveprefix={arXiv}, primaryclass={cs.CL}%s}"
alone = read(entry % "", "bibtex")[0]
beside = read(entry % ", url={https://example.org/project}", "bibtex")[0]
print("eprint alone", alone["URL"], "/ with url", beside["URL"] + ", id", "kept" if "2401.00001" in json.dumps(beside) else "nowhere")
assert alone["URL"] == "https://arxiv.org/abs/2401.00001" and "2401.00001" not in json.dumps(beside)
PYTHON
