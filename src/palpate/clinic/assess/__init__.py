"""The assessment of a visit."""
