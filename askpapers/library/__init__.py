"""One reader's library: the catalog, the vector store, the spending."""
