"""What the therapist's work costs, counted: taps, decisions, characters, and the seconds they take."""
