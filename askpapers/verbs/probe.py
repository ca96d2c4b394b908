"""What a model server can do, tried with one call as long as a question."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace

from askpapers import errors
from askpapers.answers.answer import Words
from askpapers.answers.usage import Usage
from askpapers.models.server import Server
from askpapers.papers.paper import Paper
from askpapers.settings.settings import OPENAI_URL, Settings
from askpapers.text.sanitize import sanitize


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at; `told` says how it is, `hint` what to do where it is not well.

    `damaged` says that the library's own files are not what they should be.
    """

    what: str
    ok: bool
    told: str
    hint: str = ""
    damaged: bool = False


_CHOOSE = "Choose one of them: model in the settings, or --model of a question (here --name)."
_PAPERS = (
    Paper("a", "Lamps", "Lamp A burns for 412 hours. It is made of tin."),
    Paper("b", "Boats", "Boat B holds nine people. Its hull is oak."),
)


def _crates(budget: int) -> list[Paper]:
    """Papers on other things that fill a prompt: some 18 tokens a sentence with its number."""
    lines = [f"Crate {n} holds {n % 7 + 2} apples and {n % 5 + 3} pears." for n in range(max(0, budget // 18 - 8))]
    return [Paper(f"c{n}", f"Crates {n}", " ".join(lines[n : n + 12])) for n in range(0, len(lines), 12)]


async def probe(settings: Settings, tell: Callable[[str], None] = lambda what: None) -> AsyncIterator[Check]:
    """Try what a model server can do: models, a streamed reply, usage in the stream, room for a question, citations.

    The prompt is as long as a question's is: a server that cuts it says nothing, and would answer from a part. `tell` hears
    what is tried next.
    """
    from askpapers.models import chat as llm
    from askpapers.models import endpoint as offered
    from askpapers.models import prompts
    from askpapers.verification.checker import check

    if settings.model is None:
        hint = "Set OPENAI_API_KEY, or OPENAI_BASE_URL for a server of your own."
        yield Check("model server", False, "no model is set", hint)
        return
    server = Server(settings.base_url or OPENAI_URL, settings.api_key, settings.timeout)
    tell("the server's models")
    if settings.model_is_guess:
        try:
            settings = replace(settings, model=await offered.only_model(settings))
        except errors.SeveralModels as error:
            yield Check("models", False, str(error), _CHOOSE)
            return
    unlisted = ""
    try:
        names = await offered.models(server)
        has = settings.model in names
        some = ", ".join(names[:6]) + ("…" if len(names) > 6 else "")
        told = f"{len(names)} {'model' if len(names) == 1 else 'models'}: {sanitize(some, 200)}"
        yield Check("models", has or not names, told, _CHOOSE)
    except errors.AskpapersError as error:
        unlisted = f"the server does not list them ({sanitize(str(error), 100)})"
    tell("a reply of the model")
    chat = llm.connect(settings)
    messages = prompts.load("answer").fill(
        papers=prompts.evidence((*_PAPERS, *_crates(settings.budget))),
        question="How long does lamp A burn?",
        count="2",
        frame=prompts.frame(2, 2),
    )
    text, pieces, usage = "", 0, Usage()
    try:
        async for piece in chat.stream(messages, max_tokens=settings.answer_tokens):
            if isinstance(piece, Words):
                text, pieces = text + piece.text, pieces + 1
            else:
                usage = piece
    except errors.AskpapersError as error:
        # A server that does not talk at all is not well for listing no models.
        yield Check("chat", False, str(error), error.hint)
        return
    if unlisted:
        yield Check("models", True, unlisted)
    refused = "".join(f"; it takes no {name}" for name in chat.dialect.refused)
    many = f"{pieces} {'piece' if pieces == 1 else 'pieces'}"
    yield Check("chat", True, f"a reply in {many}: “{sanitize(text, 80)}”{refused}")
    told = "told by the server" if not usage.estimated else "not told by the server; it is counted here (≈)"
    yield Check("usage", True, f"{usage.prompt} tokens in, {usage.completion} out, {told}")
    whole = f"a prompt of {usage.prompt:,} tokens, as long as a question's, is read whole"
    if usage.unread:
        whole = f"{usage.prompt:,} of a prompt's {usage.prompt + usage.unread:,} tokens are read: the rest is dropped unsaid"
    if not usage.estimated:
        hint = "Give the server more context (Ollama: OLLAMA_CONTEXT_LENGTH=16384), or set a smaller budget."
        yield Check("context", not usage.unread, whole, hint)
    cited = [c for claim in check(text, _PAPERS) for c in claim.citations if c.paper_id == "a" and c.sentences == (1,)]
    yield Check("citations", bool(cited), "sentences are cited" if cited else "sentences are not cited",
                "Answers will show as uncited; a larger model cites better.")  # fmt: skip
