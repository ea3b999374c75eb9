"""A clinic to look at: made-up clients with their visits of two months, written by the acts of the record."""

from palpate.clinic.demo.fill import fill_if_empty

__all__ = ["fill_if_empty"]
