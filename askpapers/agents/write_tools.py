"""The tools that change the library: there only where the reader said so."""

from __future__ import annotations

from typing import Annotated, Any

from mcp.server.mcpserver import Context, MCPServer
from mcp.types import ToolAnnotations
from pydantic import Field

from askpapers import errors
from askpapers.agents.arguments import Id, OptionalText, rows_of, told
from askpapers.agents.outputs import AddedOutput, PaperOutput, paper_output
from askpapers.answers.answer import Progress
from askpapers.library.library import Library
from askpapers.papers.paper import AnnotationChange, LabelKind
from askpapers.text.sanitize import sanitize
from askpapers.verbs.add import AddReport

_WRITES = ToolAnnotations(read_only_hint=False, destructive_hint=False, idempotent_hint=True)


def add_write_tools(server: MCPServer[Any], library: Library) -> None:
    """Give a server the tools that change the library."""

    @server.tool(annotations=_WRITES)
    async def mark(
        ids: Annotated[list[Id], Field(min_length=1)],
        read: bool | None = None,
        starred: bool | None = None,
        note: Annotated[
            OptionalText, Field(description='Takes the place of the note that is there; "" removes it.')
        ] = None,
        add_tags: list[str] | None = None,
        remove_tags: list[str] | None = None,
        add_to: Annotated[list[str] | None, Field(description="Collections.")] = None,
        remove_from: Annotated[list[str] | None, Field(description="Collections.")] = None,
    ) -> list[PaperOutput]:
        """Mark papers read or starred, write a note, tag and collect them; what is left out stays."""
        from askpapers.verbs.mark import mark as marking

        add = [(LabelKind.TAG, name) for name in add_tags or ()] + [
            (LabelKind.COLLECTION, name) for name in add_to or ()
        ]
        drop = [(LabelKind.TAG, name) for name in remove_tags or ()]
        drop += [(LabelKind.COLLECTION, name) for name in remove_from or ()]
        change = AnnotationChange(note, tuple(add), tuple(drop))
        with told():
            if not change and read is None and starred is None:
                raise errors.UsageError("Mark them as what?", "Say read, starred, note, add_tags or add_to.")
            await rows_of(library, tuple(ids))
            await marking(library, ids, read=read, starred=starred, change=change)
            return [paper_output(row) for row in await rows_of(library, tuple(ids))]

    @server.tool(annotations=_WRITES)
    async def add(
        sources: Annotated[
            list[str] | None, Field(description="Files, folders or web addresses that hold lists of papers.")
        ] = None,
        text: Annotated[
            str, Field(description="A list as text, instead: BibTeX, RIS, JSON, a pasted page, arXiv ids.")
        ] = "",
    ) -> AddedOutput:
        """Add lists of papers to the library."""
        from askpapers.verbs.add import add as adding
        from askpapers.verbs.add import add_bytes, index_added

        with told():
            if bool(sources) == bool(text.strip()):
                raise errors.UsageError("Add what?", "Say sources, or text, and not both.")
            # From an agent "-" is no standard input: there its own protocol speaks.
            if "-" in (sources or ()):
                raise errors.UsageError("There is no standard input here.", "Give the list as text.")
            if sources:
                return _added(await adding(library, sources))
            report = await add_bytes(library, text.encode("utf-8", "replace"), "the text")
            return _added(await index_added(library, report, None))

    @server.tool(annotations=ToolAnnotations(read_only_hint=False, destructive_hint=False, open_world_hint=True))
    async def fetch(
        context: Context[Any, Any],
        when: Annotated[
            str, Field(description="today, yesterday, a day, a week (2025-W44), a month (2025-10), or trending.")
        ] = "today",
        origin: Annotated[
            str, Field(description='hf, hf:"words", arxiv:cs.CL, biorxiv:SUBJECT, pubmed:"words", …')
        ] = "hf",
    ) -> AddedOutput:
        """Fetch a day's, week's or month's list over the network and add it."""
        from askpapers.verbs.fetch import fetch as fetching

        steps: list[Progress] = []
        await context.report_progress(0, None, "fetching")
        with told():
            report = await fetching(library, when, origin, tell=steps.append)
        if steps:
            await context.report_progress(steps[-1].done, steps[-1].total or None, steps[-1].what)
        return _added(report.added, report.words)


def _added(report: AddReport, words: str = "") -> AddedOutput:
    warnings = [f"{sanitize(w.source, 80)}:{w.line or ''} {sanitize(w.message)}" for w in report.warnings[:50]]
    failures = [sanitize(str(failure)) for failure in report.failures]
    return AddedOutput(report.added, report.updated, report.unchanged, list(report.papers), warnings, failures, words)
