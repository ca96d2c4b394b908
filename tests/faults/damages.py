"""Ways in which a library breaks: each a function of its folder, done to a copy of a healthy one."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

CONTENTS = {
    "papers": "SELECT id, title, abstract, (SELECT group_concat(day) FROM listings AS l WHERE l.pk = p.pk) FROM papers AS p ORDER BY id",
    "marks": "SELECT p.id, read_at IS NULL, starred_at IS NULL FROM marks JOIN papers AS p USING (pk) ORDER BY p.id",
    "notes": "SELECT p.id, text FROM notes JOIN papers AS p USING (pk) ORDER BY p.id",
    "labels": "SELECT p.id, kind, name FROM labels JOIN papers AS p USING (pk) ORDER BY 1, 2, 3",
    "watches": "SELECT text FROM watches ORDER BY text",
    "interests": "SELECT kind, text FROM interests ORDER BY text",
    "sendings": "SELECT key, scope, recipient, state FROM sendings ORDER BY key",
    "turns": "SELECT conversation, number, question, text FROM turns ORDER BY 1, 2",
    "replies": "SELECT key, text FROM replies ORDER BY key",
    "vectors": "SELECT p.id FROM embedded JOIN papers AS p USING (pk) ORDER BY p.id",
}
"""What a library holds, by name, and the question that tells it."""


@dataclass(frozen=True, slots=True)
class Damage:
    """One kind of damage: `code` is doctor's exit code on it, `words` stand in what doctor says, `kept` is what repair saves.

    `kept` names what is whole again after `doctor --repair --yes`, of what `contents` looks at.
    """

    name: str
    do: Callable[[Path], object]
    code: int
    words: str
    kept: tuple[str, ...] = tuple(CONTENTS)


FROM_VECTORS = ("papers", "vectors")
ON_PAPERS = ("marks", "notes", "labels")


def all_but(*names: str) -> tuple[str, ...]:
    return tuple(name for name in CONTENTS if name not in names)


def sql(home: Path, *statements: str) -> None:
    with closing(sqlite3.connect(home / "catalog.sqlite")) as c:
        c.create_function("casefold", 1, str.casefold, deterministic=True)
        for statement in statements:
            c.execute(statement)
        c.commit()
        c.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def settle(home: Path) -> None:
    """Put what is in the log into the file, so that damage to the file is damage."""
    sql(home)
    for suffix in ("-wal", "-shm"):
        (home / f"catalog.sqlite{suffix}").unlink(missing_ok=True)


def overwrite(path: Path, start: float, length: int, seed: int = 1) -> None:
    """Write noise over a part of a file; `start` is a share of its length."""
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(int(size * start))
        file.write(random.Random(seed).randbytes(min(length, size - int(size * start))))


def root_page(home: Path, name: str) -> tuple[int, int]:
    """The number of a table's or an index's first page, and the size of a page."""
    with closing(sqlite3.connect(home / "catalog.sqlite")) as c:
        (root,) = c.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", [name]).fetchone()
        (size,) = c.execute("PRAGMA page_size").fetchone()
    return int(root), int(size)


def page_of(name: str) -> Callable[[Path], None]:
    def do(home: Path) -> None:
        settle(home)
        root, size = root_page(home, name)
        with (home / "catalog.sqlite").open("r+b") as file:
            file.seek((root - 1) * size)
            file.write(random.Random(2).randbytes(size))

    return do


def leaf_of_papers(home: Path) -> None:
    """Noise over one leaf of the papers' table, in the middle."""
    settle(home)
    content = (home / "catalog.sqlite").read_bytes()
    _, size = root_page(home, "papers")
    at = content.index(b"Paper number 7 ") // size * size
    with (home / "catalog.sqlite").open("r+b") as file:
        file.seek(at)
        file.write(b"\xff" * size)


def catalog(change: Callable[[Path], object]) -> Callable[[Path], None]:
    def do(home: Path) -> None:
        settle(home)
        change(home / "catalog.sqlite")

    return do


def hnsw(home: Path) -> list[Path]:
    return [path for path in (home / "chroma").iterdir() if path.is_dir()]


def no_hnsw(home: Path) -> None:
    for folder in hnsw(home):
        shutil.rmtree(folder)


def noise_in_hnsw(home: Path) -> None:
    for folder in hnsw(home):
        for path in folder.glob("*.bin"):
            overwrite(path, 0.1, 4000)


def older_catalog(home: Path) -> None:
    """As if a copy from before the last papers had been put back."""
    sql(home, "PRAGMA foreign_keys = ON", "DELETE FROM papers WHERE pk > 8")


def emptied(home: Path) -> None:
    sql(home, "PRAGMA foreign_keys = ON", "DELETE FROM papers")


def chroma_sql(home: Path, statement: str) -> None:
    with closing(sqlite3.connect(home / "chroma" / "chroma.sqlite3")) as c:
        c.execute(statement)
        c.commit()


def short_vectors(home: Path) -> None:
    """Vectors deleted behind the catalog's back, as where an older copy of the store was put back."""
    import chromadb
    from chromadb.config import Settings

    client = chromadb.PersistentClient(str(home / "chroma"), settings=Settings(anonymized_telemetry=False))
    (collection,) = client.list_collections()
    ids = client.get_collection(collection.name, embedding_function=None).get()["ids"]
    client.get_collection(collection.name, embedding_function=None).delete(ids=ids[:5])
    client.close()


def prices(home: Path) -> None:
    config = home.parent / "config"
    config.mkdir(exist_ok=True)
    (config / "prices.json").write_text("{broken")


def config(home: Path) -> None:
    folder = home.parent / "config"
    folder.mkdir(exist_ok=True)
    (folder / "config.toml").write_text("budget = [")


def newer(home: Path) -> None:
    sql(home, "PRAGMA user_version = 999")


DAMAGES = [
    Damage("healthy", lambda home: None, 0, "vectors"),
    # The vector store
    Damage("chroma removed", lambda home: shutil.rmtree(home / "chroma"), 6, "in the catalog and not in the store"),
    Damage("chroma emptied", lambda home: [shutil.rmtree(home / "chroma"), (home / "chroma").mkdir()], 6, "in the catalog and not in the store"),
    Damage("chroma is noise", lambda home: (home / "chroma/chroma.sqlite3").write_bytes(b"noise" * 9000), 6, "vector store"),
    Damage("chroma file empty", lambda home: (home / "chroma/chroma.sqlite3").write_bytes(b""), 6, "vector store"),
    Damage("chroma file cut", lambda home: (home / "chroma/chroma.sqlite3").write_bytes((home / "chroma/chroma.sqlite3").read_bytes()[:9000]), 6, "vector store"),
    Damage("chroma file removed", lambda home: (home / "chroma/chroma.sqlite3").unlink(), 6, "in the catalog and not in the store"),
    Damage("chroma is a file", lambda home: [shutil.rmtree(home / "chroma"), (home / "chroma").write_text("x")], 6, "vector store"),
    # Of so few papers Chroma keeps none in its index yet, and searches its log; tests/library has a store of thousands.
    Damage("HNSW folder removed", no_hnsw, 0, "vector store"),
    Damage("HNSW files are noise", noise_in_hnsw, 0, "vector store"),
    Damage("five vectors deleted", short_vectors, 6, "5 papers are in the catalog and not in the store"),
    Damage("chroma has no collections", lambda home: chroma_sql(home, "DROP TABLE collections"), 6, "vector store"),
    # The catalog
    Damage("catalog removed", catalog(Path.unlink), 6, "20 papers are in the vector store and not in the catalog", FROM_VECTORS),
    Damage("catalog file empty", catalog(lambda path: path.write_bytes(b"")), 6, "20 papers are in the vector store and not in the catalog", FROM_VECTORS),
    Damage("catalog emptied of papers", emptied, 6, "20 papers are in the vector store and not in the catalog", all_but(*ON_PAPERS)),
    Damage("older catalog put back", older_catalog, 6, "12 papers are in the vector store and not in the catalog", all_but(*ON_PAPERS)),
    Damage("catalog is noise", catalog(lambda path: path.write_bytes(b"no database" * 9000)), 6, "catalog", FROM_VECTORS),
    Damage("catalog's head is noise", catalog(lambda path: overwrite(path, 0, 100)), 6, "catalog", FROM_VECTORS),
    Damage("catalog's first page is noise", catalog(lambda path: overwrite(path, 0, 4096)), 6, "catalog", FROM_VECTORS),
    Damage("catalog cut in the middle", catalog(lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 8192 * 4096]) ), 6, "catalog", ("papers", "vectors")),
    Damage("a leaf of the papers is noise", leaf_of_papers, 6, "catalog"),
    Damage("the papers' first page is noise", page_of("papers"), 6, "catalog"),
    Damage("an index is noise", page_of("papers_by_day"), 6, "catalog"),
    Damage("the index of ids is noise", page_of("sqlite_autoindex_papers_1"), 6, "catalog"),
    Damage("the marks are noise", page_of("marks"), 6, "catalog", all_but("marks")),
    Damage("the replies are noise", page_of("replies"), 6, "catalog", all_but("replies")),
    Damage("the turns are noise", page_of("turns"), 6, "catalog", all_but("turns")),
    Damage("the notes are noise", page_of("notes"), 6, "catalog", all_but("notes")),
    Damage("the labels are noise", page_of("labels"), 6, "catalog", all_but("labels")),
    Damage("the watches are noise", page_of("watches"), 6, "catalog", all_but("watches")),
    Damage("the interests are noise", page_of("interests"), 6, "catalog", all_but("interests")),
    Damage("the sendings are noise", page_of("sendings"), 6, "catalog", all_but("sendings")),
    Damage("the conversations are noise", page_of("conversations"), 6, "catalog"),
    Damage("the notes of what is indexed are noise", page_of("embedded"), 6, "catalog"),
    Damage("the state is noise", page_of("state"), 6, "catalog"),
    Damage("the vectors of papers are noise", page_of("document_vectors"), 6, "catalog"),
    Damage("the sentence vectors are noise", page_of("sentence_vectors"), 6, "catalog"),
    Damage("the listings are noise", page_of("listings"), 6, "catalog"),
    Damage("the full-text index is noise", page_of("words_data"), 6, "catalog"),
    Damage("the full-text index is empty", lambda home: sql(home, "DELETE FROM words_data"), 6, "catalog"),
    Damage("the full-text index lacks a paper", lambda home: sql(home, "INSERT INTO words (words, rowid, title, abstract) SELECT 'delete', pk, title, abstract FROM papers WHERE pk = 3"), 6, "full-text"),
    Damage("the index of names lacks a paper", lambda home: sql(home, "INSERT INTO names (names, rowid, title, authors, organization, id) SELECT 'delete', pk, title, authors, organization, id FROM papers WHERE pk = 3"), 6, "full-text"),
    Damage("a table is gone", lambda home: sql(home, "DROP TABLE replies"), 6, "catalog", all_but("replies")),
    Damage("a trigger is gone", lambda home: sql(home, "DROP TRIGGER papers_added"), 6, "catalog"),
    Damage("the state is gone", lambda home: sql(home, "DELETE FROM state"), 6, "catalog"),
    Damage("both are noise", lambda home: [catalog(lambda path: path.write_bytes(b"no database" * 9000))(home), (home / "chroma/chroma.sqlite3").write_bytes(b"noise" * 9000)], 6, "catalog", ()),
    # Sentence vectors
    Damage("sentence vectors gone", lambda home: sql(home, "DELETE FROM sentence_vectors"), 6, "sentence vectors"),
    Damage("a sentence vector cut", lambda home: sql(home, "UPDATE sentence_vectors SET vectors = substr(vectors, 1, 50) WHERE pk = 2"), 6, "sentence vectors"),
    Damage("marked as indexed, and not", lambda home: sql(home, "INSERT INTO papers (id, title, abstract, authors, categories, keywords, folded_title, first_seen) VALUES ('x', 'X', 'Y.', '[]', '[]', '[]', 'x', '2026')", "INSERT INTO embedded (store, pk) SELECT (SELECT store FROM embedded LIMIT 1), pk FROM papers WHERE id = 'x'"), 6, "1 paper is in the catalog and not in the store", all_but("papers", "vectors")),
    # What is no damage of the library
    Damage("names that are no JSON", lambda home: sql(home, "UPDATE papers SET authors = '[oops' WHERE pk = 2"), 6, "papers hold values"),
    Damage("models that are no list", lambda home: sql(home, "UPDATE papers SET models = '[oops' WHERE pk = 2"), 6, "papers hold values"),
    Damage("a title that is no text", lambda home: sql(home, "UPDATE papers SET title = x'fffe80' WHERE pk = 2"), 6, "papers hold values"),
    Damage("a day that is none", lambda home: sql(home, "UPDATE listings SET day = '31/12/24' WHERE pk = 2"), 6, "listings are on days", all_but("listings")),
    Damage("a format that is none", lambda home: sql(home, "PRAGMA user_version = -1"), 6, "format is -1"),
    Damage("newer format", newer, 1, "newer", ()),
    Damage("prices are no JSON", prices, 1, "prices"),
    Damage("settings are no TOML", config, 1, "settings"),
]  # fmt: skip


def contents(home: Path) -> dict[str, object]:
    """What a healthy catalog holds, by name, as far as it can be read."""
    found: dict[str, object] = {}
    with closing(sqlite3.connect(home / "catalog.sqlite")) as c:
        for name, query in CONTENTS.items():
            try:
                found[name] = json.loads(json.dumps(c.execute(query).fetchall()))
            except sqlite3.Error as error:
                found[name] = str(error)
    return found
