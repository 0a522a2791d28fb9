"""Runs one part of the bench with Django set up: python -m bench.inside PART [ARGUMENTS]."""

import importlib
import json
import sys

import django

if __name__ == "__main__":
    django.setup()
    part = importlib.import_module(f"bench.{sys.argv[1]}")
    json.dump(part.main(*sys.argv[2:]), sys.stdout, ensure_ascii=False)
