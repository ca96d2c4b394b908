"""Citation marks become claims, claims are checked, checks become verdicts."""
