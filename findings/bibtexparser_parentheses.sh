#!/usr/bin/env bash
# bibtexparser 2.0.0b8: an entry in parentheses, which BibTeX allows beside braces, disappears without a word: it is
# neither among `entries` nor among `failed_blocks`, and a program that checks both for losses reports none. (It is taken
# for free text between entries.)
# Seen: entries ['second'], failed blocks 0
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv" && "$folder/venv/bin/pip" install -q bibtexparser==2.0.0b8
"$folder/venv/bin/python" - <<'PYTHON'
import bibtexparser

library = bibtexparser.parse_string("@article(first, title={One})\n@article{second, title={Two}}")
keys = [entry.key for entry in library.entries]
print("entries", keys, "failed blocks", len(library.failed_blocks), type(library.blocks[0]).__name__)
assert keys == ["second"] and not library.failed_blocks
PYTHON
