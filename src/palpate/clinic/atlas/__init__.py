"""The knowledge pages and the search."""
