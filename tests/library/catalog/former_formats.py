"""What makes a catalog of a former format of one of today's, by the format that it makes."""

FORMER = {
    7: "DROP TABLE prompt_sizes; PRAGMA user_version = 7;",
    6: """
ALTER TABLE papers DROP COLUMN models; ALTER TABLE papers DROP COLUMN datasets; ALTER TABLE papers DROP COLUMN spaces;
ALTER TABLE papers DROP COLUMN model_count; ALTER TABLE papers DROP COLUMN dataset_count;
ALTER TABLE papers DROP COLUMN space_count; PRAGMA user_version = 6;
""",
    5: """
ALTER TABLE papers DROP COLUMN project_url; ALTER TABLE papers DROP COLUMN code_stars;
ALTER TABLE papers DROP COLUMN submitter; PRAGMA user_version = 5;
""",
    4: "DROP TABLE notes; DROP TABLE labels; DROP TABLE watches; PRAGMA user_version = 4;",
    3: """
DROP TABLE document_vectors;
DROP INDEX papers_with_code; ALTER TABLE papers DROP COLUMN has_code;
DROP TRIGGER papers_categorized; DROP TRIGGER papers_recategorized; DROP TRIGGER papers_uncategorized;
DROP TABLE paper_categories;
DROP TRIGGER papers_moved;
INSERT OR IGNORE INTO counts SELECT pk, comments, upvotes FROM papers;
DROP INDEX papers_by_upvotes; DROP INDEX papers_by_comments; DROP INDEX papers_by_organization;
DROP INDEX papers_by_name_of_organization; DROP INDEX papers_by_publication;
DROP INDEX papers_by_first_seen; DROP INDEX papers_by_change; DROP INDEX listings_by_seen; DROP INDEX marks_read;
DROP INDEX embedded_by_paper; DROP INDEX embedded_stale; DROP INDEX sentence_vectors_by_paper;
ALTER TABLE embedded DROP COLUMN stale;
CREATE INDEX papers_by_upvotes ON papers (upvotes DESC);
CREATE INDEX papers_by_comments ON papers (comments DESC);
PRAGMA user_version = 3;
""",
    2: "DROP TABLE interests; DROP TABLE sendings; PRAGMA user_version = 2;",
    1: "DROP TABLE removed_ids; DROP TABLE removals; PRAGMA user_version = 1;",
}


def former(format: int) -> str:
    """Return the script that makes a catalog of `format` of one of today's."""
    return "\n".join(FORMER[version] for version in sorted(FORMER, reverse=True) if version >= format)
