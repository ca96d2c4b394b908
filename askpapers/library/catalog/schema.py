"""The catalog's tables."""

from __future__ import annotations

from askpapers.library.catalog.later_tables import (
    ANNOTATIONS,
    BESIDE,
    CATEGORIES,
    CODE,
    DOCUMENTS,
    HUB,
    MOVED,
    ORDERS,
    READER,
    REMOVALS,
    SIZES,
)

VERSION = 8
STEPS: dict[int, str] = {
    2: REMOVALS,
    3: READER,
    4: "".join(
        [
            CODE,
            CATEGORIES,
            "INSERT OR IGNORE INTO paper_categories SELECT j.value, p.pk FROM papers AS p, json_each(p.categories) AS j;\n",
            "DELETE FROM counts WHERE EXISTS (SELECT 1 FROM papers AS p WHERE p.pk = counts.pk\n"
            "    AND p.comments IS counts.comments AND p.upvotes IS counts.upvotes);\n",
            MOVED,
            "ALTER TABLE embedded ADD COLUMN stale INTEGER NOT NULL DEFAULT 0;\n",
            "DROP INDEX papers_by_upvotes;\nDROP INDEX papers_by_comments;\n",
            ORDERS,
            DOCUMENTS,
        ]
    ),
    5: ANNOTATIONS,
    6: BESIDE,
    7: HUB,
    8: SIZES,
}
"""What makes of a library of the version before one of this version: change SCHEMA and VERSION, and add the script here."""

RECKONED = frozenset({8})
"""The steps that only add tables of what can be reckoned anew."""

SCHEMA = (
    REMOVALS
    + READER
    + """
CREATE TABLE papers (
    pk INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    abstract TEXT NOT NULL,
    published TEXT,
    authors TEXT NOT NULL,
    author_count INTEGER,
    organization TEXT,
    url TEXT,
    arxiv_id TEXT,
    version INTEGER,
    doi TEXT,
    categories TEXT NOT NULL,
    comments INTEGER,
    upvotes INTEGER,
    keywords TEXT NOT NULL,
    code_url TEXT,
    source TEXT,
    folded_title TEXT NOT NULL,
    newest_day TEXT,
    first_seen TEXT NOT NULL,
    changed_at TEXT
);
CREATE INDEX papers_by_folded_title ON papers (folded_title);
CREATE INDEX papers_by_doi ON papers (doi) WHERE doi IS NOT NULL;
CREATE INDEX papers_by_day ON papers (newest_day DESC, pk);
CREATE INDEX papers_by_title ON papers (title COLLATE NOCASE);

CREATE TABLE aliases (
    id TEXT PRIMARY KEY,
    pk INTEGER NOT NULL REFERENCES papers (pk) ON DELETE CASCADE
) WITHOUT ROWID;

CREATE TABLE listings (
    day TEXT NOT NULL,
    pk INTEGER NOT NULL REFERENCES papers (pk) ON DELETE CASCADE,
    seen TEXT NOT NULL,
    PRIMARY KEY (day, pk)
) WITHOUT ROWID;
CREATE INDEX listings_by_paper ON listings (pk);

CREATE TABLE marks (
    pk INTEGER PRIMARY KEY REFERENCES papers (pk) ON DELETE CASCADE,
    read_at TEXT,
    starred_at TEXT
);

CREATE TABLE counts (
    pk INTEGER PRIMARY KEY REFERENCES papers (pk) ON DELETE CASCADE,
    comments INTEGER,
    upvotes INTEGER
);

CREATE TABLE one_lines (
    pk INTEGER NOT NULL REFERENCES papers (pk) ON DELETE CASCADE,
    model TEXT NOT NULL,
    key TEXT NOT NULL,
    text TEXT NOT NULL,
    made_at TEXT NOT NULL,
    PRIMARY KEY (pk, model)
) WITHOUT ROWID;

CREATE TABLE embedded (
    store TEXT NOT NULL,
    pk INTEGER NOT NULL REFERENCES papers (pk) ON DELETE CASCADE,
    stale INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (store, pk)
) WITHOUT ROWID;

CREATE TABLE forgotten (id TEXT PRIMARY KEY) WITHOUT ROWID;

CREATE TABLE sentence_vectors (
    model TEXT NOT NULL,
    pk INTEGER NOT NULL REFERENCES papers (pk) ON DELETE CASCADE,
    vectors BLOB NOT NULL,
    PRIMARY KEY (model, pk)
);

CREATE TABLE replies (
    key TEXT PRIMARY KEY,
    text TEXT NOT NULL,
    usage TEXT NOT NULL,
    made_at TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE spending (
    day TEXT NOT NULL,
    model TEXT NOT NULL,
    prompt INTEGER NOT NULL,
    completion INTEGER NOT NULL,
    cost REAL
);
CREATE INDEX spending_by_day ON spending (day);

CREATE TABLE conversations (
    id INTEGER PRIMARY KEY,
    title TEXT NOT NULL,
    scope TEXT NOT NULL,
    made_at TEXT NOT NULL,
    touched_at TEXT NOT NULL
);

CREATE TABLE turns (
    conversation INTEGER NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    question TEXT NOT NULL,
    text TEXT NOT NULL,
    answer TEXT NOT NULL,
    made_at TEXT NOT NULL,
    PRIMARY KEY (conversation, number)
) WITHOUT ROWID;

CREATE TABLE state (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO state VALUES ('changes', '0');

CREATE VIRTUAL TABLE words USING fts5 (
    title, abstract, content = 'papers', content_rowid = 'pk', tokenize = 'porter unicode61 remove_diacritics 2'
);
CREATE VIRTUAL TABLE names USING fts5 (
    title, authors, organization, id, content = 'papers', content_rowid = 'pk', prefix = '1 2 3',
    tokenize = 'unicode61 remove_diacritics 2'
);
CREATE TRIGGER papers_added AFTER INSERT ON papers BEGIN
    INSERT INTO words (rowid, title, abstract) VALUES (new.pk, new.title, new.abstract);
    INSERT INTO names (rowid, title, authors, organization, id)
        VALUES (new.pk, new.title, new.authors, new.organization, new.id);
END;
CREATE TRIGGER papers_removed AFTER DELETE ON papers BEGIN
    INSERT INTO words (words, rowid, title, abstract) VALUES ('delete', old.pk, old.title, old.abstract);
    INSERT INTO names (names, rowid, title, authors, organization, id)
        VALUES ('delete', old.pk, old.title, old.authors, old.organization, old.id);
END;
CREATE TRIGGER papers_reworded AFTER UPDATE OF title, abstract, authors, organization, id ON papers BEGIN
    INSERT INTO words (words, rowid, title, abstract) VALUES ('delete', old.pk, old.title, old.abstract);
    INSERT INTO names (names, rowid, title, authors, organization, id)
        VALUES ('delete', old.pk, old.title, old.authors, old.organization, old.id);
    INSERT INTO words (rowid, title, abstract) VALUES (new.pk, new.title, new.abstract);
    INSERT INTO names (rowid, title, authors, organization, id)
        VALUES (new.pk, new.title, new.authors, new.organization, new.id);
END;
"""
    + CODE
    + CATEGORIES
    + MOVED
    + ORDERS
    + DOCUMENTS
    + ANNOTATIONS
    + BESIDE
    + HUB
    + SIZES
)
