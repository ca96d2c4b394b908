#!/usr/bin/env bash
# bibtexparser 2.0.0b8: an abstract in braces that speaks of BibTeX ("cite it as @article{x}") is a valid value, braces
# balanced. The parser takes the word for the start of an entry, gives up the paper that it stands in, and invents one: an
# entry x without any field.
# Seen: entries [('x', 0)] failed blocks ['ParsingFailedBlock']
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv" && "$folder/venv/bin/pip" install -q bibtexparser==2.0.0b8
"$folder/venv/bin/python" - <<'PYTHON'
import logging
import bibtexparser

logging.disable()
library = bibtexparser.parse_string("@article{real, title={One}, abstract={Please cite it as @article{x} in your work.}}")
seen = [(entry.key, len(entry.fields)) for entry in library.entries]
failed = [type(block).__name__ for block in library.failed_blocks]
print("entries", seen, "failed blocks", failed)
assert seen == [("x", 0)] and failed == ["ParsingFailedBlock"]
PYTHON
