#!/usr/bin/env bash
# feedparser 6.0.14: journals' and repositories' feeds name an article by several dc:identifier elements (DOI, address, ISSN), as Dublin
# Core allows. Of elements that feedparser has no field for it keeps the last alone, and of one with an attribute
# (xsi:type, as DCMI's own guidelines write it) the attributes without the text: the DOI is nowhere in what is parsed.
# Seen: two plain ones -> 'https://example.org/a'; one with a type -> {'type': 'dcterms:uri', 'xsi:type': 'dcterms:URI'}
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv" && "$folder/venv/bin/pip" install -q feedparser==6.0.14
"$folder/venv/bin/python" - <<'PYTHON'
import feedparser

FEED = """<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<channel><title>J</title><item><title>A</title>%s</item></channel></rss>"""
plain = "<dc:identifier>10.1234/a</dc:identifier><dc:identifier>https://example.org/a</dc:identifier>"
typed = '<dc:identifier xsi:type="dcterms:URI">10.1234/a</dc:identifier>'
two, one = (feedparser.parse(FEED % items).entries[0] for items in (plain, typed))
print("two plain ones ->", repr(two.dc_identifier), "; one with a type ->", dict(one.dc_identifier))
assert two.dc_identifier == "https://example.org/a" and "10.1234/a" not in str(two)
assert isinstance(one.dc_identifier, dict) and "10.1234/a" not in str(one)
PYTHON
