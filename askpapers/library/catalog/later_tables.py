"""What later formats of the catalog brought, a piece each: the schema holds them all, and a step brings each to an older catalog."""

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

BESIDE = """
ALTER TABLE papers ADD COLUMN project_url TEXT;
ALTER TABLE papers ADD COLUMN code_stars INTEGER;
ALTER TABLE papers ADD COLUMN submitter TEXT;
"""
"""What Daily Papers tells beside a paper."""

HUB = """
ALTER TABLE papers ADD COLUMN models TEXT;
ALTER TABLE papers ADD COLUMN datasets TEXT;
ALTER TABLE papers ADD COLUMN spaces TEXT;
ALTER TABLE papers ADD COLUMN model_count INTEGER;
ALTER TABLE papers ADD COLUMN dataset_count INTEGER;
ALTER TABLE papers ADD COLUMN space_count INTEGER;
"""
"""What belongs to a paper on Hugging Face; null where nobody said."""

SIZES = """
CREATE TABLE prompt_sizes (
    pk INTEGER PRIMARY KEY REFERENCES papers (pk) ON DELETE CASCADE,
    key BLOB NOT NULL,
    tokens INTEGER NOT NULL
);
"""
"""How many tokens a paper takes in a prompt, under the key of what was counted: the vocabulary takes longer to load than a search."""
