"""Lexicons: every group of every file is found in its examples, and what its patterns take for a word."""

from __future__ import annotations

import re

import pytest

from askpapers import data
from askpapers.text.lexicon import Group, kinds_of, lexicon, pattern

NAMES = sorted(path.stem for path in data.path("lexicons").glob("*.json"))
GROUPS = [(name, group) for name in NAMES for group in lexicon(name)]


@pytest.mark.parametrize(("name", "group"), GROUPS)
def test_every_group_finds_in_its_examples_what_they_say(name: str, group: str) -> None:
    held = lexicon(name)[group]
    assert held.note
    assert held.examples
    for sentence, expected in held.examples.items():
        found = pattern(name, f"{{{group}}}").search(sentence)
        assert (found[0] if found else "") == expected, sentence


@pytest.mark.parametrize(("name", "group"), GROUPS)
def test_no_phrase_is_empty_or_stands_twice_in_a_kind(name: str, group: str) -> None:
    for phrases in lexicon(name)[group].kinds.values():
        assert len(set(phrases)) == len(phrases)
        assert all(phrase == phrase.strip() != "" for phrase in phrases)


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
