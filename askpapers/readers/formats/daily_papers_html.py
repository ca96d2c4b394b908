"""A Daily Papers page saved as HTML, whose records stand as JSON in an attribute."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

from askpapers import errors
from askpapers.readers.fields import whole_date
from askpapers.readers.format import Document, Evidence, Format, Items, papers_of
from askpapers.readers.formats.daily_papers_json import paper_of


def recognize(document: Document) -> Evidence:
    """By the element that the page puts its records in."""
    if not re.match(r"\s*<", document.begins) or (document.root and document.root[1] != "html"):
        return Evidence.NONE
    return Evidence.CERTAIN if _is_page(document.text) else Evidence.NONE


def _is_page(html: str) -> bool:
    return bool(re.search(r"""data-target=["']DailyPapers["']|[{;]\s*(?:&quot;|")dailyPapers(?:&quot;|")\s*:""", html))


def read(document: Document) -> Items:
    """Yield the papers of the page, each under its own day where the page is a week's or a month's."""
    entries, own = entries_of(document.text, document.name)
    day = document.day or own
    return papers_of(document, ((None, entry) for entry in entries), lambda entry: paper_of(entry, day), "entry")


def entries_of(html: str, name: str) -> tuple[list[Any], date | None]:
    """Return the records of the page and its day, None where it is of several days.

    Raises UnknownFormat where it holds none, and DamagedInput where they are cut off.
    """
    from selectolax.lexbor import LexborHTMLParser

    for node in LexborHTMLParser(html).css("[data-props]"):
        if node.attributes.get("data-target") not in {"DailyPapers", None} and "dailyPapers" not in (
            node.attributes.get("data-props") or ""
        ):
            continue
        try:
            props = json.loads(node.attributes.get("data-props") or "")
        except (ValueError, RecursionError):
            if node.attributes.get("data-target") == "DailyPapers":
                raise errors.DamagedInput(f"{name} is a Daily Papers page that is cut off.", "Save it again.") from None
            continue
        if isinstance(props, dict) and isinstance(props.get("dailyPapers"), list):
            return props["dailyPapers"], _day(props.get("dateString"))
    if 'data-target="DailyPapers"' in html or "data-target='DailyPapers'" in html:
        raise errors.DamagedInput(f"{name} is a Daily Papers page that is cut off.", "Save it again.")
    raise errors.UnknownFormat(f"{name} holds no records of a Daily Papers page.", "Save the page again.")


def _day(value: object) -> date | None:
    # The page of a week says "2026-W02", of which the library would make a Monday.
    return whole_date(value)


FORMAT = Format(
    name="daily-papers-html",
    title="a Daily Papers page saved as HTML",
    recognize=recognize,
    read=read,
    example="""<!doctype html><html><body><div data-target="DailyPapers" data-props="{&quot;dateString&quot;: &quot;2026-01-05&quot;,
&quot;dailyPapers&quot;: [{&quot;paper&quot;: {&quot;id&quot;: &quot;2601.00001&quot;, &quot;title&quot;: &quot;Quiet Gradients&quot;,
&quot;summary&quot;: &quot;We make gradients quiet.&quot;}}]}"></div></body></html>
""",
    specification="https://huggingface.co/papers",
    may_be_empty=True,
    of_a_day=True,
)
