#!/usr/bin/env bash
# rispy 0.10.0 with pandoc 3.9 (pypandoc_binary 1.17): `rispy.dumps` writes a line with a running number ("1.") before
# each record, which the RIS description does not have; rispy reads it, pandoc refuses the whole file at it (exit 64).
# Papers written by the one cannot be cited by the other unless the number is taken out.
# Seen: first line '1.' / pandoc: unexpected '.' / without that line: ['T']
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv" && "$folder/venv/bin/pip" install -q rispy==0.10.0 pypandoc_binary==1.17
"$folder/venv/bin/python" - <<'PYTHON'
import json
import pypandoc


def read(text: str, form: str) -> list[dict]:
    return json.loads(pypandoc.convert_text(text, "csljson", format=form))



import rispy

text = rispy.dumps([{"type_of_reference": "JOUR", "title": "T"}])
first, rest = text.split("\n", 1)
try:
    told = str(read(text, "ris"))
except RuntimeError as error:
    told = next(line for line in str(error).splitlines() if "unexpected" in line)
titles = [paper["title"] for paper in read(rest, "ris")]
print("first line", repr(first), "/ pandoc:", told, "/ without that line:", titles)
assert first == "1." and told == "unexpected '.'" and titles == ["T"]
PYTHON
