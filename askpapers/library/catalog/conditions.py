"""A scope as SQL."""

from __future__ import annotations

from datetime import date

from askpapers.papers.conditions import CONDITIONS, IN_NAMES, narrows, prefixes
from askpapers.papers.scope import Scope
from askpapers.text.sanitize import valid_unicode


def scope_to_sql(scope: Scope, match: str = "", *, looked: str = "") -> tuple[str, list[object]]:
    """Return a condition on `papers AS p LEFT JOIN marks AS m`, and its parameters.

    `match` is what a person types into a filter: every word must begin a word of title, author, organisation or id.
    An organisation contains the words of `scope.organization` in their order, one author those of `scope.author` in any.
    """
    parts: list[str] = ["1"]
    values: list[object] = []

    def both(sql: str, *given: object) -> None:
        parts.append(sql)
        values.extend(valid_unicode(value) if isinstance(value, str) else value for value in given)

    if scope.since or scope.until:
        first, last = scope.since or date.min, scope.until or date.max
        both(
            "p.pk IN (SELECT pk FROM listings WHERE day BETWEEN ? AND ?)",
            first.isoformat(),
            last.isoformat(),
        )
    if scope.ids:
        marks = ",".join("?" * len(scope.ids))
        both(
            f"p.pk IN (SELECT pk FROM papers WHERE id IN ({marks}) UNION SELECT pk FROM aliases WHERE id IN ({marks}))",
            *scope.ids,
            *scope.ids,
        )
    for condition in CONDITIONS:
        value = getattr(scope, condition.field)
        if narrows(value) and (given := condition.parameters(value)) is not None:
            both(condition.sql, *given)
    if words := prefixes(match):
        both(IN_NAMES, words)
    return " AND ".join(parts), values
