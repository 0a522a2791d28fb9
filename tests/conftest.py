"""Fixtures for what crosses apps: the journeys have a browser."""

from tests.browser import chromium, open_page

__all__ = ["chromium", "open_page"]
