"""Screens beside the desk: comparison, settings, pages to read."""
