"""Everything of a client, or of a clinic, in open formats: to take along, with one button."""
