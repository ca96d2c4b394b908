"""Where lists come from: Hugging Face, arXiv, files and addresses."""
