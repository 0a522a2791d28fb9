"""Keeps a number of connections busy and notes how long each answer took."""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass
class Answers:
    times: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    size: int = 0
    took: float = 0.0

    @property
    def failed(self) -> int:
        return sum(count for status, count in self.statuses.items() if status >= 400)

    def at(self, part: float) -> float:
        """The time in ms that this part of the answers kept within."""
        ordered = sorted(self.times) or [0.0]
        return ordered[min(len(ordered) - 1, int(len(ordered) * part))] * 1000


def drive(port: int, requests: Iterator[bytes], seconds: float, connections: int) -> Answers:
    found = Answers()
    started = time.monotonic()
    asyncio.run(all_of(port, requests, started + seconds, connections, found))
    found.took = time.monotonic() - started
    return found


async def all_of(
    port: int, requests: Iterator[bytes], end: float, connections: int, found: Answers
) -> None:
    await asyncio.gather(*(one(port, requests, end, found) for _ in range(connections)))


async def one(port: int, requests: Iterator[bytes], end: float, found: Answers) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while time.monotonic() < end:
        begun = time.perf_counter()
        writer.write(next(requests))
        head = await reader.readuntil(b"\r\n\r\n")
        body = await reader.readexactly(length(head))
        found.times.append(time.perf_counter() - begun)
        status = int(head[9:12])
        found.statuses[status] = found.statuses.get(status, 0) + 1
        found.size += len(body)
    writer.close()
    await writer.wait_closed()


def length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line[15:])
    return 0
