"""What stands where in a compared reply: labels of aspects and papers, words for nothing, and where prose is cut."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from askpapers.papers.paper import Paper, short_name
from askpapers.text.sentences import split
from askpapers.verification.marks import Mark

ASPECTS = ("problem", "method", "data", "results", "limits", "code")
NOT_STATED = "not stated in the abstract"

_OTHER_NAMES = {
    "problem": "problems goal goals aim aims task motivation objective focus question",
    "method": "methods approach approaches technique methodology architecture model",
    "data": "dataset datasets data-sets benchmark benchmarks corpus",
    "results": "result findings finding performance outcome outcomes evaluation",
    "limits": "limit limitation limitations weaknesses caveats drawbacks",
    "code": "code-availability availability implementation resources release",
}
_ASPECT_OF = {other: name for name, others in _OTHER_NAMES.items() for other in (name, *others.split())}
LETTERS = "ABCD"
_NUMBERED = re.compile(
    r"(?:the\s+)?(?:(?:papers?|abstract|study|work)\s*[\[#(]?\s*(?P<n>[A-D]|\d)\s*[\])]?|[\[(]?\s*(?P<alone>[A-D]|\d)\s*[\])]?)"
    r"(?:\s*[(:=–—-].*)?",
    re.S | re.I,
)
_LABEL = re.compile(r"(?P<label>(?:\([^()\n]{1,100}\)|[^:：|\n(]){1,120}?)\s*(?:[:：]|\s[–—-]\s)\s*(?P<rest>.*)", re.S)
_NOTHING = re.compile(
    r"""(?:it\s+(?:is|was)\s+|this\s+is\s+|explicitly\s+|they\s+are\s+|\s)*
    (?: n/?a | (?:none|nothing|nil)(?:\ (?:is\ )?(?:stated|mentioned|reported|given|specified))? | unknown | unspecified | unstated | [-–—?]+
      | not\ (?:explicitly\ |directly\ )?(?:stated|specified|mentioned|reported|given|provided|available|applicable|discussed|disclosed
          |described|addressed|indicated|known)
      | no(?:t\ any)?\ (?:explicit\ )?(?:information|mention|details?|data|code|limitations?|limits)(?:\ (?:is|are))?
          \ (?:stated|given|mentioned|provided|reported|available|listed)
      | (?:the\ abstract\ |it\ )?do(?:es)?\ not\ (?:say|state|mention|specify|report|give)(?:\ (?:it|this|any))? )
    (?:\s+(?:in|by)\s+(?:the|this|that|its|either|any)\s+(?:abstracts?|papers?|text))?""",
    re.I | re.X,
)
DENIED = re.compile(
    r"\b(?:neither|nor|(?:do|does|did) not|is not|are not|not|no)\b.{0,60}\b(?:stat|mention|specif|report|sa(?:y|id)|giv|provid"
    r"|discuss|describ|disclos|address)\w*",
    re.I,
)
_CUES = {
    "code": r"\b(?:code|open-?sourc|github|repositor|publicly available)",
    "limits": r"\b(?:limit|weakness|drawback|caveat|fails? to|cannot)",
    "data": r"\b(?:data ?sets?|benchmark|corpus|corpora|trained on|evaluated on|\d[\d,]* (?:videos|images|samples|examples|proteins))",
    "results": r"\b(?:achiev|outperform|improv|reach|accurac|state-of-the-art|result|gain|reduc|\d+(?:\.\d+)? ?%|points)",
    "method": r"\b(?:propos|introduc|present|method|approach|train|merg|uses?\b|using|framework|architecture)",
    "problem": r"\b(?:problem|address|tackl|challeng|aims?\b|motivat|goal|focus)",
}


def bare(text: str) -> str:
    """Return a label without Markdown and the punctuation around it."""
    return re.sub(r"\*\*|__|`", "", text).strip(" *_#:-–—|.\\")


def label_of(text: str, *, whole: bool) -> tuple[str | None, str]:
    """The label that a text begins with and the rest; a short text that is `whole` may be a label alone."""
    bold = re.match(r"(?:\*\*|__)(?P<label>[^*\n]{1,120}?)[:.]?\s*(?:\*\*|__)\s*[:.–—-]?\s*(?P<rest>.*)", text, re.S)
    found = bold or _LABEL.match(text)
    if found and not re.search(r"[\[【]\d+\.\d", found["label"]):
        return bare(found["label"]), found["rest"].strip()
    return (bare(text), "") if whole and len(text) <= 120 else (None, text)


def aspect_of(label: str) -> str:
    """The aspect that a label names, or ""."""
    words = label.casefold().replace("data sets", "data-sets").replace("code availability", "code-availability")
    words = re.sub(r"^(?:\d+[.)]|the|main|key|core)\s+", "", words).strip()
    found = [_ASPECT_OF[word] for word in re.split(r"[\s/&,()]+|\band\b", words) if word in _ASPECT_OF]
    return found[0] if found and len(words.split()) <= 4 and words.split()[0].strip("/&,()") in _ASPECT_OF else ""


def place_of(label: str, papers: Sequence[Paper]) -> int | None:
    """Which of the papers a label names: by letter, number, short name or title."""
    label = label.strip()
    fold = re.sub(r"\W+", "", label.casefold())
    for place, paper in enumerate(papers):
        title = re.sub(r"\W+", "", paper.title.casefold())
        name = re.sub(r"\W+", "", short_name(paper.title).casefold())
        if fold and (fold in {name, title, paper.id} or (len(fold) >= 8 and (title.startswith(fold) or title in fold))):
            return place
        if (
            name
            and len(name) >= 3
            and re.fullmatch(rf"(?:(?:paper)?[a-d\d])?{re.escape(name)}(?:(?:paper)?[a-d\d])?", fold)
        ):
            return place
    if (m := _NUMBERED.fullmatch(label)) and (m["n"] or not (m["alone"] or "").islower()):
        sign = (m["n"] or m["alone"]).upper()
        place = int(sign) - 1 if sign.isdigit() else LETTERS.index(sign)
        return place if 0 <= place < len(papers) else None
    return None


def guess_aspect(text: str) -> str:
    """The aspect that a sentence without a heading speaks of, or ""."""
    return next((aspect for aspect, cues in _CUES.items() if re.search(cues, text, re.I)), "")


def sentences_of(text: str) -> Iterator[str]:
    """The sentences of a text, marks after a full stop with the sentence before them."""
    parts: list[str] = []
    for span in split(text):
        part = span.of(text).strip()
        leading = re.match(r"(?:[\[【][^\]】\n]*[\]】][.,;]*\s*)+", part)
        if leading and parts:
            parts[-1] += " " + leading[0].strip()
            part = part[leading.end() :]
        if part:
            parts.append(part)
    yield from parts


def segments(text: str, marks: Sequence[Mark]) -> list[tuple[int, int]]:
    """Where to cut prose: after sentences, and within one after the marks of one paper before another's."""
    cuts = {0, len(text)}
    for span in split(text):
        leading = re.match(r"(?:\s*[\[【][^\]】\n]*[\]】][.,;]*)+", text[span.start : span.end])
        cuts.add(span.start + leading.end() if leading and span.start else span.start)
    for mark, following in itertools.pairwise(marks):
        if {r.paper for r in mark.references} != {r.paper for r in following.references}:
            cuts.add(mark.span.end)
    inside = [cut for cut in sorted(cuts) if not any(mark.span.start < cut < mark.span.end for mark in marks)]
    return list(itertools.pairwise(inside))


def is_nothing(text: str) -> bool:
    """Return whether a cell only says, in whatever words, that the abstract does not state it."""
    bare = re.sub(r"[\[【](?:[\d\s.,;:–-]*|none)[\]】]", "", text)
    bare = " ".join(re.sub(r"[*_`]", "", bare).strip(" .,;:()").split())
    return not bare or _NOTHING.fullmatch(bare) is not None
