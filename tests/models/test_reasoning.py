"""Thinking: reasoning that a server mixes into its reply never reaches the reader, and an answer always does."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askpapers.models.reasoning import ReasoningSplitter, answer_in


def read(pieces: Iterable[str]) -> tuple[str, str]:
    """The answer and what was hidden, of a reply that came in these pieces."""
    thinking = ReasoningSplitter()
    answer = "".join([thinking.feed(piece) for piece in pieces])
    return answer + thinking.finish(), thinking.hidden


@pytest.mark.parametrize(
    ("reply", "answer"),
    [
        ("Let me see.\n</think>\n\nIt is so [1.2].", "It is so [1.2]."),
        ("Let me see.</think>\nIt is so [1.2].", "It is so [1.2]."),
        ("</think>It is so.", "It is so."),
        ("The tag </think> ends the reasoning [1.2].", "The tag </think> ends the reasoning [1.2]."),
        ("The tag <think>\n</think>\nis theirs.", "The tag <think>\n</think>\nis theirs."),
        ("Let me see.\n</think>\n", "Let me see.\n</think>\n"),
        ("It is so.", "It is so."),
        ("", ""),
    ],
)
def test_reasoning_that_was_opened_in_the_prompt_ends_at_a_tag_of_its_own_line(reply: str, answer: str) -> None:
    assert answer_in(reply) == answer


@pytest.mark.parametrize(
    ("reply", "answer", "hidden"),
    [
        ("<think>Let me see.</think>It is so [1.2].", "It is so [1.2].", "Let me see."),
        ("<think>\nLet me see.\n</think>\n\nIt is so.", "It is so.", "\nLet me see.\n"),
        ("<think>\r\na\r\n</think>\r\nIt is so.", "It is so.", "\r\na\r\n"),
        ("\n  <think>a</think>It is so.", "It is so.", "a"),
        ("<think></think>It is so.", "It is so.", ""),
        ("<think>a</think>", "", "a"),
        ("<think>a</think>  \n", "", "a"),
        ("<think>a < b </thin k></think>c", "c", "a < b </thin k>"),
        ("<think>a</think>b <think>c</think> d", "b <think>c</think> d", "a"),
        ("<think>a</think><think>b</think>c", "c", "ab"),
        ("<thinking>a</thinking>\n\nb", "b", "a"),
        ("<mm:think>a</mm:think>b", "b", "a"),
        ('<reasoning effort="high">a</reasoning> b', "b", "a"),
        ("[THINK]a[/THINK]b", "b", "a"),
        ("◁think▷a◁/think▷b", "b", "a"),
        ("<|begin_of_thought|>a<|end_of_thought|>\n\nb", "b", "a"),
        ("<|START_THINKING|>a<|END_THINKING|>b", "b", "a"),
        ("<|channel>thought\na<channel|>b", "b", "\na"),
        ("analysisWe see.assistantfinalb", "b", "We see."),
        ("b<|im_end|>", "b", "<|im_end|>"),
        ("b</s>\n", "b", "</s>\n"),
        ("b<|im_end|>\n<|im_start|>user\nc", "b", "<|im_end|>\n<|im_start|>user\nc"),
        ("The token <|im_end|> ends a turn [1.2].", "The token <|im_end|> ends a turn [1.2].", ""),
    ],
)
def test_a_reply_that_begins_with_think_is_split(reply: str, answer: str, hidden: str) -> None:
    assert read([reply]) == (answer, hidden)
    assert read(reply) == (answer, hidden)


HARMONY = [
    "<|channel|>analysis<|message|>a<|end|><|start|>assistant<|channel|>final<|message|>b",
    "<|channel|>analysis<|message|>a<|end|><|start|>assistant<|channel|>final<|message|>b<|return|>",
    "<|start|>assistant<|channel|>analysis<|message|>a<|end|>"
    "<|start|>assistant<|channel|>commentary<|message|>c<|end|><|start|>assistant<|channel|>final<|message|>b",
    "<|channel|>final <|constrain|>json<|message|>b",
    "<|channel|>analysis<|message|>a<|end|>b",
]


@pytest.mark.parametrize("reply", HARMONY)
def test_of_harmonys_channels_only_the_final_one_is_the_answer(reply: str) -> None:
    for size in (1, 2, 5, len(reply)):
        answer, _ = read(reply[at : at + size] for at in range(0, len(reply), size))
        assert answer == "b"


def test_reasoning_in_harmonys_channel_without_a_final_one_is_no_answer() -> None:
    assert read("<|channel|>analysis<|message|>a") == ("", "a")


def test_a_frame_that_was_opened_in_the_prompt_ends_at_the_final_channel() -> None:
    assert answer_in("We see.<|end|><|start|>assistant<|channel|>final<|message|>b") == "b"


@pytest.mark.parametrize(
    "reply",
    [
        "",
        "It is so [1.2].",
        "  \n It is so.\n",
        "The tag <think>…</think> is trained [1.2].",
        "<thesis> is another tag",
        "[Reasoning] The paper is about it",
        "analysis of it",
        "< 5 papers",
        "<b>It</b> is so",
        "<",
        "<thin",
        "\n <thi",
        "</think>It is so.",
        "&lt;think>a</think>",
        "\x1b[31m<think>a</think>\u202e",
    ],
)
def test_a_reply_that_does_not_begin_with_think_is_the_answer_letter_for_letter(reply: str) -> None:
    assert read([reply]) == (reply, "")
    assert read(reply) == (reply, "")


@pytest.mark.parametrize("unclosed", ["<think>", "<think>It is", "<think>It is</thin", " <think>a<think>"])
def test_reasoning_that_was_cut_short_stays_hidden(unclosed: str) -> None:
    answer, hidden = read(unclosed)
    assert answer == ""
    assert hidden == unclosed.strip().removeprefix("<think>")


def test_reasoning_is_never_shown_even_for_a_moment() -> None:
    thinking = ReasoningSplitter()
    shown = [thinking.feed(letter) for letter in "<think>secret </thi nk> plan</think>  Yes."]
    assert "".join(shown) == "Yes."


def test_an_answer_without_reasoning_is_not_held_back() -> None:
    thinking = ReasoningSplitter()
    assert [thinking.feed(piece) for piece in ["It", " is", " <think", "> so"]] == ["It", " is", " <think", "> so"]


def test_a_beginning_that_may_become_the_tag_waits_until_that_is_known() -> None:
    thinking = ReasoningSplitter()
    assert thinking.feed(" <thi") == ""
    assert thinking.feed("s is no tag") == " <this is no tag"


def test_finishing_twice_repeats_nothing() -> None:
    for start, hidden in [("<thin", ""), ("<think>a", "a")]:
        thinking = ReasoningSplitter()
        thinking.feed(start)
        thinking.finish()
        assert thinking.finish() == ""
        assert thinking.hidden == hidden


replies = st.lists(
    st.sampled_from(["<think>", "</think>", "<", "</", "think>", " ", "\n", "a", "[1.2]", "\x1b", "思",
    "<thin"]), max_size=12
).map("".join)  # fmt: skip


@given(replies | st.text(max_size=60), st.data())
def test_what_is_found_does_not_depend_on_how_the_reply_was_cut(reply: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(reply)), max_size=8)))
    pieces = [reply[a:b] for a, b in zip([0, *cuts], [*cuts, len(reply)], strict=True)]
    assert read(pieces) == read([reply]) == read(reply)


@given(replies)
def test_no_word_is_lost_or_said_twice(reply: str) -> None:
    answer, hidden = read([reply])
    if not reply.lstrip().startswith("<think>"):
        assert (answer, hidden) == (reply, "")
        return
    assert "</think>" not in hidden
    rest = reply.lstrip().removeprefix("<think>").removeprefix(hidden).removeprefix("</think>")
    assert answer == rest.lstrip()


@given(st.text(max_size=80).filter(lambda text: "</think>" not in text), st.text(max_size=80))
def test_what_stands_between_the_tags_is_hidden_and_the_rest_is_shown(reasoning: str, answer: str) -> None:
    assert read([f"<think>{reasoning}</think>{answer}"]) == (answer.lstrip(), reasoning)


@pytest.mark.parametrize("text", ["<think>a</think>b", "<think>a<b></think>b", " \n<think>\n</think>\n\nb"])
def test_thinking_is_split_at_any_place(text: str) -> None:
    for size in range(1, len(text)):
        thinking = ReasoningSplitter()
        answer = "".join(thinking.feed(text[i : i + size]) for i in range(0, len(text), size)) + thinking.finish()
        assert answer == "b"


def test_a_tag_in_the_middle_is_what_a_paper_is_about() -> None:
    thinking = ReasoningSplitter()
    text = "Models emit <think> tags </think> first."
    assert thinking.feed(text) + thinking.finish() == text
    unclosed = ReasoningSplitter()
    assert unclosed.feed("<think>forever") + unclosed.finish() == ""
