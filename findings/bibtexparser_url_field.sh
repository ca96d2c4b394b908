#!/usr/bin/env bash
# bibtexparser 2.1.0: the two middlewares for LaTeX treat the field `url` as prose. LatexDecodingMiddleware, put in to read the accents of names, cuts an address at its first
# percent sign (which begins a comment in prose, and an escape in an address) and makes a no-break space of "~". LatexEncodingMiddleware writes the address inside a command, so
# that `url` holds "\url{…}" and whoever opens it opens that. No block fails; biblatex and every style that prints a `url` read the field as it stands.
# Seen: decoded 'http://x.org/\xa0me/a', title 'Für'; encoded url = {\url{http://x.org/~me/a%20b.pdf}}
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv" && "$folder/venv/bin/pip" install -q bibtexparser==2.1.0
"$folder/venv/bin/python" - <<'PYTHON'
import bibtexparser
from bibtexparser.middlewares import LatexDecodingMiddleware, LatexEncodingMiddleware

TEXT = r'@misc{a, title={F{\"u}r}, url={http://x.org/~me/a%20b.pdf}}'
library = bibtexparser.parse_string(TEXT, append_middleware=[LatexDecodingMiddleware()])
title, url = (library.entries[0][name] for name in ("title", "url"))
written = bibtexparser.write_string(bibtexparser.parse_string(TEXT), prepend_middleware=[LatexEncodingMiddleware()])
line = next(line.strip() for line in written.splitlines() if "url =" in line)
print(f"decoded {url!r}, title {title!r}; encoded {line}; failed blocks {len(library.failed_blocks)}")
assert (title, url) == ("Für", "http://x.org/\xa0me/a") and not library.failed_blocks
assert line == r"url = {\url{http://x.org/~me/a%20b.pdf}}"
PYTHON
