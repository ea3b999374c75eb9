"""The cast of the page tests serves here too."""

from tests.clinic.conftest import cast

__all__ = ["cast"]
