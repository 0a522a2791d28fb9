"""What this machine has to give."""

import os
import socket
import subprocess


def let_live(process: subprocess.Popen[bytes]) -> None:
    """A server outlives the command that started it: nobody waits for it any more."""
    process.returncode = 0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def memory_mb() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
