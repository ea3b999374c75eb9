"""The databases where Django's own engine does not do all that the record needs."""
