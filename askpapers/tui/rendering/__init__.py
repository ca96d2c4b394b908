"""How answers, verdicts, rows and tables become styled text."""
