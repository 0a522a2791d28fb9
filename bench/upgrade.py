"""Brings a database that was loaded earlier to the migrations of today."""

from django.core.management import call_command


def main() -> None:
    call_command("migrate", interactive=False, verbosity=0)
