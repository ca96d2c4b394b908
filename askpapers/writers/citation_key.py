"""The keys that papers are cited by in BibTeX."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from askpapers.papers.paper import Paper, publication_date
from askpapers.papers.person_name import parse_name
from askpapers.text.latex import latex_to_text

_LATIN = re.compile(r"LATIN (SMALL|CAPITAL) (?:LETTER|LIGATURE) (?:DOTLESS )?([A-Z]{1,2})(?: WITH .+)?")
_NAMED = str.maketrans({"ð": "d", "Ð": "D", "þ": "th", "Þ": "Th"})
"""Letters whose names say their sounds in no other letters."""


def citation_key(paper: Paper) -> str:
    """Return a BibTeX key of ASCII letters and digits: first author, year, first long word of the title.

    "paper" stands for an author without Latin letters, the paper's id for a title without.
    """
    first = latin(_surname(paper.authors[0])) if paper.authors else ""
    words = (latin(word) for word in re.findall(r"\w+", latex_to_text(paper.title)))
    word = next((word for word in words if len(word) > 3), "")
    return f"{first or 'paper'}{publication_date(paper)[:4]}{word or latin(paper.id)}"


def first_keys(papers: Iterable[Paper]) -> dict[str, str]:
    """Return which paper has each key, in small letters, to itself: the first one. A paper's key stays when others join it."""
    holders: dict[str, str] = {}
    for paper in papers:
        holders.setdefault(citation_key(paper).lower(), paper.id)
    return holders


def _surname(author: str) -> str:
    """A person's family name; of a group's, or where initials come last, the first word: "The ATLAS Collaboration", "Okafor NC"."""
    if name := parse_name(author):
        return name.family
    words = [word for word in author.split() if word != "The"]
    return words[0] if words else ""


def latin(text: str) -> str:
    """Return the ASCII letters and digits of a text, letters of Latin alphabets as those that they are made of.

    >>> latin("Müller-Łuń"), latin("Straße"), latin("Æther"), latin("李明")
    ('MullerLun', 'Strasse', 'Aether', '')
    """
    parts = unicodedata.normalize("NFKD", text.translate(_NAMED))
    return re.sub(r"[^A-Za-z0-9]", "", "".join(map(_letter, parts)))


def _letter(sign: str) -> str:
    if sign.isascii():
        return sign
    if (folded := sign.casefold()).isascii():
        return folded
    found = _LATIN.fullmatch(unicodedata.name(sign, ""))
    return "" if found is None else found[2].lower() if found[1] == "SMALL" else found[2].capitalize()
