"""Names of people, their LaTeX accents turned into letters."""

from __future__ import annotations

import re
from functools import lru_cache

from askpapers.readers.decode import one_line
from askpapers.text.sanitize import sanitize


@lru_cache(maxsize=4096)
def readable_name(name: str) -> str:
    """Return a name with accents as letters: `G{\\"o}del`, `Bal\\'azs`; braces that only guard are dropped."""
    text = one_line(name)
    if "\\" in text or "{" in text:
        from pylatexenc.latex2text import LatexNodes2Text

        try:
            text = LatexNodes2Text(keep_comments=True).latex_to_text(text)
        except Exception:  # a name that LaTeX could not read either stays as it came
            text = text.replace("{", "").replace("}", "")
    return sanitize(text)


def turned(name: str) -> str:
    """Return "Lovelace, Ada" as "Ada Lovelace", "King, Jr., Martin" as "Martin King Jr.", "王, 小明" as "王小明".

    A group's "CERN," is "CERN"; other names are as they are.
    """
    parts = [part.strip() for part in name.split(",")]
    if len(parts) == 3 and all(parts):
        for suffix, given in ((parts[1], parts[2]), (parts[2], parts[1])):
            if _SUFFIX.fullmatch(suffix):
                return f"{given} {parts[0]} {suffix}"
    family, comma, given = name.partition(",")
    if comma and given.strip() and "," not in given:
        if _HAN.fullmatch(family.strip()) and _HAN.fullmatch(given.strip()):
            return f"{family.strip()}{given.strip()}"
        if behind := _BEHIND.search(given):
            # PubMed's "King, Martin L Jr"
            return f"{given[: behind.start()].strip()} {family.strip()} {behind[1]}"
        return f"{given.strip()} {family.strip()}"
    return name.strip().rstrip(", ")


def separated(names: str) -> list[str]:
    """Return each of several names that Chinese or Japanese signs part, or commas where every name is written in Han.

    A part of one character is half a name: "王, 小明" is one person.
    """
    parts = [part for one in re.split(r"[，、；]", names) if (part := one.strip())]
    if len(parts) == 1:
        each = [part.strip() for part in re.split(r"[,;]", parts[0])]
        if all(_HAN.fullmatch(part) and len(part) > 1 for part in each):
            return each
    return parts


def listed_names(text: str) -> list[str]:
    """Return the people whom commas alone part: "One, A., Two, B. C." are two, "Ada One, Bo Two, Cy Three" three; else the text itself."""
    parts = [part.strip() for part in text.split(",")]
    if len(parts) > 3 and len(parts) % 2 == 0 and all(map(are_initials, parts[1::2])):
        return with_initials(parts)
    if len(parts) > 2 and all(len(part.split()) > 1 and not _SUFFIX.fullmatch(part) for part in parts):
        return parts
    return [text]


def are_initials(text: str) -> bool:
    """Return whether a text is the initials of given names: "A.", "B. C.", "J.-P.", "MK"; "Li" is a name."""
    return _INITIALS.fullmatch(text) is not None and not any(sign.islower() for sign in text)


def with_initials(parts: list[str]) -> list[str]:
    """Return names that initials follow as "One, A."; a part without them, a group's, is alone."""
    names: list[str] = []
    for part in parts:
        if names and are_initials(part) and "," not in names[-1]:
            names[-1] += f", {part}"
        else:
            names.append(part)
    return names


_INITIALS = re.compile(r"(?:[^\W\d_]\.?[- ]?){1,5}")
_HAN = re.compile(r"[\u3005-\u30ff\u3400-\u9fff\uf900-\ufaff·]+")
_BEHIND = re.compile(r"(?<=\S)\s+(Jr\.?|Sr\.?|II|III|IV|2nd|3rd|4th)\s*$")
_SUFFIX = re.compile(r"(?:jr|sr|junior|senior|i{2,3}|iv|v|2nd|3rd|4th)\.?", re.I)
