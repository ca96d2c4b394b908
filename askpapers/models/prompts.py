"""Prompts: files with $names to be filled in, the messages made of them, the key of a reply, and as many abstracts as fit."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from string import Template

from askpapers import data
from askpapers.errors import UsageError
from askpapers.models import tokens
from askpapers.papers.abstract import abstract_of
from askpapers.papers.paper import Paper
from askpapers.text.sanitize import sanitize

Message = dict[str, str]
_ROLES = ("system", "user", "assistant")


@dataclass(frozen=True, slots=True)
class Prompt:
    """The messages of a prompt file, (role, template) each."""

    name: str
    where: str
    parts: tuple[tuple[str, str], ...]

    def fill(self, **values: str) -> list[Message]:
        """Return the messages with every $name replaced; a $name without a value is a UsageError, as is a bare $."""
        messages = []
        for role, text in self.parts:
            try:
                messages.append({"role": role, "content": Template(text).substitute(values)})
            except KeyError as error:
                known = ", ".join(f"${name}" for name in values)
                raise UsageError(
                    f"{self.where} uses ${error.args[0]}, which has no value.", f"Known: {known}."
                ) from None
            except ValueError as error:
                raise UsageError(f"{self.where}: {sanitize(str(error), 120)}.", "Write $$ for a dollar sign.") from None
        return messages


def load(name: str, folder: Path | None = None) -> Prompt:
    """Return the prompt `name`, from the user's `folder` where it has one, else the bundled one.

    Raises UsageError for a file that has no message.
    """
    own = folder / f"{name}.md" if folder else None
    try:
        if own is not None and own.is_file():
            return _parsed(name, str(own), own.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{own} cannot be read: {sanitize(str(error), 120)}.", "Correct or remove it.") from None
    return _bundled(name)


@lru_cache
def _bundled(name: str) -> Prompt:
    return _parsed(name, f"the bundled prompt {name}.md", data.text(f"prompts/{name}.md"))


def _parsed(name: str, where: str, text: str) -> Prompt:
    """Everything above the first line `# system`, `# user` or `# assistant` is for people and is never sent."""
    pieces = re.split(r"(?m)^# (system|user|assistant)[ \t]*$\n?", text.replace("\r\n", "\n"))
    parts = tuple((role, body.strip()) for role, body in zip(pieces[1::2], pieces[2::2], strict=True) if body.strip())
    if not parts:
        raise UsageError(f"{where} holds no message.", "A line “# system” or “# user” begins each.")
    return Prompt(name, where, parts)


def evidence(shown: Sequence[Paper], first: int = 1, *, marked: bool = True) -> str:
    """Return the papers as a model sees them: numbered from `first`, each sentence with the number to cite it by.

    Where nothing is to be cited (`marked` is false) an abstract is one paragraph without those numbers.

    Text from outside cannot end the block or number a sentence: line breaks become spaces, and brackets that
    look like a number of ours, or like the block's tags, are opened with another character.
    """
    return "\n\n".join(_one(paper, number, marked) for number, paper in enumerate(shown, first))


def frame(shown: int, of: int) -> str:
    """Return the sentence that says whether a model sees all papers in question or some of them."""
    if shown >= of:
        return "This is the paper in question." if of == 1 else f"These are all {of} papers in question."
    return (
        f"These are {shown} of {of} papers, those that come nearest to the question. You do not see the others: speak only of"
        " the papers shown, and never say that no other paper does something."
    )


def _one(paper: Paper, number: int, marked: bool) -> str:
    # What only the list knows, such as where the code is, has no sentence to cite: the program tells it itself.
    head = f"Paper {number}: {inert(paper.title)}" + (
        f" (by {inert(paper.organization)})" if paper.organization else ""
    )
    lines = [
        f"[{number}.{place}] {text}"
        for place, sentence in enumerate(abstract_of(paper).texts, 1)
        if (text := inert(sentence))
    ]
    if not marked:
        lines = [" ".join(line.partition("] ")[2] for line in lines)] if lines else []
    return "\n".join([head, *(lines or ["(no abstract)"])])


def inert(text: str) -> str:
    """Return text from outside as one line that can be neither a tag nor a sentence number of a prompt."""
    line = sanitize(text)
    line = re.sub(r"<(?=\s*/?\s*(?:papers|question|notes|paper)\b)", "‹", line, flags=re.I)
    return re.sub(
        r"[\[【［](?=[^\]】］\n]{0,40}?(?:\d\s*[.:]\s*\d|\bnone\b|\bnot stated\b)[^\[\n]{0,40}[\]】］])",
        "⟦",
        line,
        flags=re.I,
    )


def reply_key(model: str, messages: Sequence[dict[str, str]], **also: object) -> str:
    """Return a hash of everything that goes into a reply: change the prompt, the model or a limit, and it changes."""
    seen = json.dumps([model, list(messages), also], sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(seen.encode("utf-8", "surrogatepass")).hexdigest()


FORM = 1
"""Which form of `evidence`, of the sentences and of the vocabulary it is: another where any of them counts otherwise."""

# What has no such letter may be all characters that are left out of a prompt.
_WORD = re.compile(r"\S*[A-Za-z0-9]\S*")


@dataclass(frozen=True, slots=True)
class Pack:
    """The papers that fit, in the order given, and the prompt tokens that they take."""

    papers: tuple[Paper, ...]
    tokens: int


def pack(papers: Sequence[Paper], budget: int, measure: Callable[[Paper], int] | None = None) -> Pack:
    """Take papers in order while their abstracts fit into `budget` tokens; one too long is passed over.

    `measure` tells a paper's tokens where they are known already, in the place of `size_of`. The first paper always goes, for a question with no paper at all cannot be answered.
    """
    taken: list[Paper] = []
    used, measure = 0, measure or size_of
    for paper in papers:
        if taken and used + least_size(paper) > budget:
            continue
        size = measure(paper)
        if used + size <= budget or not taken:
            taken.append(paper)
            used += size
    return Pack(tuple(taken), used)


def parts(
    papers: Sequence[Paper], budget: int, measure: Callable[[Paper], int] | None = None
) -> list[tuple[Paper, ...]]:
    """Return the papers in the fewest runs that each fit into `budget` tokens, in order; none is left out.

    `measure` is that of `pack`.
    """
    runs: list[list[Paper]] = []
    room, measure = 0, measure or size_of
    for paper in papers:
        size = measure(paper)
        if size > room or not runs:
            runs.append([])
            room = budget
        runs[-1].append(paper)
        room -= size
    return [tuple(run) for run in runs]


def size_of(paper: Paper) -> int:
    """Return how many tokens a paper's numbered sentences take in a prompt."""
    return _size(paper.title, paper.abstract, paper.organization or "")


def key_of(paper: Paper) -> bytes:
    """Return a hash of all that `size_of` depends on: its words, and the form in which a prompt has them."""
    seen = json.dumps([FORM, paper.title, paper.abstract, paper.organization or ""])
    return hashlib.blake2b(seen.encode(), digest_size=12).digest()


def least_size(paper: Paper) -> int:
    """Return how many tokens a paper takes at least, told without counting them: no token reaches over a space between words."""
    return len(_WORD.findall(paper.abstract))


@lru_cache(maxsize=20_000)
def _size(title: str, abstract: str, organization: str) -> int:
    return tokens.count(evidence([Paper("x", title, abstract, organization=organization or None)]))
