"""Papers and answers into Zotero, and a collection out of it; nothing is pushed twice."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from askpapers import errors
from askpapers.answers.answer import Answer
from askpapers.library.library import Library
from askpapers.network.zotero import AT_ONCE, ZoteroLibrary
from askpapers.papers.paper import ListedPaper, publication_date
from askpapers.papers.person_name import parse_name
from askpapers.papers.scope import Scope
from askpapers.retrieval.indexing import Tell
from askpapers.verbs.add import AddReport, add_bytes, index_added

BEGUN = "zotero_begun:"
"""What the catalog's state keeps a write under until Zotero has answered."""

WEB, LOCAL = "https://api.zotero.org", "http://localhost:23119/api"


@dataclass(frozen=True, slots=True)
class PushReport:
    """How many items Zotero took, how many it had from here before, and the ids or titles of those that it refused."""

    pushed: int = 0
    before: int = 0
    refused: tuple[str, ...] = ()

    def __add__(self, other: PushReport) -> PushReport:
        return PushReport(self.pushed + other.pushed, self.before + other.before, (*self.refused, *other.refused))


def connect(environ: Mapping[str, str] | None = None, *, writing: bool = False, timeout: float = 60.0) -> ZoteroLibrary:
    """Return the library that ZOTERO_LIBRARY ("users/123", "groups/45"), ZOTERO_API_KEY and ZOTERO_URL name.

    Without a key it is the Zotero that runs on this machine, which only gives; raises UsageError for `writing` then.
    """
    environ = os.environ if environ is None else environ
    key, name, base = (environ.get(f"ZOTERO_{part}", "") for part in ("API_KEY", "LIBRARY", "URL"))
    if writing and not (key and name):
        raise errors.UsageError(
            "To push to Zotero, say where and with which key.",
            "Set ZOTERO_API_KEY (zotero.org/settings/keys) and ZOTERO_LIBRARY, users/NUMBER or groups/NUMBER.",
        )
    parts = name.split("/")
    if name and (len(parts) != 2 or parts[0] not in {"users", "groups"} or not parts[1].isdecimal()):
        raise errors.UsageError(
            "ZOTERO_LIBRARY is users/NUMBER or groups/NUMBER.", "The number: zotero.org/settings/keys"
        )
    return ZoteroLibrary(base or (WEB if key else LOCAL), name or "users/0", key, timeout=timeout)


async def push_papers(library: Library, ids: Sequence[str], zotero: ZoteroLibrary) -> PushReport:
    """Push papers, those left out that were pushed before; raises as ZoteroLibrary does, what was pushed until then is noted."""
    items: list[tuple[str, str, dict[str, Any]]] = []
    for start in range(0, len(ids), 200):
        chunk = tuple(ids[start : start + 200])
        rows = {row.paper.id: row for row in await library.catalog.rows(Scope(ids=chunk), limit=200)}
        items += [(id, id, item_of(rows[id])) for id in chunk if id in rows]
    return await _push(library, zotero, items)


async def push_answers(library: Library, answers: Sequence[Answer], zotero: ZoteroLibrary) -> PushReport:
    """Push answers as notes: question, claims with their verdicts, and what they quote."""
    notes = []
    for answer in answers:
        page = answer._repr_html_()
        name = "answer " + hashlib.sha256(page.encode("utf-8", "replace")).hexdigest()[:16]
        notes.append((name, answer.question, {"itemType": "note", "note": page, "tags": [{"tag": "askpapers"}]}))
    return await _push(library, zotero, notes)


async def _push(
    library: Library, zotero: ZoteroLibrary, items: Sequence[tuple[str, str, dict[str, Any]]]
) -> PushReport:
    prefix, state = f"zotero:{zotero.name}:", library.catalog.state
    # A write whose answer was lost goes out as it was, before anything else: the same words have the same token.
    begun = await state.get(f"{BEGUN}{zotero.name}")
    first = await _write(library, zotero, [tuple(item) for item in json.loads(begun)]) if begun else PushReport()
    known = await state.all(prefix)
    new = [item for item in items if f"{prefix}{item[0]}" not in known]
    report = PushReport(0, len(items) - len(new))
    if first.pushed:
        names = {name for name, _, _ in json.loads(begun or "[]")} & {item[0] for item in items}
        report = PushReport(len(names), report.before - len(names))
    for start in range(0, len(new), AT_ONCE):
        report += await _write(library, zotero, new[start : start + AT_ONCE])
    return report


async def _write(
    library: Library, zotero: ZoteroLibrary, part: Sequence[tuple[str, str, dict[str, Any]]]
) -> PushReport:
    """Write items and note which Zotero has; what is begun stays noted while nobody knows whether it arrived."""
    state, begun = library.catalog.state, f"{BEGUN}{zotero.name}"
    await state.put(begun, json.dumps(part))
    try:
        keys = await zotero.write([item for _, _, item in part])
    except (errors.KeyProblem, errors.RateLimited, errors.FetchFailed):
        await state.drop([begun])
        raise
    refused = [told for (_, told, _), key in zip(part, keys or [], strict=False) if key is None]
    for (name, _, _), key in zip(part, keys or ["" for _ in part], strict=True):
        if key is not None:
            await state.put(f"zotero:{zotero.name}:{name}", key)
    await state.drop([begun])
    made = len(part) - len(refused)
    return PushReport(made if keys else 0, 0 if keys else made, tuple(refused))


def item_of(row: ListedPaper) -> dict[str, Any]:
    """Return a paper as an item of Zotero's: a preprint where it is arXiv's, else an article."""
    paper, own = row.paper, row.annotation
    extra = [f"arXiv:{paper.arxiv_id}" if paper.arxiv_id else "", own.note]
    item: dict[str, Any] = {
        "itemType": "preprint" if paper.arxiv_id else "journalArticle",
        "title": paper.title,
        "abstractNote": paper.abstract,
        "creators": [_creator(author) for author in paper.authors],
        "date": publication_date(paper),
        "url": paper.url or "",
        "DOI": paper.doi or "",
        "extra": "\n".join(line for line in extra if line),
        "tags": [{"tag": tag} for tag in dict.fromkeys((*own.tags, *paper.keywords))],
    }
    if paper.arxiv_id:
        item |= {"repository": "arXiv", "archiveID": f"arXiv:{paper.arxiv_id}"}
    return item


def _creator(author: str) -> dict[str, str]:
    name = parse_name(author)
    if name is None or not name.given:
        return {"creatorType": "author", "name": author}
    family = " ".join(part for part in (name.family, name.suffix) if part)
    return {"creatorType": "author", "firstName": name.given, "lastName": family}


async def pull(library: Library, collection: str, zotero: ZoteroLibrary, *, tell: Tell | None = None) -> AddReport:
    """Add the papers of a collection, by its name or key; raises UsageError for one that is not there."""
    content = await zotero.items(await zotero.collection(collection))
    if content == b"[]":
        return AddReport()
    added = await add_bytes(library, content, f"Zotero: {collection}", format="zotero-json", tell=tell, network=True)
    return await index_added(library, added, tell)
