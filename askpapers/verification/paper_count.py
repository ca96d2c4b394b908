"""A count of papers that a claim states, which no sentence holds: it is counted."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from askpapers.text.lexicon import pattern
from askpapers.text.quantities import NUMBER, number_of

_EXPLICIT = rf"""(?<![\w.,-])(?P<n>{NUMBER})(?![\d%])
    (?:\ (?:{{of}}\ )?(?:{{these}}\ )?(?:(?P<of1>{NUMBER})\ )?(?:[\w-]+\ ){{0,2}}?{{papers}}
      |\ {{of}}\ (?:these|those|them)\b(?!\ \w+s\b)|\ davon\b)"""
_FIRST = rf"\W*(?:{{only}},?\ )?(?P<n>{NUMBER})(?![\d%]|[.,]\d)\b"
_TOTAL = rf"\W*{{out_of}}\ (?:{{these,altogether}}\ ){{0,2}}(?P<of>{NUMBER})(?:\ (?:\w+\ ){{0,2}}?{{papers}})?,?\ "
_NEAR = rf"(?:\w+\ ){{0,2}}?(?P<n>{NUMBER})(?![\d%]|[.,]\d)\b"


@dataclass(frozen=True, slots=True)
class PaperCount:
    """A count of papers that a claim states: `count`, `of` how many in all where it says so; `rest` is the claim without.

    `named` says that papers are what is counted in so many words; else a number only begins the claim.
    """

    count: int
    of: int | None
    rest: str
    named: bool

    def wrong(self, counted: Collection[int], totals: Collection[int]) -> str:
        """Return in words what is wrong with the count, "" where nothing is.

        `counted` are the numbers that it may rightly be: of papers cited in the claim, and in the list below it; `totals`
        are the sizes of what was read and of the scope.
        """
        if self.of is not None and self.of not in totals:
            return f"it says {self.of:,} in all; there are {max(totals):,}"
        if self.count not in counted:
            return f"it counts {self.count:,}; {max(counted):,} {'is' if max(counted) == 1 else 'are'} cited"
        return ""


def parse_paper_count(claim: str, cited: str) -> PaperCount | None:
    """Return the count of papers that a claim (without its marks) states; None where what is cited says it itself."""
    total = _pattern(_TOTAL).match(claim)
    body = claim[total.end() :] if total else claim
    named = None if total else _pattern(_EXPLICIT).search(body)
    found = named or _pattern(_NEAR if total else _FIRST).match(body)
    if found is None:
        return None
    words = " ".join(found[0].casefold().split())
    if named is not None and words in " ".join(cited.casefold().split()):
        return None
    parts = found.groupdict()
    of = parts.get("of1") or (total and total["of"])
    rest = f"{body[: found.start('n')]} {body[found.end() :]}"
    return PaperCount(
        number_of(found["n"]), number_of(of) if of else None, " ".join(rest.split()), bool(named or total)
    )


def _pattern(template: str) -> re.Pattern[str]:
    return pattern("counts", template, re.I | re.X)
