"""What the person at the terminal reads, and the one way to give up."""

import sys


class CannotGoOn(Exception):
    """Something the person at the terminal has to change first; the text says what."""


def say(text: str) -> None:
    """Print one line of progress at once; stdout stays free for what other programs read."""
    print(text, file=sys.stderr, flush=True)
