"""The command line behind make: python3 -m launcher COMMAND."""

import sys

from launcher import environment
from launcher.say import CannotGoOn, say


def main(arguments: list[str]) -> int:
    """Run one command; a problem that the user can mend is told in one sentence."""
    try:
        if arguments[:1] == ["setup"]:
            environment.ensure("dev")
            return 0
    except CannotGoOn as problem:
        say(str(problem))
        return 1
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
