from __future__ import annotations

import math

from askpapers.extractive.sentence_roles import ROLES, likelihoods, roles_of
from askpapers.text.sentences import split

ABSTRACT = (
    "Machine translation has made great progress in recent years. However, existing systems need large corpora. "
    "In this paper, we propose a method for translating with few examples. "
    "We train an encoder on word lists and fine-tune it with back-translation. "
    "Experimental results show that our method outperforms the baseline by 3.2 BLEU. All rights reserved."
)


def test_an_abstract_runs_from_background_to_result() -> None:
    found = roles_of([span.of(ABSTRACT) for span in split(ABSTRACT)])
    assert len(found) == len(split(ABSTRACT))
    assert found[0] == "background"
    assert found[3] == "method"
    assert found[4] == "result"
    assert found[5] == "other"


def test_likelihoods_are_shares_of_one() -> None:
    rows = likelihoods([span.of(ABSTRACT) for span in split(ABSTRACT)])
    assert all(math.isclose(sum(row), 1, abs_tol=1e-9) and len(row) == len(ROLES) for row in rows)


def test_odd_sentences_have_a_role_too() -> None:
    assert roles_of([]) == ()
    assert set(roles_of(["", "…", "数据", "\x1b[31m"])) <= set(ROLES)


def test_a_sentences_role_depends_on_its_place() -> None:
    same = "Systems of this kind are used for the analysis of text."
    rows = likelihoods([same] * 6)
    assert rows[0][ROLES.index("background")] > rows[5][ROLES.index("background")]
