"""What is sent to a model for one question: the messages of each call."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from askpapers.evidence import Evidence
from askpapers.library import Library
from askpapers.papers import Answer, Paper

if TYPE_CHECKING:
    from askpapers.prompts import Message


def calls_of(library: Library, evidence: Evidence) -> list[list[Message]]:
    """Return the messages of each call: one for most questions; for a longer list one a part, and one that joins them."""
    from askpapers import prompts

    folder = library.prompt_folder()
    if len(evidence.parts) <= 1:
        return [messages_of(library, evidence)]
    prompt, first, calls = prompts.load("gather", folder), 1, []
    for part in evidence.parts:
        numbered = prompts.evidence(part, first)
        calls.append(prompt.fill(papers=numbered, question=evidence.question))
        first += len(part)
    return calls


def messages_of(library: Library, evidence: Evidence, notes: str = "") -> list[Message]:
    """Return the messages of the call that answers; `notes` are what earlier calls found, where all did not fit one."""
    from askpapers import prompts

    name = "join" if notes else "answer"
    prompt = prompts.load(name, library.prompt_folder())
    shown = evidence.papers
    papers = notes or prompts.evidence(shown)
    system, *rest = prompt.fill(papers=papers, question=evidence.question, count=str(evidence.scope_size))
    earlier: list[Message] = []
    for turn in evidence.earlier:
        earlier.append({"role": "user", "content": turn.question})
        earlier.append({"role": "assistant", "content": renumbered(turn, shown)})
    return [system, *earlier, *rest]


def renumbered(turn: Answer, shown: Sequence[Paper]) -> str:
    """Return an earlier answer with its marks in the numbers of the papers that are shown now.

    A mark of a paper that is not shown any more is left out: its old number would now be another paper's.
    """
    numbers = {paper.id: number for number, paper in enumerate(shown, 1)}
    marks: dict[tuple[int, int], list[str]] = {}
    for citation in turn.citations:
        place = marks.setdefault((citation.span.start, citation.span.end), [])
        if number := numbers.get(citation.paper_id):
            place.extend(f"{number}.{sentence}" for sentence in citation.sentences)
    text = turn.text
    for (start, end), new in sorted(marks.items(), reverse=True):
        text = text[:start] + (f"[{', '.join(new)}]" if new else "") + text[end:]
    return text
