"""Fixtures of every test, in the apps and across them."""

from tests.database import django_db_setup

__all__ = ["django_db_setup"]
