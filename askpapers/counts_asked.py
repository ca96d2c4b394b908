"""The counts of comments and upvotes that a question asks for: "more than ten comments", "at most 5 upvotes"."""

from __future__ import annotations

import re

from askpapers.wording import NUMBER, denied, number_of

_MORE = r"(?:more\ than|over|above|greater\ than|upwards\ of|exceed(?:s|ing)?|mehr\ als|über|plus\ de|más\ de|più\ di|mais\ de|>)"
_LEAST = r"""(?:at\ least|(?:no|not)\ (?:fewer|less)\ than|a\ minimum\ of|mindestens|au\ moins|al\ menos|por\ lo\ menos|almeno
    |pelo\ menos|>=|≥)"""
_FEWER = r"(?:fewer\ than|less\ than|under|below|weniger\ als|unter|moins\ de|menos\ de|menos\ que|meno\ di|<)"
_MOST = r"""(?:at\ most|(?:no|not)\ more\ than|up\ to|a\ maximum\ of|höchstens|maximal|au\ plus|como\ máximo|como\ mucho|a\ lo\ sumo
    |al\ massimo|no\ máximo|<=|≤)"""
COMMENTS = r"(?:comments?|kommentaren?|commentaires?|comentarios?|commenti|comentários?)"
UPVOTES = r"(?:(?:hugging\ face\ )?(?:up-?votes?|likes?)|votes\ positifs|votos\ positivos)"


def least_count(line: str, noun: str, verb: str) -> int | None:
    """Return the least count that the question wants: "more than ten comments", "upvotes ≥ 50", "liked over 5 times"."""
    if not re.search(f"{noun}|{verb}", line, re.I | re.X):
        return None
    for pattern, above in (
        (rf"(?<!\w)(?P<how>{_MORE})\ ?(?P<count>{NUMBER})\ {noun}\b", 1),
        (rf"\b{noun}\ ?(?:count\ )?(?:(?:is|of)\ )?(?P<how>{_MORE})\ ?(?P<count>{NUMBER})", 1),
        (rf"\b{verb}\ (?P<how>{_MORE})\ (?P<count>{NUMBER})\ times\b", 1),
        (rf"\b{verb}\ (?P<how>{_LEAST})\ (?P<count>{NUMBER})\ times\b", 0),
        (rf"(?<!\w)(?P<how>{_LEAST})\ ?(?P<count>{NUMBER})\ {noun}\b", 0),
        (rf"\b{noun}\ ?(?:count\ )?(?:(?:is|of)\ )?(?P<how>{_LEAST})\ ?(?P<count>{NUMBER})", 0),
        (
            rf"(?<![\w.,])(?P<how>)(?P<count>{NUMBER})\ ?(?:\+|or\ (?:more|higher|above)|oder\ mehr|ou\ plus|o\ más)\ ?{noun}\b",
            0,
        ),
        (rf"(?<![\w.,])(?P<how>)(?P<count>{NUMBER})\ {noun}\ or\ more\b", 0),
    ):
        m = re.search(pattern, line, re.I | re.X)
        if m and not denied(line, m.start()):
            return number_of(m["count"]) + above
    return None


def most_count(line: str, noun: str, verb: str) -> int | None:
    """Return the greatest count that the question wants: "fewer than ten comments", "upvotes ≤ 50", "5 likes or fewer"."""
    if not re.search(f"{noun}|{verb}", line, re.I | re.X):
        return None
    for how, below in ((_FEWER, 1), (_MOST, 0)):
        for pattern in (
            rf"(?<!\w){how}\ ?(?P<count>{NUMBER})\ {noun}\b",
            rf"\b{noun}\ ?(?:count\ )?(?:(?:is|of)\ )?{how}\ ?(?P<count>{NUMBER})",
            rf"\b{verb}\ {how}\ (?P<count>{NUMBER})\ times\b",
        ):
            m = re.search(pattern, line, re.I | re.X)
            if m and not denied(line, m.start()):
                return max(0, number_of(m["count"]) - below)
    m = re.search(
        rf"(?<![\w.,])(?P<count>{NUMBER})\ (?:{noun}\ or\ (?:fewer|less)|or\ (?:fewer|less)\ {noun})\b",
        line,
        re.I | re.X,
    )
    return number_of(m["count"]) if m and not denied(line, m.start()) else None
