"""SQLite in an encrypted file."""
