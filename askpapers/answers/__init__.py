"""The nouns of an answer: answer, claim, citation, comparison, usage, and the events of asking."""
