"""Runs one part of the bench with Django set up: python -m bench.inside PART [ARGUMENTS]."""

import importlib
import sys

import django

if __name__ == "__main__":
    django.setup()
    importlib.import_module(f"bench.{sys.argv[1]}").main(*sys.argv[2:])
