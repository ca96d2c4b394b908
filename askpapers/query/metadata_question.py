"""What a question asks of the list itself, and of no abstract: how many papers, the most commented, all by Microsoft."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from askpapers.papers.paper import Paper
from askpapers.papers.scope import Scope
from askpapers.query.conditions import COMMENTS, UPVOTES, least_count, most_count
from askpapers.text.languages import FOREIGN
from askpapers.text.quantities import NUMBER, number_of
from askpapers.text.sanitize import one_line
from askpapers.text.terms import STOP_WORDS, stem

A_FEW = 5

_AUTHORS = r"(?:co-?)?authors?"
_NOUNS = (("comment", COMMENTS), ("upvote", UPVOTES), ("author", _AUTHORS))
_WHAT = rf"""(?P<comment>commented(?:\ on)?|discussed|{COMMENTS})|(?P<upvote>upvoted|liked|voted|popular|{UPVOTES})
    |(?P<author>{_AUTHORS})"""
_TOP = re.compile(
    rf"""\b(?:top[\ -](?P<n1>{NUMBER})\ papers?\ (?:by|in)\ (?:number\ of\ )?(?:{_WHAT})
    |(?:(?P<n2>{NUMBER})\ )?(?:(?:highest|the)\ number\ of\ )?(?P<how>most|least|top|highest|fewest|lowest)[\ -]
      (?:number\ of\ )?(?:{_WHAT.replace("?P<", "?P<x")})
    |(?:(?P<n3>{NUMBER})\ )?(?P<day>newest|latest|(?:most\ )?recent|oldest|earliest))\b""",
    re.I | re.X,
)
_MANY = re.compile(
    r"\b(?:how many|number of|count(?: of| the)?|wie ?viele|combien (?:de|d['’])|cuánt[oa]s|quant[ie]|quant[oa]s)", re.I
)
_OF_THE_DAY = frozenset(
    """heute heutigen tages tag liste papers papiere artikel arbeiten gibt wichtigsten aktuellen großen welche jour
        journée aujourd hui principaux principales grands articles hoy día principales artículos trabajos lista oggi
        giorno principali articoli hoje dia principais artigos trabalhos vandaag belangrijkste cuáles son quels sont
        quali quais zeig mir nenne bitte fasse zusammen wat какие сегодня сегодняшние основные главные de d l ci""".split()
)
_PAPER_WORDS = frozenset(
    "paper papers work works article articles abstract abstracts papiere artikel arbeiten articulos artículos trabajos artigos "
    "articoli list listed lists total library scope entries entry number count contain contains hold holds included".split()
)
_COUNT_WORDS = frozenset(
    """more most least fewer less than over above under below exceeding minimum mehr als über mindestens plus más más
        mais almeno moins comment comments upvote upvotes like likes commented upvoted liked times hugging face kommentare
        kommentaren commentaires comentarios commenti comentários""".split()
)
_FILTER_WORDS = {
    "organization": "researchers team teams group lab people publish published publishes release released affiliated".split(),
    "author": "written wrote authored coauthored co".split(),
    "category": "category section field".split(),
    "starred": "starred stars favourite favorite favourites favorites".split(),
    "unread": "unread read yet".split(),
    "since": """since until till week weeks month months year last past yesterday published posted listed before after january february march april june july august september october november december
        monday tuesday wednesday thursday friday saturday sunday seit letzte woche gestern""".split(),
}
_OF_ONE = re.compile(
    rf"""\b(?:(?P<who>who\ (?:wrote|made|authored|published|is\ behind
      |(?:is|are|was|were)\ (?:the\ )?(?:(?:first|last|lead|senior|main|corresponding)\ )?authors?)|(?:the\ )?authors\ of
      |wer\ (?:hat|schrieb)|qui\ a\ écrit)
    |how\ many\ (?:(?P<comment>{COMMENTS})|(?P<upvote>{UPVOTES})|(?P<author>{_AUTHORS}))
    |(?P<when>when\ (?:was|is|were|did)|published\ when)
    |(?P<org>(?:which|what)\ (?:organi[sz]ation|company|lab|university|institution|group)|where\ (?:is|does|do)\b.*\bfrom))\b""",
    re.I | re.X,
)
_OF_ONE_WORDS = frozenset(
    "written author authors published released submitted posted listed come comes appear out wrote made behind many".split()
)


@dataclass(frozen=True, slots=True)
class MetadataQuestion:
    """What is asked of the list: the papers (`all`), those that lead by a value (`top`), or what is known `of` one.

    `value` names what is counted; `least` and `most` bound it; `count` is how many papers are wanted, None for all;
    `counted` that their number is what is asked for.
    """

    kind: str
    value: str = ""
    least: int | None = None
    most: int | None = None
    count: int | None = None
    rising: bool = False
    counted: bool = False


def parse_metadata_question(
    question: str, filters: Sequence[str], scope: Scope, *, restricted: bool, named: Sequence[Paper]
) -> MetadataQuestion | None:
    """Return what a question asks of the list, None where it asks what papers say.

    `filters` are the conditions that the question's own words made of `scope`; `restricted` says that it is about papers
    cited before; `named` are the papers that it names.
    """
    line = one_line(question)
    given = _filter_words(filters, scope)
    if named and (m := _OF_ONE.search(line)):
        titles = frozenset(word for paper in named for word in _words(paper.title))
        if not _left(line, m, given | titles | _OF_ONE_WORDS):
            return MetadataQuestion("of", m.lastgroup or "")
    if (m := _TOP.search(line)) and not _left(line, m, given | _COUNT_WORDS | {"by", "sorted", "first"}):
        return _top(line, m)
    for value, noun in _NOUNS:
        verb = r"commented(?:\ on)?" if value == "comment" else r"(?:upvoted|liked)"
        least, most = least_count(line, noun, verb), most_count(line, noun, verb)
        if value == "author" and re.search(r"\b(?:single|one|only one|1)[ -]author(?:ed)?\b", line, re.I):
            least, most = 1, 1
        if (least is not None or most is not None) and not (_words(line) - given - _COUNT_WORDS - _about(noun)):
            done = f"min_{value}s" in filters
            return MetadataQuestion("all", value, None if done else least, most, counted=_MANY.search(line) is not None)
    many = _MANY.search(line)
    if (filters or restricted or many) and not _left(line, many, given):
        return MetadataQuestion("all", counted=many is not None)
    return None


def _about(noun: str) -> frozenset[str]:
    return frozenset("author authors coauthors single authored only one".split()) if noun == _AUTHORS else frozenset()


def _top(line: str, m: re.Match[str]) -> MetadataQuestion:
    value = next((name for name in ("comment", "upvote", "author") if m[name] or m[f"x{name}"]), "day")
    number = m["n1"] or m["n2"] or m["n3"]
    several = re.search(r"\bpapers\b|\bones\b|\babstracts\b|\barticles\b", line, re.I) is not None
    rising = re.match(r"least|fewest|lowest", m["how"] or "", re.I) or re.match(
        r"oldest|earliest", m["day"] or "", re.I
    )
    return MetadataQuestion(
        "top", value, count=number_of(number) if number else A_FEW if several else 1, rising=bool(rising)
    )


def _filter_words(filters: Sequence[str], scope: Scope) -> frozenset[str]:
    words: set[str] = set()
    for name in filters:
        words.update(_FILTER_WORDS.get("since" if name == "until" else name, ()))
        value = getattr(scope, name)
        if isinstance(value, str):
            words |= _words(value)
        if name.startswith(("min_", "max_")):
            words |= _COUNT_WORDS
    return frozenset(words)


def _words(text: str) -> set[str]:
    """The words of a text that name a subject: no figures, no function words, no words for papers."""
    idle = STOP_WORDS | FOREIGN | _OF_THE_DAY | _PAPER_WORDS
    return {w for w in re.findall(r"[^\W\d_]+", text.casefold()) if w not in idle and len(w) > 1}


def _left(line: str, without: re.Match[str] | None, given: frozenset[str]) -> set[str]:
    """What a question asks besides a match and the words given."""
    if without:
        line = f"{line[: without.start()]} {line[without.end() :]}"
    numbers = {w for m in re.finditer(NUMBER, line, re.I | re.X) for w in m[0].casefold().split()}
    stemmed = {stem(word) for word in given}
    return {word for word in _words(line) - given - numbers if stem(word) not in stemmed}
