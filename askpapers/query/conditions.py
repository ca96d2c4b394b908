"""The conditions that a question names: days, people, organizations, and counts ("more than ten comments")."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from askpapers.papers.scope import Scope
from askpapers.query.dates import day_names, days_asked
from askpapers.text.cue_phrases import denied
from askpapers.text.lexicon import kinds_of, pattern
from askpapers.text.quantities import NUMBER, number_of
from askpapers.text.sanitize import one_line
from askpapers.text.terms import STOP_WORDS

Place = tuple[int, int]


def find_counts(line: str, noun: str, verb: str) -> dict[str, tuple[int, Place]]:
    """Return the least ("min") and greatest ("max") counts that a line wants, and where: "more than ten comments", "upvotes ≥ 50", "liked over 5 times".

    `noun` and `verb` are groups of the lexicon `counts`.
    """
    if not pattern("counts", f"{{{noun},{verb}}}").search(line):
        return {}
    found = {
        "min": _bound(line, noun, verb, {"more": 1, "least": 0}, "or_more"),
        "max": _bound(line, noun, verb, {"fewer": -1, "most": 0}, "or_fewer"),
    }
    return {name: (max(0, bound[0]), bound[1]) for name, bound in found.items() if bound}


def _bound(line: str, noun: str, verb: str, hows: Mapping[str, int], behind: str) -> tuple[int, Place] | None:
    noun, verb, behind, count = f"{{{noun}}}", f"{{{verb}}}", f"{{{behind}}}", f"(?P<count>{NUMBER})"
    templates = [
        (template, added)
        for how, added in hows.items()
        for template in (
            rf"{{{how}}}\ ?{count}\ {noun}",
            rf"{noun}\ ?(?:count\ )?(?:(?:is|of)\ )?{{{how}}}\ ?{count}",
            rf"{verb}\ {{{how}}}\ {count}\ times\b",
        )
    ]
    templates.append((rf"(?<![\w.,]){count}(?:\ ?{behind}\ ?{noun}|\ {noun}\ {behind})", 0))
    found = [
        (m, added) for template, added in templates if (m := pattern("counts", template, re.I | re.X).search(line))
    ]
    # "At least 5 upvotes >3 comments": of two that share their noun the first has it.
    said = [(m.span(), number_of(m["count"]) + added) for m, added in found if not denied(line, m.start())]
    return min(said)[::-1] if said else None


@dataclass(frozen=True, slots=True)
class Conditions:
    """A question read for what it says about papers.

    `scope` is the given scope with the conditions that the question adds, whose field names are in `filters`.
    `names` are words that may name
    single papers (arXiv ids, quoted titles, coined names), `heads` words that may stand before the colon of a title,
    `people` words that may name an author or organization, of which `writers` can be nothing else; only the catalog knows, and
    `unlisted` is what it does not behind "papers from": a place or an event may be meant, which narrows nothing.
    """

    scope: Scope
    filters: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    writers: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    unlisted: str = ""


def parse_conditions(question: str, scope: Scope, *, today: date, organizations: Sequence[str] = ()) -> Conditions:
    """Read a question; conditions that `scope` already sets are left as they are."""
    line = one_line(question)
    found = {
        name: value for name, (value, _) in find_conditions(line, today=today, organizations=organizations).items()
    }
    # Days are one condition: where one of them is new, both are.
    days = {"since", "until"} & found.keys()
    fresh = {name: value for name, value in found.items() if name in days or getattr(scope, name) != value}
    return Conditions(
        scope=replace(scope, **fresh),  # type: ignore[arg-type]
        filters=tuple(fresh),
        names=_names(_parted(line)),
        heads=_heads(_parted(line)),
        people=tuple(people for people in _people(question[:2000]) if people != found.get("organization")),
        writers=_writers(line[:2000]),
    )


def find_conditions(
    line: str, *, today: date, organizations: Sequence[str] = (), of_filter: bool = False
) -> dict[str, tuple[object, Place]]:
    """Return the conditions that a question, or a filter line, names, by the fields of a scope: the value and where it stands."""
    found: dict[str, tuple[object, Place]] = {}
    if days := days_asked(line, today, of_filter=of_filter):
        found = {"since": (days.first, days.place), "until": (days.last, days.place)}
    for noun, verb in (("comments", "commented"), ("upvotes", "upvoted")):
        found |= {f"{bound}_{noun}": count for bound, count in find_counts(line, noun, verb).items()}
    if organization := _organization(line, organizations):
        found["organization"] = organization
    category = _pattern(rf"\b(?:in|from|of|on)\s+({CATEGORIES})|(?<![\w.])({CATEGORIES})\s+{{papers}}", 0).search(line)
    if category and not denied(line, category.start()):
        found["category"] = categories_named(category[1] or category[2]), category.span()
    # Who has code is said by abstracts too, of which not all give an address; who has none by the list alone.
    if (clause := find_code_clause(line)) and clause[1]:
        found["no_code"] = True, clause[0]
    for field, template in _MARKS.items():
        if (m := _pattern(template).search(line)) and not denied(line, m.start()):
            found[field] = True, m.span()
    return found


CATEGORY = r"(?:cs|stat|math|eess|econ|q-bio|q-fin|physics|cond-mat|astro-ph|nlin)\.[A-Za-z]{2}(?:-[a-z]+)?(?![\w-])"
CATEGORIES = rf"{CATEGORY}(?:(?:\s*(?:,|/)\s*(?:or\s+|and\s+)?|\s+(?:or|and|and/or)\s+){CATEGORY})*"


def categories_named(text: str) -> str:
    """Return a match of `CATEGORIES` as a scope keeps it: of "cs.CL and cs.LG" a paper may be in either."""
    return " or ".join(dict.fromkeys(re.findall(CATEGORY, text)))


_MARKS = {
    "starred": r"{my_starred}|\bstarred {papers}|{papers} (?:that |which )?{i_starred}",
    "unread": r"\b(?:my unread|unread {papers})\b|{papers} (?:that |which )?{i_did_not_read}",
    "has_code": r"\bpapers? with (?:a )?(?:{free} )*{code}(?! {on_code})",
}
_AROUND = r"(?:{around_code,no_code,free})"
_CODE_CLAUSE = rf"(?P<clause>(?:{_AROUND}\s+)*+{{code}}(?:\s+{_AROUND})*+)"
_END = r"(?=\W*$|\s*[,.;:?!]|\s+{behind_code})"
_WORDS = rf"(?:(?!(?:that|which|who)\b)(?:{CATEGORY}|[^\s,.;:?!]+)\s+){{1,8}}?"
_CODE_CLAUSES = (
    rf"{{papers}}(?:['’]s?)?\s+{_CODE_CLAUSE}(?!\s+{{on_code}})",
    rf"(?:\A\W*(?:and\s+|but\s+)?|\bof\s+){{some}}\s+(?!(?:is|are)\s+(?:{{no_code}}\s+)?{{code}}){_CODE_CLAUSE}{_END}",
    rf"{{papers}}\s+(?:{{about}}\s+{_WORDS})?whose\s+{_CODE_CLAUSE}{_END}",
    rf"{{papers}}\s+(?:{{by}}|in)\s+{_WORDS}{_CODE_CLAUSE}{_END}",
    # Behind a subject only a verb is the papers' own: of "agents that have no code" and "proofs without code" they tell.
    rf"{{papers}}\s+{{about}}\s+{_WORDS}(?=(?:ha|do|did|lack|are)\w*\b){_CODE_CLAUSE}{_END}",
)


def _goes_on(clause: re.Match[str]) -> bool:
    """Whether the word that denies belongs to what follows: "have code not written in Python"."""
    denies = _pattern(r"{no_code}\Z").search(clause["clause"])
    return bool(denies) and _pattern(_END).match(clause.string, clause.end("clause")) is None


def find_code_clause(line: str) -> tuple[Place, bool] | None:
    """Return where a question says that papers have code, and whether it denies it: a clause of nothing but words that link papers with code."""
    found = [m for template in _CODE_CLAUSES if (m := _pattern(template).search(line)) and not _goes_on(m)]
    return (found[0].span("clause"), len(_pattern("{no_code}").findall(found[0]["clause"])) % 2 == 1) if found else None


# "Better than models by OpenAI", "using data from Google": another's work that the papers speak of.
_AGAINST = r"(?:{against}|\blike\b(?! (?:\w+ )?papers))(?: [\w-]+){0,3} ?$"
_THINGS = r"(?:{things}|\bGPT\S*)(?: [\w-]+)? ?$"
_PRODUCT = re.compile(r"\s([A-Z][\w-]*[a-z][\w-]*|[\w.-]*[A-Za-z][\w.-]*\d[\w.-]*) $")
_TOPIC = r"{anything} (?:on|about|with)\b[^?.!;,]*$"


def _pattern(template: str, flags: int = re.I) -> re.Pattern[str]:
    return pattern("conditions", template, flags)


def _another_s(before: str) -> bool:
    """Whether the words before "by …" speak of another's work and not of the papers asked for."""
    if _pattern(_AGAINST).search(before):
        return True
    product = _PRODUCT.search(before)
    known = day_names().keys() | kinds_of("conditions", "paper_nouns").keys()
    thing = _pattern(_THINGS).search(before) or (product and product[1].lower() not in known)
    return bool(thing) and _pattern(_TOPIC).search(before) is None


_NAMED = "\ue000"
"""Stands for the letters of the name of an organization, so that one pattern serves for all."""
_NAME_STANDS = f"(?<!{_NAMED}){_NAMED}++"
_OF_ORGANIZATION = (
    r"(?:(?:{by}|{papers_of}\s+{of})\s+(?:{team}\s+)*(?:(?:at|from)\s+)?|来自\s*)@(?![A-Za-z0-9_-])",
    r"{are}\s+{are_from}\s+(?:{article}\s+)?@(?![\w-])",
    r"(?<!\w)@(?:['’]s)?\s+(?:{new}\s+)?{its_papers}",
    r"{did}\s+(?:the\s+)?@\s+{publish}",
    r"(?<!\w)@\s*(?:的|の|의)\s*{papers_in_chinese}",
)


def _organization(line: str, organizations: Sequence[str]) -> tuple[str, Place] | None:
    """Return the longest known organization that the papers are said to be by: "by …", "…'s papers", "did … publish"."""
    for name in sorted(organizations, key=len, reverse=True):
        if name.lower() not in line.lower():
            continue
        said = re.sub(re.escape(name), lambda m: _NAMED * len(m[0]), line, flags=re.I)
        for template in _OF_ORGANIZATION:
            m = _pattern(template.replace("@", _NAME_STANDS)).search(said)
            if m and not denied(said, m.start()) and not _another_s(said[max(0, m.start() - 120) : m.start()]):
                return name, m.span()
    return None


_WORD = r"[^\W\d_a-z][\w.'’-]+"
_NAME = rf"{_WORD}(?:\s+(?:(?:de|van|von|der|di|la)\s+)*{_WORD})*"
_PEOPLE = re.compile(rf"\b(?:by|from|at|authors?)\s+({_NAME})")
# Where it is papers that are by somebody, one word is a name too, and so are two small ones; "by Number of comments" is an order.
_PAPERS_BY = rf"(?i:{{written}})\s+by\s+(?:({_NAME})(?!\w)(?!\s+of\b)|((?!(?:the|an?|any|all)\b)[^\W\d_]+\s+[^\W\d_]+))"


def _people(question: str) -> tuple[str, ...]:
    sure = [m[1] or m[2] for m in _pattern(_PAPERS_BY, 0).finditer(question)]
    found = [m for m in _PEOPLE.finditer(question) if not denied(question, m.start())]
    names = [
        *(m[1] for m in found if " " in m[1]),
        *(name for name in sure if not denied(question, question.find(name))),
    ]
    return tuple(dict.fromkeys(name.rstrip(".'’") for name in names))


_WRITERS = rf"(?i:{{written}})\s+(?i:by|from)\s+({_NAME})(?!\w)(?!\s+of\b)(?:\s+(?P<next>[a-z]+))?"


def _writers(line: str) -> tuple[str, ...]:
    """Names behind "papers by" and "papers from" that describe nobody else: "papers by Chinese labs" names no one."""
    found = [
        m[1].rstrip(".'’")
        for m in _pattern(_WRITERS, 0).finditer(line)
        if not denied(line, m.start(1))
        and not _is_plural(m["next"] or "")
        and not re.match(r"\s*,|\s+(?i:or|and)\b", line[m.end(1) :])
    ]
    return tuple(name for name in dict.fromkeys(found) if re.sub(r"['’]s$", "", name.lower()) not in day_names())


def _is_plural(word: str) -> bool:
    return word in kinds_of("conditions", "team") or (word[-1:] == "s" != word[-2:-1] and word not in STOP_WORDS)


def _parted(line: str) -> str:
    """A line with a gap wherever letters of a script without gaps meet others: "什么是QueST" names a paper."""
    return re.sub(r"(?<=[\u2e80-\uffdc])(?=[!-~])|(?<=[!-~])(?=[\u2e80-\uffdc])", " ", line)


MOST_NAMED = 24
"""Words of a question that may name a paper: each is looked for in the catalog, and a page that was pasted has hundreds."""


def _names(question: str) -> tuple[str, ...]:
    ids = re.findall(r"(?<![\w.])(\d{4}\.\d{4,5})(?:v\d+)?(?!\w)", question)
    quoted = re.findall(r"[\"“„«]([^\"”“»]{3,200})[\"”“»]", question)
    # A coined name has a capital past its first letter, or a digit or hyphen inside: AdaMerging, Twin-Merging, mT5.
    coined = [
        word
        for word in re.findall(r"\w[\w+\-/]*\w", question)
        if re.search(r"(?<=\w)[A-Z]|[A-Z]\w*-[A-Z]", word) and not re.fullmatch(r"[A-Z]{2,4}s?|\d.*", word)
    ]
    return tuple(dict.fromkeys([*ids, *[*dict.fromkeys([*quoted, *coined])][:MOST_NAMED]]))


def _heads(line: str) -> tuple[str, ...]:
    """Runs of up to three capitalized words, the longer first: "Depth Pro", "Depth", "Pro"."""
    runs = [run.split() for run in re.findall(r"(?<!\w)[A-Z0-9][\w+-]*(?: [A-Z0-9][\w+-]*)*", line)]
    found = (
        " ".join(run[i : i + n]) for run in runs for n in (3, 2, 1) for i in range(len(run) - n + 1) if len(run[i]) > 1
    )
    return tuple(dict.fromkeys(head for head in found if not head.isdecimal()))[:MOST_NAMED]
