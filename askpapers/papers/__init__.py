"""The nouns of the list: paper, abstract, scope, digest; and which two records are one paper."""
