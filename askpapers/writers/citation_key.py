"""The keys that papers are cited by in BibTeX."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence

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
    return f"{first or 'paper'}{_end(paper)}"


def first_keys(papers: Sequence[Paper], ids: Collection[str]) -> dict[str, str]:
    """Return, of the keys of the papers with these ids, which paper has each to itself: the first one of all; keys in small letters.

    A paper's key stays when others join it.
    """
    ends = [(_end(paper).lower(), paper) for paper in papers]
    # A name takes ten times as long as a title, and few keys end alike.
    asked = {end for end, paper in ends if paper.id in ids}
    holders: dict[str, str] = {}
    for end, paper in ends:
        if end in asked:
            holders.setdefault(citation_key(paper).lower(), paper.id)
    return holders


def _end(paper: Paper) -> str:
    words = (latin(found[0]) for found in re.finditer(r"\w+", latex_to_text(paper.title)))
    word = next((word for word in words if len(word) > 3), "")
    return f"{publication_date(paper)[:4]}{word or latin(paper.id)}"


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
    if text.isascii() and text.isalnum():
        return text
    parts = unicodedata.normalize("NFKD", text.translate(_NAMED))
    return re.sub(r"[^A-Za-z0-9]", "", "".join(map(_letter, parts)))


def _letter(sign: str) -> str:
    if sign.isascii():
        return sign
    if (folded := sign.casefold()).isascii():
        return folded
    found = _LATIN.fullmatch(unicodedata.name(sign, ""))
    return "" if found is None else found[2].lower() if found[1] == "SMALL" else found[2].capitalize()
