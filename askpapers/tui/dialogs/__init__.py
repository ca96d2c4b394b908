"""Short questions to the reader, over the screen."""
