"""The conditions that a question names: days, people, organizations, and counts ("more than ten comments")."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from askpapers.papers.scope import Scope
from askpapers.query.dates import DAY_NAMES, days_asked
from askpapers.text.cue_phrases import denied
from askpapers.text.quantities import NUMBER, number_of
from askpapers.text.sanitize import one_line

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


@dataclass(frozen=True, slots=True)
class Conditions:
    """A question read for what it says about papers.

    `scope` is the given scope with the conditions that the question adds, whose field names are in `filters`.
    `names` are words that may name
    single papers (arXiv ids, quoted titles, coined names), `heads` words that may stand before the colon of a title,
    `people` words that may name an author or organisation; only the catalogue knows.
    """

    scope: Scope
    filters: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()


def parse_conditions(question: str, scope: Scope, *, today: date, organizations: Sequence[str] = ()) -> Conditions:
    """Read a question; conditions that `scope` already sets are left as they are."""
    line = one_line(question)
    found: dict[str, object] = {}
    if days := days_asked(question, today):
        found["since"], found["until"] = days
    for what, noun, verb in (
        ("comments", COMMENTS, r"commented(?:\ on)?"),
        ("upvotes", UPVOTES, r"(?:upvoted|liked)"),
    ):
        if (least := least_count(line, noun, verb)) is not None:
            found[f"min_{what}"] = least
        if (most := most_count(line, noun, verb)) is not None:
            found[f"max_{what}"] = most
    if organization := _organization(line, organizations):
        found["organization"] = organization
    category = re.search(rf"\b(?:in|from|of|on)\s+({CATEGORY})|(?<![\w.])({CATEGORY})\s+{_PAPERS}", line)
    if category and not denied(line, category.start()):
        found["category"] = category[1] or category[2]
    for field, pattern in _MARKS.items():
        if (m := pattern.search(line)) and not denied(line, m.start()):
            found[field] = True
    fresh = {name: value for name, value in found.items() if getattr(scope, name) != value}
    if "since" in found or "until" in found:
        fresh = {**fresh, "since": found["since"], "until": found["until"]}
    return Conditions(
        scope=replace(scope, **fresh),  # type: ignore[arg-type]
        filters=tuple(fresh),
        names=_names(question),
        heads=_heads(line),
        people=tuple(people for people in _people(question[:2000]) if people != organization),
    )


_PAPERS = r"(?:papers?|abstracts?|articles?|ones)\b"
CATEGORY = r"(?:cs|stat|math|eess|econ|q-bio|q-fin|physics|cond-mat|astro-ph|nlin)\.[A-Za-z]{2}(?:-[a-z]+)?(?![\w-])"
_MARKS = {
    "starred": re.compile(
        rf"\bmy (?:starred|stars\b|favou?rites?\b)|\bstarred {_PAPERS}|\b{_PAPERS} (?:that |which )?i(?:['’]ve| have)? starred\b",
        re.I,
    ),
    "unread": re.compile(
        rf"\bunread {_PAPERS}|\bmy unread\b|\b{_PAPERS} (?:that |which )?i(?: have(?: not|n['’]t)|['’]ve not) (?:yet )?read\b",
        re.I,
    ),
    "has_code": re.compile(
        r"\bpapers? with (?:a )?(?:public |released |available |open[- ]source |link to )*(?:code|github (?:link|repo\w*))\b"
        r"(?! (?:generation|completion|review|models?|data|snippets|repair|search|understanding|reasoning)\b)",
        re.I,
    ),
}
_BY = r"(?:by|from|at|affiliated\ with|bei|aus|par|chez|por|от)"
_PAPERS_OF = r"""(?:(?:papers?|works?|articles?|abstracts?|research|new|neues|artikel|papiere|arbeiten|travaux|artículos|trabajos
    |artigos|trabalhos|articoli|lavori|artikelen)\s+(?:of|von|vom|de|du|di|da|do|del|van))"""
# "Better than models by OpenAI", "using data from Google": another's work that the papers speak of.
_AGAINST = re.compile(
    r"\b(?:than|versus|vs\.?|against|beats?|outperforms?|(?:compare[sd]?|similar|relate[sd]?|relative) (?:to|with)"
    r"|like(?! (?:\w+ )?papers)|us(?:es?|ing))(?: [\w-]+){0,3} ?$",
    re.I,
)
_THINGS = re.compile(
    r"\b(?:models?|data|data ?sets?|weights|APIs?|benchmarks?|chips?|checkpoints?|GPT\S*)(?: [\w-]+)? ?$", re.I
)
_PRODUCT = re.compile(r"\s([A-Z][\w-]*[a-z][\w-]*|[\w.-]*[A-Za-z][\w.-]*\d[\w.-]*) $")
_PAPER_NOUNS = frozenset(
    "papers papiere artikel arbeiten veröffentlichungen articles artículos trabajos articoli lavori artigos".split()
)
_TOPIC = re.compile(r"\b(?:papers?|articles?|new|anything|something) (?:on|about|with)\b[^?.!;,]*$", re.I)


def _another_s(before: str) -> bool:
    """Whether the words before "by …" speak of another's work and not of the papers asked for."""
    if _AGAINST.search(before):
        return True
    product = _PRODUCT.search(before)
    thing = _THINGS.search(before) or (product and product[1].lower() not in DAY_NAMES | _PAPER_NOUNS)
    return bool(thing) and _TOPIC.search(before) is None


def _organization(line: str, organizations: Sequence[str]) -> str | None:
    """Return the longest known organisation that the papers are said to be by: "by …", "…'s papers", "did … publish"."""
    for name in sorted(organizations, key=len, reverse=True):
        if name.lower() not in line.lower():
            continue
        escaped = re.escape(name)
        for pattern in (
            rf"(?:(?<!\w)(?:{_BY}|{_PAPERS_OF})\s+(?:(?:the|researchers|people|authors|teams?)\s+)*(?:(?:at|from)\s+)?|来自\s*){escaped}(?![A-Za-z0-9_-])",
            rf"\b(?:sind|ist|stammen|stammt|kommen|kommt|sont|est|viennent|vient|son|es|vienen|viene|sono|vengono|são|vêm)"
            rf"\s+(?:von|vom|aus|de|du|di|da|do|del|dal)\s+(?:(?:der|dem|la|el)\s+)?{escaped}(?![\w-])",
            rf"(?<!\w){escaped}(?:['’]s)?\s+(?:(?:new|latest|recent)\s+)?(?:papers?|work|abstracts?)\b",
            rf"\b(?:did|does|has|have|is|are)\s+(?:the\s+)?{escaped}\s+(?:publish|releas|propos|present|work|do\b|done\b|post|submit)",
            rf"(?<!\w){escaped}\s*(?:的|の|의)\s*(?:论文|論文|논문)",
        ):
            m = re.search(pattern, line, re.I | re.X)
            if m and not denied(line, m.start()) and not _another_s(line[max(0, m.start() - 120) : m.start()]):
                return name
    return None


_WORD = r"[^\W\d_a-z][\w.'’-]+"
_NAME = rf"{_WORD}(?:\s+(?:(?:de|van|von|der|di|la)\s+)*{_WORD})*"
_PEOPLE = re.compile(rf"\b(?:by|from|at|authors?)\s+({_NAME})")
# Where it is papers that are by somebody, one word is a name too, and so are two small ones.
_PAPERS_BY = re.compile(
    r"\b(?:[Pp]apers?|[Ww]orks?|[Aa]rticles?|abstracts?|anything|something|[Ww]ritten|(?:co-?)?authored)\s+by\s+"
    rf"(?:({_NAME})|((?!(?:the|an?|any|all)\b)[^\W\d_]+\s+[^\W\d_]+))"
)


def _people(question: str) -> tuple[str, ...]:
    sure = [m[1] or m[2] for m in _PAPERS_BY.finditer(question)]
    found = [m for m in _PEOPLE.finditer(question) if not denied(question, m.start())]
    names = [
        *(m[1] for m in found if " " in m[1]),
        *(name for name in sure if not denied(question, question.find(name))),
    ]
    return tuple(dict.fromkeys(name.rstrip(".'’") for name in names))


def _names(question: str) -> tuple[str, ...]:
    ids = re.findall(r"(?<![\w.])(\d{4}\.\d{4,5})(?:v\d+)?(?!\w)", question)
    quoted = re.findall(r"[\"“„«]([^\"”“»]{3,200})[\"”“»]", question)
    # A coined name has a capital past its first letter, or a digit or hyphen inside: AdaMerging, Twin-Merging, mT5.
    coined = [
        word
        for word in re.findall(r"\w[\w+\-/]*\w", question)
        if re.search(r"(?<=\w)[A-Z]|[A-Z]\w*-[A-Z]", word) and not re.fullmatch(r"[A-Z]{2,4}s?|\d.*", word)
    ]
    return tuple(dict.fromkeys([*ids, *quoted, *coined]))


MOST_HEADS = 24


def _heads(line: str) -> tuple[str, ...]:
    """Runs of up to three capitalised words, the longer first: "Depth Pro", "Depth", "Pro"."""
    runs = [run.split() for run in re.findall(r"(?<!\w)[A-Z0-9][\w+-]*(?: [A-Z0-9][\w+-]*)*", line)]
    found = (
        " ".join(run[i : i + n]) for run in runs for n in (3, 2, 1) for i in range(len(run) - n + 1) if len(run[i]) > 1
    )
    return tuple(dict.fromkeys(head for head in found if not head.isdecimal()))[:MOST_HEADS]
