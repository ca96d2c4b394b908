"""A paper as a record of the catalog or of the vector store, and back."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from askpapers.library.catalog.database import Connection
from askpapers.library.catalog.database import Row as Record
from askpapers.papers import deduplication as merge
from askpapers.papers.paper import (
    UNWRITTEN,
    Annotation,
    LabelKind,
    ListedPaper,
    Paper,
    fold_label,
    paper_from_json,
    paper_to_json,
    publication_date,
)
from askpapers.text.emphasis import without_emphasis

_ONE_LINE = (
    "(SELECT text FROM one_lines AS o WHERE o.pk = p.pk "
    "ORDER BY o.model = 'extractive', o.made_at DESC LIMIT 1) AS one_line"
)


def find(c: Connection, id: str) -> int | None:
    """Return the row of the paper with this id or former id."""
    row = c.execute("SELECT pk FROM papers WHERE id = ? UNION ALL SELECT pk FROM aliases WHERE id = ?", [id, id])
    found = row.fetchone()
    return None if found is None else int(found[0])


def _row(row: Record, looked: str) -> ListedPaper:
    read, seen, changed = row["read_at"], row["first_seen"], row["changed_at"]
    return ListedPaper(
        paper=paper_of(row),
        one_line=without_emphasis(row["one_line"] or ""),
        new=read is None and seen > looked,
        read=read is not None,
        starred=row["starred_at"] is not None,
        changed=changed is not None and changed > (read or seen),
        annotation=_annotation_of(row),
    )


ANNOTATION = (
    "(SELECT text FROM notes AS n WHERE n.pk = p.pk) AS note, "
    "(SELECT json_group_array(json_array(l.kind, l.name)) FROM labels AS l WHERE l.pk = p.pk) AS labels"
)
"""The columns of `papers AS p` that `annotation_of` reads."""


def _annotation_of(row: Record) -> Annotation:
    """Return what the reader wrote on the paper of a row."""
    if row["note"] is None and row["labels"] == "[]":
        return UNWRITTEN
    labels = sorted(json.loads(row["labels"]), key=lambda label: fold_label(label[1]))
    tags, collections = (tuple(name for of, name in labels if of == kind) for kind in LabelKind)
    return Annotation(row["note"] or "", tags, collections)


DAYS = "(SELECT group_concat(day) FROM (SELECT day FROM listings AS l WHERE l.pk = p.pk ORDER BY day)) AS days"
"""The column of `papers AS p` that `paper_of` needs besides the table's own."""


def paper_of(row: Record) -> Paper:
    """Return the paper in a record of `papers` that also has its `days`; raises ValueError for values of another kind."""
    if not (isinstance(row["title"], str) and isinstance(row["abstract"], str)):
        raise ValueError("a text is none")
    return Paper(
        id=row["id"],
        title=row["title"],
        abstract=row["abstract"],
        published=date.fromisoformat(row["published"]) if len(row["published"] or "") == 10 else None,
        issued=row["published"] if len(row["published"] or "") in (4, 7) else None,
        listed=tuple(date.fromisoformat(day) for day in (row["days"] or "").split(",") if day),
        authors=tuple(json.loads(row["authors"])),
        author_count=row["author_count"],
        organization=row["organization"],
        url=row["url"],
        arxiv_id=row["arxiv_id"],
        version=row["version"],
        doi=row["doi"],
        categories=tuple(json.loads(row["categories"])),
        comments=row["comments"],
        upvotes=row["upvotes"],
        keywords=tuple(json.loads(row["keywords"])),
        code_url=row["code_url"],
        source=row["source"],
        project_url=row["project_url"],
        code_stars=row["code_stars"],
        submitter=row["submitter"],
        models=tuple(json.loads(row["models"] or "[]")),
        datasets=tuple(json.loads(row["datasets"] or "[]")),
        spaces=tuple(json.loads(row["spaces"] or "[]")),
        model_count=row["model_count"],
        dataset_count=row["dataset_count"],
        space_count=row["space_count"],
    )


def record_of(paper: Paper) -> dict[str, object]:
    """Return the columns of `papers` that a paper fills."""
    return {
        "id": paper.id,
        "title": paper.title,
        "abstract": paper.abstract,
        # A day, a month or a year: text sorts as dates do.
        "published": publication_date(paper) or None,
        "authors": json.dumps(paper.authors, ensure_ascii=False),
        "author_count": paper.author_count,
        "organization": paper.organization,
        "url": paper.url,
        "arxiv_id": paper.arxiv_id,
        "version": paper.version,
        "doi": paper.doi,
        "categories": json.dumps(paper.categories, ensure_ascii=False),
        "comments": paper.comments,
        "upvotes": paper.upvotes,
        "keywords": json.dumps(paper.keywords, ensure_ascii=False),
        "code_url": paper.code_url,
        "source": paper.source,
        "project_url": paper.project_url,
        "code_stars": paper.code_stars,
        "submitter": paper.submitter,
        "models": json.dumps(paper.models, ensure_ascii=False) if paper.models else None,
        "datasets": json.dumps(paper.datasets, ensure_ascii=False) if paper.datasets else None,
        "spaces": json.dumps(paper.spaces, ensure_ascii=False) if paper.spaces else None,
        "model_count": paper.model_count,
        "dataset_count": paper.dataset_count,
        "space_count": paper.space_count,
        "folded_title": merge.fold_title(paper.title),
        "newest_day": max(paper.listed).isoformat() if paper.listed else None,
    }


def chunks(ids: Sequence[str], size: int = 400) -> list[list[str]]:
    """Return the ids in lists that are short enough for the parameters of one statement."""
    return [list(ids[i : i + size]) for i in range(0, len(ids), size)]


CHANGED = "changed"
"""The metadata that says when a record was put on a shared server, by the server's own clock, in milliseconds."""


def collection_of(model: str) -> str:
    """Return the name of the collection of a model's vectors: two models never share one."""
    import hashlib

    readable = re.sub(r"[^a-zA-Z0-9]+", "-", model).strip("-")[:60].lower()
    return f"askpapers-{readable}-{hashlib.sha256(model.encode()).hexdigest()[:6]}"


def encodable(text: str) -> str:
    """Return text without lone surrogates, which Chroma's core does not take."""
    return text.encode("utf-8", "replace").decode("utf-8")


def metadata_of(paper: Paper, *, whole: bool = False) -> dict[str, str | int | None]:
    """Return what can be filtered by on a shared Chroma server, and besides, what is known of the paper.

    The abstract is among it where `whole`, or where the document, which holds it else, cannot: half a character. Chroma keeps
    a document three times and cut into trigrams, metadata twice and in a folder once (`chroma_file.py`). What is not known is None: an
    upsert merges, and would leave what another has said.
    """
    apart = not whole and encodable(paper.abstract) == paper.abstract
    known = paper_to_json(replace(paper, abstract="") if apart else paper)
    needed = {"title", "abstract"} if whole else {"title"}
    told = {k: v for k, v in known.items() if v or v == 0 or k in needed}
    values: dict[str, str | int | None] = {
        "title": paper.title,
        "day": max(paper.listed).isoformat() if paper.listed else None,
        "organization": paper.organization,
        "comments": paper.comments,
        "upvotes": paper.upvotes,
        "url": paper.url,
        "paper": _compact_json(told),
    }
    return {name: encodable(value) if isinstance(value, str) else value for name, value in values.items()}


def _compact_json(values: Mapping[str, object]) -> str:
    """JSON as short as it can be; with escapes where Chroma's core would not take a character as it is."""
    text = json.dumps(values, separators=(",", ":"), ensure_ascii=False)
    return text if encodable(text) == text else json.dumps(values, separators=(",", ":"))


def papers_in(got: Mapping[str, Any]) -> Iterator[Paper]:
    """Yield the papers of the records that a store returned with metadata and documents; an abstract is in one of them, and in metadata the newer.

    Somebody else's in a shared server are not ours to read, and are passed over.
    """
    for metadata, document in zip(got["metadatas"], got["documents"], strict=True):
        try:
            yield paper_from_json({"abstract": document or "", **json.loads(str((metadata or {})["paper"]))})
        except (KeyError, TypeError, ValueError):
            continue
