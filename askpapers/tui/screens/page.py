"""A whole page to read: its frame, and a digest."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar, TypeVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.style import Style
from textual.widgets import Static

from askpapers import errors
from askpapers.answers.digest import Digest, Group, Part
from askpapers.answers.usage import money
from askpapers.library.library import Library
from askpapers.papers.paper import Paper, papers_in_words
from askpapers.papers.scope import Scope, describe
from askpapers.text.sanitize import display_line, sanitize
from askpapers.tui.dialogs.basic import TextDialog
from askpapers.tui.dialogs.forms import ask_where, write
from askpapers.tui.keys import keys_text
from askpapers.tui.messages import CopyWanted, FaultReporter, Spent, hint_of
from askpapers.tui.widgets.bars import KeyBar
from askpapers.verbs import digest
from askpapers.writers.digest import (
    OVERVIEW,
    PAIRS,
    THEMES,
    beside,
    footer,
    markdown,
    number_marks,
    pair_words,
    said_of,
    titles_of,
)
from askpapers.writers.markdown import link_of

Result = TypeVar("Result")


class TextScreen(FaultReporter, Screen[Result]):
    """A screen of text, scrolled by the keys; `head` is its title."""

    head = ""

    def compose(self) -> ComposeResult:
        yield Static(Content(f" {self.head}"), id="page-head")
        with VerticalScroll(id="page-body"):
            yield Static(id="page-text")
        yield Static(id="page-state")
        yield KeyBar()

    def on_mount(self) -> None:
        self.query_one("#page-body").focus()
        self.begin()

    def begin(self) -> None:
        """Fill the page."""
        raise NotImplementedError

    def show(self, text: Content) -> None:
        """Show a text in place of the one before."""
        self.query_one("#page-text", Static).update(text)

    def state(self, words: str) -> None:
        """Say what goes on; "" for nothing."""
        state = self.query_one("#page-state", Static)
        state.display = bool(words)
        state.update(Content(words))


MOST = 2000
"""Papers of a page; more are nothing to read, and the command line writes them."""


class PageScreen(TextScreen[None]):
    """What a page has in common: it is filled part by part, copied, and written to a file."""

    FILE = "page.md"
    HINT = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss", "Back", id="page.back"),
        Binding("y", "copy", "Copy", id="page.copy", tooltip="Copy the page to the clipboard"),
        Binding("w", "save", "Write to a file", id="page.save"),
        Binding("question_mark", "keys", "Keys", id="page.keys", tooltip="All keys of this place"),
        Binding("down,j", "scroll(1)", "Down", show=False, id="page.down"),
        Binding("up,k", "scroll(-1)", "Up", show=False, id="page.up"),
    ]

    def __init__(self, library: Library, title: str) -> None:
        super().__init__()
        self._library = library
        self.head = title
        self._parts: list[Content] = []

    def begin(self) -> None:
        """Fill the page anew."""
        self._parts = []
        self.run_worker(self._fill(), group="page", exclusive=True, exit_on_error=False)

    async def _fill(self) -> None:
        try:
            await self.fill()
        except errors.AskpapersError as error:
            self.state(f"✗ {sanitize(str(error))} {hint_of(error)}".strip())

    async def fill(self) -> None:
        """Write the page by `add`, saying by `state` what goes on."""
        raise NotImplementedError

    def text(self) -> str:
        """The page as it is copied."""
        raise NotImplementedError

    def written(self, path: Path) -> str:
        """The page as it is written to a file of this name."""
        return self.text()

    def add(self, part: Content) -> None:
        """Add lines to the page."""
        self._parts.append(part)
        self.show(Content("\n").join(self._parts))

    def action_scroll(self, by: int) -> None:
        self.query_one("#page-body").scroll_relative(y=by, animate=False)

    def action_copy(self) -> None:
        if not self._parts:
            self.notify("There is nothing to copy yet.", timeout=3)
            return
        self.post_message(CopyWanted(self.text(), self.head, True))

    def action_save(self) -> None:
        if not self._parts:
            self.notify("There is nothing to write yet.", timeout=3)
            return
        ask_where(self, "Write it to", self.FILE, lambda path: write(self, path, self.written(path)), what=self.HINT)

    def action_keys(self) -> None:
        self.app.push_screen(TextDialog("Keys", keys_text(self)))

    def on_click(self, event: events.Click) -> None:
        if url := event.style.meta.get("url"):
            self.app.open_url(url)


class DigestScreen(PageScreen):
    """The digest of a scope: groups, each paper with its line; a click on a title opens its page."""

    FILE = "digest.md"
    HINT = ".html makes a web page, .eml a mail, .txt text, .atom a feed · "
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("m", "model", "Ask the model", id="digest.model",
                tooltip="Have the model say what the list is about: one call, its price said first, each sentence checked"),
    ]  # fmt: skip

    def __init__(self, library: Library, scope: Scope) -> None:
        super().__init__(library, f"Digest: {describe(scope)}")
        self._scope = scope
        self._made = Digest("", ())
        self._priced = False

    def action_model(self) -> None:
        """Say what the model would cost; pressed again, ask it."""
        if self._made.groups and self._made.overview is None:
            self.run_worker(self._ask(), group="page", exclusive=True, exit_on_error=False)

    async def _ask(self) -> None:
        if await self._library.llm() is None:
            self.state("No model is set: Esc, then M chooses one.")
        elif not self._priced:
            told = await digest.estimate_digest(self._library, self._scope)
            sent = f"≈ {told.tokens:,} tokens in · {money(told.cost, '≤ ')} · {sanitize(told.model, 30)}"
            self.state(f"{told.shown} of {papers_in_words(told.scope_size)} · {sent} · m again asks it")
            self._priced = True
        else:
            self.state(f"asking {sanitize(str(self._library.settings.model), 30)}…")
            self._made = await digest.digest(self._library, self._scope)
            if self._made.overview is not None:
                self.post_message(Spent(self._made.overview.usage))
            self._parts = []
            self.add(Content("\n").join(_lines(self._made)))
            self.state(" · ".join(footer(self._made)))

    async def fill(self) -> None:
        """Group the papers and show them."""
        count = await self._library.catalog.count(self._scope)
        if not count:
            self.state("No paper is in scope. Esc, then s or [ and ] choose others.")
        elif count > MOST:
            self.state(f"{papers_in_words(count)} are too many for a page. Esc, then s narrows the scope; "
                       "or in a shell: askpapers digest --all")  # fmt: skip
        else:
            self.state(f"writing a line for each of {papers_in_words(count)}…")
            self._made = await digest.digest(self._library, self._scope, extractive=True)
            self.state("")
            self.add(Content("\n").join(_lines(self._made)))

    def text(self) -> str:
        """The digest as Markdown."""
        return markdown(self._made)

    def written(self, path: Path) -> str:
        """The digest in the form that the name of the file asks for; Markdown where it asks for none."""
        from askpapers.writers.digest_forms import FORMS, SUFFIXES, write_digest

        form = SUFFIXES.get(path.suffix.lower(), "")
        return write_digest(self._made, form if form in FORMS else "markdown", self._library.now)


def _lines(made: Digest) -> list[Content]:
    lines = _overview(made) + [line for group in made.groups_of(Part.YOURS) for line in _group(group)]
    for place, theme in enumerate(made.themes):
        lines += [_head(THEMES)] if not place else []
        lines += [
            Content.assemble((said_of(theme), "bold"), Content(" ")),
            _said(theme.citation.quote),
            _title(theme.paper),
            Content(""),
        ]
    for group in made.groups_of(Part.TALK):
        lines += _group(group)
    for place, pair in enumerate(made.pairs):
        lines += [_head(PAIRS)] if not place else []
        lines.append(Content(pair_words(pair.shared)))
        for paper, way in zip(pair.papers, pair.ways, strict=True):
            lines += [_title(paper), _said(way.quote)]
        lines.append(Content(""))
    for group in made.groups_of(Part.REST):
        lines += _group(group)
    return [*lines, Content(sanitize(made.left_out))] if made.left_out else lines


def _overview(made: Digest) -> list[Content]:
    if made.overview is None:
        return []
    text, passages = number_marks(made.overview)
    papers = titles_of(made.overview)
    lines = [_head(OVERVIEW), Content(text), Content("")]
    for number, cited in passages:
        title = _title(papers[cited.paper_id])
        lines += [Content.assemble(f"[{number}] ", _said(f"“{cited.quote}” "), title)]
    return [*lines, Content("")]


def _group(group: Group) -> list[Content]:
    lines = [Content.styled(f"{group.theme} ({len(group.rows)})", "bold $text-primary"), Content("")]
    for row, reason in group.reasoned:
        lines += [_title(row.paper), _said(row.one_line)]
        whose, links = beside(row.paper)
        told = [Content.styled(display_line(reason), "$text-accent")] if reason else []
        told += [_said(whose)] if whose else []
        told += [_said(word).stylize(Style.from_meta({"url": link})) for word, link in links]
        lines += [*([Content(" · ").join(told)] if told else []), Content("")]
    return lines


def _head(words: str) -> Content:
    return Content.styled(words, "bold $text-primary")


def _title(paper: Paper) -> Content:
    link = link_of(paper)
    title = Content.styled(display_line(paper.title), "bold")
    return title.stylize(Style.from_meta({"url": link})) if link else title


def _said(text: str) -> Content:
    return Content.styled(display_line(text), "$foreground 60%")
