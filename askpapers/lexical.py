"""A free question as an FTS5 expression."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

from askpapers.spellings import variants

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

PHRASES = 96
"""Phrases of an expression at most: the words of a long abstract, and few enough to be quick over 75,000 papers."""


RESPELT = 24
"""Words up to which those of a question are looked for in other spellings too."""


def _folded(text: str) -> str:
    """Small letters, accents composed: what FTS5 folds, and no more ("ß" stays, where casefold() makes "ss")."""
    return unicodedata.normalize("NFC", text).lower()


def _words(question: str) -> list[str]:
    words = re.findall(r"[^\W_]+(?:['’][^\W_]+)?", _folded(question))
    kept = [word for word in words if word not in STOP and (len(word) > 1 or not word.isascii() or word.isdigit())]
    return kept or words


def _any(words: Iterable[str]) -> str:
    return " OR ".join(f'"{word}"' for word in words)


def terms(question: str) -> list[str]:
    """Return the words of a question that carry its subject, each once, in order; all words where none does."""
    return list(dict.fromkeys(_words(question)))


def expression(question: str) -> str:
    """Return the expression that matches any word of the question, safe whatever the question holds; "" for no word.

    Of a pasted page it holds the 96 most frequent words.
    """
    return _any(word for word, _ in Counter(_words(question)).most_common(PHRASES))


def widened(question: str) -> str:
    """Return `expression` with the other spellings of a question's words; of a pasted page it is `expression`."""
    words = terms(question)
    if len(words) > RESPELT:
        # A paragraph says the same in several ways itself, and its many words take long enough to look for.
        return expression(question)
    return _any([*words, *variants(_folded(question), words)])


def emphasis(question: str) -> str:
    """Return the expression of the words that a question repeats, as often as each comes back; "" where none does.

    FTS5 adds up the phrases of an expression, so its BM25, weighed and added to `expression`'s, counts a paragraph's
    subject for more than a word it happens to use.
    """
    counted = Counter(_words(question)).most_common(PHRASES)
    return _any([word for word, count in counted for _ in range(count - 1)][:PHRASES])
