"""The races: how long what matters takes on this machine, each figure a median of several passes."""
