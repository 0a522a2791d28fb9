"""The command line behind make: python3 -m launcher COMMAND."""

import sys
from collections.abc import Callable, Sequence

from launcher import environment, fonts, handover, lock, quality, serve, services
from launcher.home import claim_home
from launcher.say import CannotGoOn, say


def setup(_: Sequence[str]) -> int:
    environment.ensure("dev")
    fonts.ensure_if_possible()
    return 0


def start_services(_: Sequence[str]) -> int:
    environment.ensure("run")
    lease = services.acquire(pin=True)
    for name, value in lease.environment.items():
        print(f"export {name}='{value}'")
    return 0


def stop_services(_: Sequence[str]) -> int:
    if not services.unpin():
        say("还有程序在使用数据库，等它们结束后会自动停止。")
    return 0


COMMANDS: dict[str, Callable[[Sequence[str]], int]] = {
    "run": lambda _: serve.main(),
    "test": quality.test,
    "check": quality.check,
    "fix": quality.fix,
    "schema": quality.schema,
    "bench": quality.bench,
    "setup": setup,
    "lock": lambda _: lock.make(),
    "services": start_services,
    "services-stop": stop_services,
}


def main(arguments: Sequence[str]) -> int:
    """Run one command; a problem that the user can mend is told in one sentence."""
    if not arguments:
        say(f"用法：python3 -m launcher {'|'.join(COMMANDS)}|程序名 参数……")
        return 2
    try:
        claim_home()
        command = COMMANDS.get(arguments[0])
        return command(arguments[1:]) if command else handover.program(arguments)
    except CannotGoOn as problem:
        say(str(problem))
        return 1
    except KeyboardInterrupt:
        say("已停止。")
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
