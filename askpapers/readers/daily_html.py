"""The HTML of a Daily Papers page: its records stand as JSON in an attribute."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from askpapers import errors


def entries_of(html: str, name: str) -> tuple[list[Any], date | None] | None:
    """Return the records of the page and its day, or None where the page holds none of the kind.

    Raises DamagedInput where the records are there and cut off.
    """
    if "DailyPapers" not in html and "dailyPapers" not in html:
        return None
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
    return None


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None
