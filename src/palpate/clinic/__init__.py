"""Where the therapist works."""
