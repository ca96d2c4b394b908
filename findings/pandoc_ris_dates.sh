#!/usr/bin/env bash
# pandoc 3.9 (pypandoc_binary 1.17), reading RIS: dates in the form that the RIS description gives, YYYY/MM/DD/other with
# empty parts allowed, are not understood. `Y1  - 2024/11/05` gives a paper without any date, `PY  - 2024///` one with
# four dates, three of them the year 0, and a day in DA is left out. Only hyphens work, which RIS does not have.
# Seen: Y1 slashes [] / PY 2024/// [[2024], [0], [0], [0]] / PY and DA [[2024]] / Y1 hyphens [[2024, 11, 5]]
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv" && "$folder/venv/bin/pip" install -q pypandoc_binary==1.17
"$folder/venv/bin/python" - <<'PYTHON'
import json
import pypandoc


def read(text: str, form: str) -> list[dict]:
    return json.loads(pypandoc.convert_text(text, "csljson", format=form))



def date(lines: str) -> list:
    return read(f"TY  - JOUR\nTI  - T\n{lines}\nER  - \n", "ris")[0]["issued"]["date-parts"]


slashes, empty = date("Y1  - 2024/11/05"), date("PY  - 2024///")
both, hyphens = date("PY  - 2024\nDA  - 2024/11/05"), date("Y1  - 2024-11-05")
print("Y1 slashes", slashes, "/ PY 2024///", empty, "/ PY and DA", both, "/ Y1 hyphens", hyphens)
assert slashes == [] and empty == [[2024], [0], [0], [0]] and both == [[2024]] and hyphens == [[2024, 11, 5]]
PYTHON
