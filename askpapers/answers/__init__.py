"""The nouns of an answer: answer, claim, citation, comparison, digest, usage and prices, and the events of asking."""
