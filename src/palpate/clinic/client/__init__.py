"""Clients: finding one, entering one, and one client's page."""
