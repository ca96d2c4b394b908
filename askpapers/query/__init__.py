"""What a question means: dates, counts, names, kind, the filter line; pure."""
