"""Language and strings: sentences, terms, quantities, languages; knows no paper."""
