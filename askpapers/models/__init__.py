"""Language and embedding models on a server, the bundled models, prompts, tokens, prices."""
