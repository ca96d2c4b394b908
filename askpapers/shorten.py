"""Sentences made shorter without touching a number or a name."""

from __future__ import annotations

import re

_LEAD = re.compile(
    r"^(?:in (?:this|our) (?:paper|work|article|study|report)|in the present (?:paper|work)|here|to this end|"
    r"to address (?:this|these|the)[^,]{0,60}|(?:more )?specifically|furthermore|moreover|additionally|in addition|"
    r"however|therefore|thus|hence|finally|consequently|as a result|in particular|"
    r"motivated by (?:this|these)[^,]{0,40})"
    r"\s*,\s*",
    re.I,
)


def shorten(sentence: str, most: int = 30) -> str:
    """Return the sentence without its opening phrase, web addresses and, where still too long, its parentheses."""
    text = " ".join(sentence.split())
    text = re.sub(r"\s*\(?\bhttps?://\S+", "", text)
    previous = ""
    while previous != text:
        previous, text = text, _LEAD.sub("", text)
    if len(text.split()) > most:
        text = re.sub(r"\s*\([^()]*\)", "", text)
    return capital(text.strip())


def capital(text: str) -> str:
    """Return the text with its first letter made a capital, unless its first word is a name of mixed case."""
    first = text.split(" ", 1)[0]
    return text if first[1:] != first[1:].lower() else text[:1].upper() + text[1:]
