"""Palpate: the clinical system an orthopedic massage therapist works in."""

__version__ = "0.1.0"
