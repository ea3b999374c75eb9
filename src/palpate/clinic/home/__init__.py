"""The home program."""
