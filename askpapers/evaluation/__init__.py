"""`askpapers eval`: how good retrieval, answers, verdicts and one-liners are."""
