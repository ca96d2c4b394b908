"""Language and embedding models on a server, the bundled models, prompts and what fits into one, tokens."""
