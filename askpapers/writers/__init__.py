"""Papers, answers, digests and news as BibTeX, RIS, CSV, Markdown, HTML."""
