"""A free question as an FTS5 expression."""

from __future__ import annotations

import re
import unicodedata

# Function words, and the words of questions about papers that name no subject.
STOP = frozenset(
    """a about above across after again against all also am among an and any are as at be because been before being below
    between both but by can cannot could did do does doing don down during each else ever every few for from further get
    gets give gives had has have having he hence her here him his how i if in into is it its itself just let like made make
    makes many may me might more most much must my near no nor not now of off often on once one only or other our out over
    own per please put rather really same say says see she should show shown shows since so some such tell than that the
    their them then there these they this those through thus to too under until up upon us use used uses using very via was
    we were what when where whether which while who whom whose why will with within without would yet you your
    abstract abstracts article articles author authors paper papers study studies today work works research
    exist exists know known mention mentions describe describes report reports discuss discusses present presents propose
    proposes proposed about anything something someone anyone list lists find finds""".split()
)


def _folded(text: str) -> str:
    """Small letters, accents composed: what FTS5 folds, and no more ("ß" stays, where casefold() makes "ss")."""
    return unicodedata.normalize("NFC", text).lower()


def terms(question: str) -> list[str]:
    """Return the words of a question that carry its subject, each once, in order; all words where none does."""
    words = list(dict.fromkeys(re.findall(r"[^\W_]+(?:['’][^\W_]+)?", _folded(question))))
    kept = [word for word in words if word not in STOP and (len(word) > 1 or not word.isascii() or word.isdigit())]
    return kept or words


def expression(question: str) -> str:
    """Return the expression that matches any word of the question, safe whatever the question holds; "" for no word."""
    return " OR ".join(f'"{term}"' for term in terms(question)[:64])
