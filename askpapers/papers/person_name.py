"""The parts of an author's name, as bibliographies want them apart."""

from __future__ import annotations

import re
from dataclasses import dataclass

from askpapers.papers.deduplication import fold_title

_SUFFIX = re.compile(r"(?:jr|sr|junior|senior|ii|iii|iv|2nd|3rd)\.?", re.I)
_PARTICLES = frozenset(
    "af al am ap aus aw av bar ben bin bint da dal dalla dalle d' de degli dei del della delle dello den der des di dos do du "
    "e el het ibn im la las le les lo los op 't ten ter tho thoe to tot um van vande vanden vander vom von zu zum zur".split()
)
_PARTICLES_CAPITAL = frozenset("van von vander vande de del della dello di dos das der den la".split())
_VIETNAMESE = frozenset(
    "nguyen tran le pham hoang vu vo dang bui ngo duong dinh phan truong huynh ly do ho dao ta luu mai trinh doan cao".split()
)
_CORPORATE = re.compile(
    r"\d|&|\bet\s+al\b|\b(?:academy|agency|alliance|association|authors?|bureau|cent(?:er|re)|collaborations?|collaborators|"
    r"commission|committee|company|consorti(?:um|a)|corporation|corp|council|department|federation|foundation|gmbh|groups?|"
    r"inc|initiative|institut(?:e|es|ion|ions|o)?|intelligence|investigators|labs?|laborator(?:y|ies)|limited|llc|ltd|"
    r"ministry|network|observatory|organi[sz]ation|partnership|program(?:me)?|project|research|researchers|school|"
    r"societ(?:y|ies)|survey|taskforce|task\s+force|teams?|technolog(?:y|ies)|trust|universit(?:y|ies|ät|é|at|à)|"
    r"université|workshop|working|deepmind|openai|nvidia|microsoft|google|amazon|alibaba|tencent|baidu|huawei|bytedance|"
    r"anthropic|hugging\s+face)\b",
    re.I,
)
_CORPORATE_AS_WRITTEN = re.compile(r"^The\s+[A-Z]|\bAI$|\band\b|\bfor\b|\bof\b")
_SURNAMES_OF_TWO = frozenset(
    "AN AU BA BI BO DO DU FU GE GU HA HE HO HU JI JO KE KO LE LI LO LU LV MA MO NA NG NI OH OU QI QU RU SU TU VO VU WU XI XU YA YE YI "
    "YU ZU".split()
)
_EAST_ASIAN = re.compile(r"[\u1100-\u11ff\u3005-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff·\s]+")


@dataclass(frozen=True, slots=True)
class PersonName:
    """A person's name in parts; `family` has its particle, "van Beethoven"; `suffix` is "Jr." or "III"."""

    family: str
    given: str
    suffix: str = ""


def parse_name(name: str) -> PersonName | None:
    """Return the parts of an author's name, None for one that has none: a group's, a single word, one in Han.

    None too where initials come last, "Okafor NC", "Manjunath K E": programs put the given name before the family name when
    they join the two again, and the name would turn round.

    >>> parse_name("Ludwig van Beethoven")
    PersonName(family='van Beethoven', given='Ludwig', suffix='')
    >>> parse_name("Martin Luther King, Jr.")
    PersonName(family='King', given='Martin Luther', suffix='Jr.')
    >>> parse_name("ATLAS Collaboration")
    """
    words = name.replace(",", " , ").split()
    suffix = ""
    for place in (-1, 1 + words.index(",") if "," in words else 0):
        # "King, Jr., Martin" and "Martin King, Jr." have it after a comma; the first word is nobody's suffix.
        if len(words) > 2 and place and place < len(words) and _SUFFIX.fullmatch(words[place]):
            suffix = words.pop(place)
            break
    line = " ".join(words).replace(" ,", ",").strip(", ").replace(",,", ",")
    if is_corporate(line) or _EAST_ASIAN.fullmatch(line):
        return None
    before, comma, after = line.partition(",")
    if comma:
        return PersonName(before.strip(), after.strip(" ,"), suffix) if before.strip() and "," not in after else None
    words = line.split()
    if len(words) < 2:
        return None
    cut = _family_start(words)
    return PersonName(" ".join(words[cut:]), " ".join(words[:cut]), suffix) if cut else None


def is_corporate(name: str) -> bool:
    """Return whether a name is a group's: a collaboration, a team, a company."""
    return bool(_CORPORATE.search(name) or _CORPORATE_AS_WRITTEN.search(name))


def stands_behind(text: str) -> bool:
    """Return whether what a comma parts from a name belongs behind it: "Jr.", a company's "Inc."; a given name does not."""
    return bool(_SUFFIX.fullmatch(text.strip()) or _CORPORATE.search(text))


def _family_start(words: list[str]) -> int:
    """The place of the first word of the family name; 0 where the given names' initials come last."""
    last = words[-1]
    if last.rstrip(".").isalpha() and last.isupper() and len(last) <= 3 and last not in _SURNAMES_OF_TWO:
        return 0
    start = len(words) - 1
    while start > 1 and _is_particle(words[start - 1], words[0]):
        start -= 1
    return start


def _is_particle(word: str, first: str) -> bool:
    """Whether a word before the family name belongs to it; "Van" is a middle name after a Vietnamese family name."""
    if word.islower():
        return word in _PARTICLES
    return word.casefold() in _PARTICLES_CAPITAL and fold_title(first) not in _VIETNAMESE
