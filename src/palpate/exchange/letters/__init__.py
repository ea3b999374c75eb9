"""Letters to other people who care for the client."""
