"""The plan of an episode."""
