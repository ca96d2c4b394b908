"""HTTP: one client, its cache of pages, retries and rate limits."""
