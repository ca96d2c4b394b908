"""The terminal interface: it shows what the verbs say, and knows nothing about papers itself."""
