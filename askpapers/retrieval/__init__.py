"""Which papers fit: lexical and dense search, fusion, feedback, reranking, indexing."""
