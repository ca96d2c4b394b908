"""Lexicons: every group of every file is found in its examples, and what its patterns take for a word."""

from __future__ import annotations

import re

import pytest

from askpapers import data
from askpapers.text.lexicon import Group, kinds_of, lexicon, pattern

NAMES = sorted(path.stem for path in data.path("lexicons").glob("*.json"))


@pytest.mark.parametrize("name", NAMES)
def test_every_group_finds_in_its_examples_what_they_say(name: str) -> None:
    for group, held in lexicon(name).items():
        assert held.note, group
        assert held.examples, group
        for sentence, expected in held.examples.items():
            found = pattern(name, f"{{{group}}}").search(sentence)
            assert (found[0] if found else "") == expected, (group, sentence)


@pytest.mark.parametrize("name", NAMES)
def test_no_phrase_is_empty_or_stands_twice_in_a_kind(name: str) -> None:
    for group, held in lexicon(name).items():
        for phrases in held.kinds.values():
            assert len(set(phrases)) == len(phrases), group
            assert all(phrase == phrase.strip() != "" for phrase in phrases), group


def test_a_phrase_is_whole_words_has_alternatives_and_may_end_anyhow(monkeypatch: pytest.MonkeyPatch) -> None:
    groups = {
        "one": Group("", {"en": ("comment[s|]", "limit*"), "zh": ("昨天",)}, {}),
        "two": Group("", {"": (">",)}, {}),
    }
    monkeypatch.setattr("askpapers.text.lexicon.lexicon", lambda name: groups)
    both = pattern("made up", r"{one,two}", re.I)
    found = [m[0] for m in both.finditer("Comments, comment, commented, a limitation; 在昨天的 >10 unlimited")]
    assert found == ["Comments", "comment", "limitation", "昨天", ">"]
    assert kinds_of("made up", "one")["昨天"] == "zh"
