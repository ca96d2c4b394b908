"""The catalogue's tables."""

from __future__ import annotations

REMOVALS = """
CREATE TABLE removals (
    pk INTEGER PRIMARY KEY,
    batch INTEGER NOT NULL,
    doi TEXT COLLATE NOCASE,
    folded_title TEXT NOT NULL,
    paper TEXT NOT NULL,
    beside TEXT NOT NULL,
    removed_at TEXT NOT NULL
);
CREATE INDEX removals_by_folded_title ON removals (folded_title);
CREATE INDEX removals_by_doi ON removals (doi) WHERE doi IS NOT NULL;
CREATE TABLE removed_ids (
    id TEXT PRIMARY KEY,
    removal INTEGER NOT NULL REFERENCES removals (pk) ON DELETE CASCADE
) WITHOUT ROWID;
CREATE INDEX removed_ids_by_removal ON removed_ids (removal);
"""

READER = """
CREATE TABLE interests (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    text TEXT NOT NULL,
    abstract TEXT NOT NULL,
    authors TEXT NOT NULL,
    source TEXT NOT NULL,
    made_at TEXT NOT NULL,
    model TEXT,
    vector BLOB,
    UNIQUE (kind, text)
);
CREATE TABLE sendings (
    key TEXT PRIMARY KEY,
    scope TEXT NOT NULL,
    recipient TEXT NOT NULL,
    message_id TEXT NOT NULL,
    state TEXT NOT NULL,
    said TEXT NOT NULL,
    at TEXT NOT NULL
) WITHOUT ROWID;
"""

ANNOTATIONS = """
CREATE TABLE notes (
    pk INTEGER PRIMARY KEY REFERENCES papers (pk) ON DELETE CASCADE,
    text TEXT NOT NULL,
    changed_at TEXT NOT NULL
);
CREATE TABLE labels (
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    pk INTEGER NOT NULL REFERENCES papers (pk) ON DELETE CASCADE,
    made_at TEXT NOT NULL,
    PRIMARY KEY (kind, name, pk)
) WITHOUT ROWID;
CREATE INDEX labels_by_paper ON labels (pk);
CREATE TABLE watches (
    id INTEGER PRIMARY KEY,
    text TEXT NOT NULL UNIQUE,
    made_at TEXT NOT NULL
);
"""

CODE = """
ALTER TABLE papers ADD COLUMN has_code INTEGER GENERATED ALWAYS AS (
    code_url IS NOT NULL OR abstract LIKE '%github.com/%' OR abstract LIKE '%gitlab.com/%'
    OR abstract LIKE '%bitbucket.org/%' OR abstract LIKE '%huggingface.co/%' OR abstract LIKE '%codeberg.org/%'
    OR abstract LIKE '%.github.io%'
) VIRTUAL;
CREATE INDEX papers_with_code ON papers (pk) WHERE has_code;
"""

CATEGORIES = """
CREATE TABLE paper_categories (
    category TEXT NOT NULL COLLATE NOCASE,
    pk INTEGER NOT NULL,
    PRIMARY KEY (category, pk)
) WITHOUT ROWID;
CREATE INDEX paper_categories_by_paper ON paper_categories (pk);
CREATE TRIGGER papers_categorized AFTER INSERT ON papers BEGIN
    INSERT OR IGNORE INTO paper_categories SELECT value, new.pk FROM json_each(new.categories);
END;
CREATE TRIGGER papers_recategorized AFTER UPDATE OF categories ON papers WHEN old.categories <> new.categories BEGIN
    DELETE FROM paper_categories WHERE pk = old.pk;
    INSERT OR IGNORE INTO paper_categories SELECT value, new.pk FROM json_each(new.categories);
END;
CREATE TRIGGER papers_uncategorized AFTER DELETE ON papers BEGIN
    DELETE FROM paper_categories WHERE pk = old.pk;
END;
"""
"""What the papers' own lists of categories say, the other way round."""

MOVED = """
CREATE TRIGGER papers_moved AFTER UPDATE OF comments, upvotes ON papers
WHEN old.comments IS NOT new.comments OR old.upvotes IS NOT new.upvotes BEGIN
    INSERT OR IGNORE INTO counts VALUES (old.pk, old.comments, old.upvotes);
END;
"""
"""`counts` holds what a paper had when the reader last looked, of those papers alone that have another count now."""

ORDERS = """
CREATE INDEX papers_by_upvotes ON papers (upvotes DESC, newest_day DESC, pk);
CREATE INDEX papers_by_comments ON papers (comments DESC, newest_day DESC, pk);
CREATE INDEX papers_by_organization ON papers (organization) WHERE organization IS NOT NULL;
CREATE INDEX papers_by_name_of_organization ON papers (organization IS NULL, organization COLLATE NOCASE, pk);
CREATE INDEX papers_by_publication ON papers (published DESC, pk);
CREATE INDEX papers_by_first_seen ON papers (first_seen);
CREATE INDEX papers_by_change ON papers (changed_at) WHERE changed_at IS NOT NULL;
CREATE INDEX listings_by_seen ON listings (seen);
CREATE INDEX marks_read ON marks (pk) WHERE read_at IS NOT NULL;
CREATE INDEX embedded_by_paper ON embedded (pk);
CREATE INDEX embedded_stale ON embedded (store) WHERE stale;
CREATE INDEX sentence_vectors_by_paper ON sentence_vectors (pk);
"""

DOCUMENTS = """
CREATE TABLE document_vectors (
    pk INTEGER NOT NULL REFERENCES papers (pk) ON DELETE CASCADE,
    model TEXT NOT NULL,
    vector BLOB NOT NULL,
    PRIMARY KEY (pk, model)
) WITHOUT ROWID;
"""
"""A quarter of the size that the vector store needs, and read by paper in a hundredth of the time."""

VERSION = 5
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
}
"""What makes of a library of the version before one of this version: change SCHEMA and VERSION, and add the script here."""

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
)
