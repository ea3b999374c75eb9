"""The treatment at the table."""
