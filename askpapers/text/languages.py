"""Whether a text is English, by its most common words."""

from __future__ import annotations

import re

from askpapers.text.stemming import share, strip_endings

_ENGLISH = frozenset(
    "the of and to in a is that for with on by are as it from this an be which its at or than their".split()
)
_OTHERS = frozenset(
    """der die das und ist ein eine einen einem einer eines mit auf den dem des für von vom zu zum zur im bei wird werden
    durch nicht sich als auch oder sie es er wie dass diese dieser le la les des une un est dans pour avec sur sous qui que
    par du de et au aux sont ces cette ce il elle el los las una es con por para del se su lo y di che gli della sono
    nel het een van voor met zijn och att som är med för på jest nie się na uma os da em não mais
    kann können wurde sind über nur sowie zwischen peut être leurs puede entre los como sobre""".split()
)


def is_foreign(claim: str, together: str) -> bool:
    """Whether a claim is in another language than what it cites, by its script and its function words."""
    letters = [c for c in claim if c.isalpha()]
    if letters and sum(not c.isascii() for c in letters) > 0.3 * len(letters):
        return sum(not c.isascii() for c in together if c.isalpha()) < 0.1 * max(1, len(together))
    # IL-10, DA and EM are abbreviations in any language, and DaSLaM is a name.
    words = re.findall(r"(?<!\w)[A-ZÀ-Ý]?[a-zà-ÿ]+(?!\w)", claim)
    words = [word.lower() for word in words]
    if len(words) < 5:
        return False
    english = sum(word in _ENGLISH for word in words) / len(words)
    other = sum(word in _OTHERS for word in words) / len(words)
    if other >= english and other >= 0.08:
        return True
    # Not one of the small words that hold an English sentence together, and hardly a word of what it cites.
    there = set(strip_endings(together))
    return (
        not claim.isascii()
        and not english
        and len(words) >= 7
        and share([stem in there for stem in strip_endings(claim)]) < 0.35
    )


ENGLISH = frozenset(
    "the a an of to in is are do does did which what how who why when where can with for on by from that these this there and or "
    "any papers paper list show find name give use using have has about should would was were be explain tell all not vs".split()
)
FOREIGN = frozenset(
    """der die das und ist sind macht hat haben bringt kann gibt zeigt heißt bei aus wo zu zum zur im den dem welchen welchem welche welcher welches wie wieviele viele warum wer mit für von auf ein eine einer
        nicht werden wird gegen wirkt wirken hilft helfen über nach durch ohne zwischen
    le la les des une est sont quels quelles quel quelle comment pourquoi combien avec pour dans sur du et qui que
    el los las un una es son qué cuáles cuántos cómo por para con del y en quién il lo gli quali come perché che di sono
    o os as um uma são quais qual como porque com não do da em welk hoe waarom het een zijn""".split()
)


def is_english(question: str) -> bool:
    """Whether a question could be English; a few bare names pass."""
    letters = [c for c in question if c.isalpha()]
    if sum(ord(c) > 0x24F for c in letters) * 3 > len(letters):
        return False
    words = re.findall(r"[^\W\d_]+", question.casefold())
    foreign = sum(word in FOREIGN and word not in ENGLISH for word in words)
    # A paper is called so elsewhere too.
    english = sum(word in ENGLISH and not word.startswith("paper") for word in words)
    return foreign == 0 or english >= foreign
