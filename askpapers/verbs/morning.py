"""What runs every morning: fetch the day's list, write its lines, send its digest; or say why there is none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from ssl import SSLContext

from askpapers import errors
from askpapers.answers.usage import Usage, money
from askpapers.library.library import Library
from askpapers.papers.paper import papers_in_words
from askpapers.papers.scope import Scope, describe, is_weekend
from askpapers.text.sanitize import sanitize
from askpapers.verbs.digest import digest
from askpapers.verbs.fetch import fetch
from askpapers.verbs.send import Delivery, post_digest, send_digest, send_mails
from askpapers.verbs.summarize import Summarized, summarize

BACK = 3
"""Days back that a list may be of where today's is not out yet; over a weekend it is Friday's."""

MOST = 40


@dataclass(frozen=True, slots=True)
class Morning:
    """What came of a run, in words; `code` is the exit code: 0 where all is as it should be."""

    words: str
    code: int = 0
    sent: tuple[Delivery, ...] = ()


async def morning(
    library: Library,
    recipients: Sequence[str],
    *,
    posted: bool = False,
    origin: str = "hf",
    context: SSLContext | None = None,
    base_urls: Mapping[str, str] | None = None,
) -> Morning:
    """Fetch today's list, write the lines that it lacks, and send its digest to each recipient, and to the webhook if `posted`.

    Where there is no list a mail says why, if `notices` of the settings wants that. A list that was sent is not sent again.
    """
    failed = await _fetched(library, origin, base_urls)
    day = await _day(library, failed)
    if day is None:
        return await _without_list(library, recipients, failed, context)
    scope = Scope(day, day)
    cost, lost = await _summarized(library, scope)
    made = await digest(library, scope, most=MOST)
    if made.overview is not None:
        cost += made.overview.usage
    made = replace(
        made, notes=(*made.notes, *([f"The newest list could not be fetched: {failed}"] if failed else ()), *lost)
    )
    sent = await send_digest(library, made, scope, recipients, context=context) if recipients else []
    if posted:
        sent.append(await post_digest(library, made, scope))
    parts = [f"{describe(scope)}: {papers_in_words(len(made.rows))}"]
    parts += [f"{one.recipient}: {one.words}" for one in sent]
    parts += [f"the fetch failed: {failed}"] if failed else []
    parts += [money(cost.cost)] if cost.calls else []
    errors_of = [one.error for one in sent if one.error is not None]
    code = errors_of[0].exit_code if errors_of else 4 if failed else 0
    return Morning("; ".join(sanitize(part, 300) for part in parts), code, tuple(sent))


async def _fetched(library: Library, origin: str, base_urls: Mapping[str, str] | None) -> str:
    """Fetch today's list; return why it failed, "" where it did not."""
    try:
        report = await fetch(library, "today", origin, base_urls=base_urls)
    except (errors.ServiceError, errors.BadInput) as error:
        return sanitize(str(error), 300)
    return sanitize(str(report.added.failures[0]), 300) if report.added.failures else ""


async def _day(library: Library, failed: str) -> date | None:
    """The day to send: today, else the newest of the days before that are not too far back; None for none."""
    today = library.today
    days = [day for day, _ in await library.catalog.days() if today - timedelta(BACK) <= day <= today]
    if not days or (is_weekend(today) and days[0] != today):
        return None
    return None if failed and days[0] != today else days[0]


async def _summarized(library: Library, scope: Scope) -> tuple[Usage, tuple[str, ...]]:
    """Write the lines that are missing; what that cost, and why some are the papers' own."""
    cost = Usage()
    try:
        async for event in summarize(library, scope):
            if isinstance(event, Summarized):
                cost = event.usage
    except errors.AskpapersError as error:
        return cost, (f"The lines are the papers' own: {error}",)
    return cost, ()


async def _without_list(
    library: Library, recipients: Sequence[str], failed: str, context: SSLContext | None
) -> Morning:
    """Say why there is no digest, by mail too where that is wanted."""
    today, notices = library.today, library.settings.notices
    if failed:
        title, words = "The fetch failed", f"Today's list could not be fetched: {failed}"
    elif is_weekend(today):
        title, words = "No list: a weekend", "Today is a weekend: no list comes out, and nothing failed."
    else:
        title, words = "No list yet", "Today's list is not out yet, or there is none today; nothing failed."
    code = 4 if failed else 0 if is_weekend(today) else 1
    if notices == "none" or (notices == "failed" and not failed) or not recipients:
        return Morning(words, code)

    def compose(sender: Address, recipient: Address, id: str) -> EmailMessage:
        from askpapers.writers.digest_forms import letter

        when = f"{today.day} {today:%b %Y}"
        return letter(f"{title} ({when})", f"{words}\n", sender, (recipient,), library.now, id)

    about = f"{title} {today.isoformat()}"
    sent = await send_mails(library, compose, about, title, recipients, context=context)
    told = "; ".join(f"{one.recipient}: {one.words}" for one in sent)
    wrong = [one.error for one in sent if one.error is not None]
    return Morning(f"{words} {told}", wrong[0].exit_code if wrong else code, tuple(sent))
