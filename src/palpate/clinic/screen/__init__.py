"""The screening of a visit: level, reasons, what to ask, and what was done about it."""
