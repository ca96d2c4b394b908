"""Whether a passage supports a claim: one file a check."""
