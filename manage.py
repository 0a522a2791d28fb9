#!/usr/bin/env python3
"""Django's command line; with any Python it finds the environment and the embedded servers."""

import importlib
import os
import sys

from launcher import handover


def main() -> None:
    if not handover.is_complete():
        sys.exit(handover.again())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    importlib.import_module("django.core.management").execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
