"""Where the rooms are joined: settings, addresses, and the server."""
