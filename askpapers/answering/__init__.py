"""A question on its way: interpretation, context, generation or quotation, outcome, estimate."""
