"""What must not be done, where and how far; and what is still possible."""
