"""Whether a passage supports a claim: the judge, and the details and translations that it looks at."""
