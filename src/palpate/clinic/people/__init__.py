"""The people of the clinic, and who of them looked at a client's record: the owner's pages."""
