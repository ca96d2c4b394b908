"""The nouns of the list: paper, abstract, scope, interest, news; and which two records are one paper."""
