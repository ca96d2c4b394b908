"""One file a format: what recognizes it, and how it becomes papers."""
