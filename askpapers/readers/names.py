"""Names of people, their LaTeX accents turned into letters."""

from __future__ import annotations

from functools import lru_cache

from askpapers.papers import plain
from askpapers.readers.text import one_line


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
    return plain(text)


def turned(name: str) -> str:
    """Return "Lovelace, Ada" as "Ada Lovelace"; other names as they are."""
    family, comma, given = name.partition(",")
    if comma and given.strip() and "," not in given:
        return f"{given.strip()} {family.strip()}"
    return name.strip()
