"""The paper being read: its abstract typeset for the width, cited sentences lit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Region
from textual.message import Message
from textual.widgets import Static

from askpapers.answers.answer import Support
from askpapers.answers.verdict import SIGNS
from askpapers.papers.abstract import abstract_of
from askpapers.papers.paper import Paper, hub_links, hub_words
from askpapers.text.sanitize import defuse, display_line, sanitize

if TYPE_CHECKING:
    from askpapers.papers.paper import ListedPaper

LIT = {
    Support.VERIFIED: "bold $text on $success 30%",
    Support.WEAK: "bold $text on $warning 30%",
    Support.CONTRADICTED: "bold $text on $error 30%",
    Support.UNSUPPORTED: "bold $text on $error 30%",
    Support.QUOTED: "bold $text on $success 30%",
}


class PaperView(VerticalScroll, can_focus=True):
    """One paper, or what to do where there is none."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "scroll_up", "Up", show=False, id="reader.up"),
        Binding("down,j", "scroll_down", "Down", show=False, id="reader.down"),
        Binding(
            "R", "raw", "Raw text", show=False, id="reader.raw", tooltip="The abstract exactly as its source has it"
        ),
    ]

    @dataclass
    class LinkOpened(Message):
        """A link was followed."""

        url: str

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.paper: Paper | None = None
        self._row: ListedPaper | None = None
        self._lit: Mapping[int, Support] = {}
        self._raw = False

    def compose(self) -> ComposeResult:
        yield Static(id="reader-verdict")
        yield Static(id="reader-title")
        yield Static(id="reader-facts")
        yield Static(id="reader-line")
        yield Static(id="reader-words")
        yield Static(id="reader-text")
        yield Static(id="reader-links")

    def show_row(self, row: ListedPaper, lit: Mapping[int, Support] = MappingProxyType({})) -> None:
        """Show the paper of a row, its sentences `lit` by their verdicts."""
        self._row = row
        self.show(row.paper, lit)

    def on_mount(self) -> None:
        self.query_one("#reader-verdict").display = False
        self.query_one("#reader-words").display = False

    def show(self, paper: Paper, lit: Mapping[int, Support], verdict: Content | None = None) -> None:
        """Show a paper with sentences lit by the verdict on the claim that cites them, the first one in view.

        `verdict` says in words what the verdict is and why; it stays above the text.
        """
        above = self.query_one("#reader-verdict", Static)
        above.display = verdict is not None
        above.update(verdict or "")
        other = self.paper is None or self.paper.id != paper.id
        self.paper, self._lit = paper, dict(lit)
        if self._row is not None and self._row.paper.id != paper.id:
            self._row = None
        self._render_paper()
        if lit:
            self.call_after_refresh(self._to_lit)
        elif other:
            self.scroll_home(animate=False)

    def redraw(self) -> None:
        """Draw it in the colors that the theme has now."""
        if self.paper is not None:
            self._render_paper()

    def clear(self, text: str) -> None:
        """Show what to do instead of a paper."""
        self.paper, self._row, self._lit = None, None, {}
        self.query_one("#reader-verdict").display = False
        for name in ("title", "facts", "line", "words", "links"):
            self.query_one(f"#reader-{name}", Static).update("")
        self.query_one("#reader-line").display = self.query_one("#reader-words").display = False
        self.query_one("#reader-text", Static).update(Content(text))

    def action_raw(self) -> None:
        self._raw = not self._raw
        if self.paper is not None:
            self._render_paper()
            self.notify("The source's own text" if self._raw else "Typeset", timeout=2)

    def _shown(self, text: str) -> str:
        return defuse(sanitize(text), numbers=False) if self._raw else display_line(text, numbers=False)

    def _render_paper(self) -> None:
        paper = self.paper
        assert paper is not None
        self.query_one("#reader-title", Static).update(Content(self._shown(paper.title)))
        self.query_one("#reader-facts", Static).update(Content(_facts(paper)))
        line = self._row.one_line if self._row is not None else ""
        self.query_one("#reader-line", Static).update(Content(self._shown(line)))
        self.query_one("#reader-line").display = bool(line)
        words = self._row.annotation.words if self._row is not None else ""
        self.query_one("#reader-words", Static).update(Content(words))
        self.query_one("#reader-words").display = bool(words)
        self.query_one("#reader-text", Static).update(self._text(paper))
        self.query_one("#reader-links", Static).update(_links(paper))

    def _text(self, paper: Paper, until: int | None = None) -> Content:
        """The abstract, or its sentences before one."""
        if not paper.abstract:
            return Content("No abstract came with this paper; it is listed, and left out of answers.")
        parts: list[Content | tuple[str, str]] = []
        abstract = abstract_of(paper)
        for number, (span, sentence) in enumerate(zip(abstract.spans, abstract.texts, strict=True), 1):
            if number == until:
                break
            own = span.of(abstract.text)
            gap = "\n\n" if "\n\n" in own else " " if own[-1:].isspace() else ""  # none behind a Chinese full stop
            support = self._lit.get(number)
            text = self._shown(sentence)
            if support is not None:
                parts.append((f"{SIGNS[support].sign} {text}", LIT.get(support, "reverse")))
            else:
                parts.append(Content(text))
            parts.append(Content(gap))
        return Content.assemble(*parts)

    def _to_lit(self) -> None:
        """Bring the first lit sentence into view."""
        paper = self.paper
        if paper is None or not self._lit:
            return
        first, shown, verdict = min(self._lit), self.query_one("#reader-text"), self.query_one("#reader-verdict")
        width = max(10, shown.size.width)
        above = len(self._text(paper, first).wrap(width)) - 1 if first > 1 else 0
        lines = len(self._text(paper, first + 1).wrap(width)) - above
        # The verdict covers the lines at the top.
        covered = 1 + (verdict.outer_size.height if verdict.display else 0)
        region = Region(0, max(0, shown.virtual_region.y + above - covered), 1, lines + covered + 1)
        top = region.height > self.size.height
        self.scroll_to_region(region, animate=False, force=True, top=top)

    def on_click(self, event: events.Click) -> None:
        if event.style.meta.get("url"):
            self.post_message(self.LinkOpened(event.style.meta["url"]))


def _facts(paper: Paper) -> str:
    authors = ", ".join(sanitize(author) for author in paper.authors[:4])
    if len(paper.authors) > 4:
        authors += f" and {len(paper.authors) - 4} more"
    if not authors and paper.author_count:
        authors = f"{paper.author_count} {'author' if paper.author_count == 1 else 'authors'}"
    parts = [
        authors,
        sanitize(paper.organization or ""),
        f"{paper.published.day} {paper.published:%b %Y}" if paper.published else paper.issued or "",
        f"{paper.comments} {'comment' if paper.comments == 1 else 'comments'}" if paper.comments else "",
        f"▲ {paper.upvotes}" if paper.upvotes else "",
        f"code ★ {paper.code_stars:,}" if paper.code_stars else "",
        hub_words(paper),
        f"submitted by {sanitize(paper.submitter, 40)}" if paper.submitter else "",
        " ".join(sanitize(category) for category in paper.categories[:3]),
    ]
    return " · ".join(part for part in parts if part)


def links_of(paper: Paper) -> list[str]:
    """Return a paper's links: its page, its code, its DOI, its models, data sets and spaces."""
    links = [paper.url, paper.code_url, paper.project_url, f"https://doi.org/{paper.doi}" if paper.doi else None]
    if paper.arxiv_id and not any("arxiv.org" in link for link in links if link):
        links.insert(1, f"https://arxiv.org/abs/{paper.arxiv_id}")
    links += hub_links(paper)
    return list(dict.fromkeys(sanitize(link) for link in links if link and link.startswith(("http://", "https://"))))


def _links(paper: Paper) -> Content:
    from textual.style import Style

    parts: list[Content] = []
    for link in links_of(paper):
        parts.append(Content.styled(link, Style(underline=True) + Style.from_meta({"url": link})))
        parts.append(Content("\n"))
    return Content.assemble(*parts)
