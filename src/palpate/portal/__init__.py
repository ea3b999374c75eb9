"""Where the client answers."""
