"""The catalog in SQLite: papers, marks, conversations, replies, visits."""
