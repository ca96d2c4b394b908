"""A question on its way: interpretation, context, packing, generation or quotation, outcome."""
