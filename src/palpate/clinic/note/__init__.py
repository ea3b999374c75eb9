"""The note of a visit."""
