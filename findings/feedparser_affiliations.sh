#!/usr/bin/env bash
# feedparser 6.0.14: arXiv's Atom answers put each author's affiliation inside that author. feedparser takes it out of the
# author and hangs it on the entry, the next one over the last: of two affiliations the first is lost, and whose the other
# is cannot be told (`author_detail`, the last author, has none).
# Seen: authors [{'name': 'Ada One'}, {'name': 'Bo Two'}] entry 'Institute of B'
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv" && "$folder/venv/bin/pip" install -q feedparser==6.0.14
"$folder/venv/bin/python" - <<'PYTHON'
import feedparser

feed = """<feed xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom"><entry><title>T</title>
<author><name>Ada One</name><arxiv:affiliation>Institute of A</arxiv:affiliation></author>
<author><name>Bo Two</name><arxiv:affiliation>Institute of B</arxiv:affiliation></author></entry></feed>"""
entry = feedparser.parse(feed).entries[0]
print("authors", [dict(author) for author in entry.authors], "entry", repr(entry.arxiv_affiliation))
assert [dict(author) for author in entry.authors] == [{"name": "Ada One"}, {"name": "Bo Two"}]
assert entry.arxiv_affiliation == "Institute of B" and "Institute of A" not in str(entry)
PYTHON
