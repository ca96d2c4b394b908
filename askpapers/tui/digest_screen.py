"""The papers in scope as one page."""

from __future__ import annotations

from pathlib import Path

from textual.content import Content
from textual.style import Style

from askpapers import digest
from askpapers.export import link_of
from askpapers.papers import papers_in_words
from askpapers.plain import plain
from askpapers.readable import readable
from askpapers.scopes import Scope, in_words
from askpapers.tui.desk import Desk
from askpapers.tui.page_screen import PageScreen

MOST = 2000
"""Papers of a page; more are nothing to read, and the command line writes them."""


class DigestScreen(PageScreen):
    """The digest of a scope: groups, each paper with its line; a click on a title opens its page."""

    FILE = "digest.md"
    HINT = "A name in .html makes a web page · "

    def __init__(self, desk: Desk, scope: Scope) -> None:
        super().__init__(desk, f"Digest: {in_words(scope)}")
        self._scope = scope
        self._made = digest.Digest("", ())

    async def fill(self) -> None:
        """Group the papers and show them."""
        count = await self._desk.library.catalog.count(self._scope)
        if not count:
            self.state("No paper is in scope. Esc, then s or [ and ] choose others.")
        elif count > MOST:
            self.state(f"{papers_in_words(count)} are too many for a page. Esc, then s narrows the scope; "
                       "or in a shell: askpapers digest --all")  # fmt: skip
        else:
            self.state(f"writing a line for each of {papers_in_words(count)}…")
            self._made = await digest.digest(self._desk.library, self._scope)
            self.state("")
            self.add(Content("\n").join([line for group in self._made.groups for line in _lines(group)]))

    def text(self) -> str:
        """The digest as Markdown."""
        return digest.markdown(self._made)

    def written(self, path: Path) -> str:
        """The digest as Markdown, or as a web page."""
        return digest.html(self._made) if path.suffix.lower() in {".html", ".htm"} else self.text()


def _lines(group: digest.Group) -> list[Content]:
    lines = [Content.styled(f"{group.theme} ({len(group.rows)})", "bold $text-accent"), Content("")]
    for row in group.rows:
        link = link_of(row.paper)
        title = Content.styled(readable(plain(row.paper.title)), "bold")
        lines.append(title.stylize(Style.from_meta({"url": link})) if link else title)
        lines.append(Content.styled(readable(plain(row.one_line)), "$text-muted"))
        lines.append(Content(""))
    return lines
