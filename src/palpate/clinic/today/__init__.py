"""The day: visits, what each still needs, and what comes first."""
