"""A load generator: several processes, each with several kept connections, over plain sockets.

It spends some 40 µs on a request, so that on two cores it does not outweigh what it measures; the
CPU of the servers is read from /proc and never includes it.
"""

import multiprocessing
import socket
import time
from dataclasses import dataclass
from itertools import cycle, islice

PROCESSES, CONNECTIONS = 2, 4
TIMEOUT = 120


@dataclass(frozen=True)
class Result:
    """How one round went; ``bytes`` is the mean size of an answer's body."""

    requests: int
    seconds: float
    failures: int
    bytes: int

    @property
    def rate(self) -> float:
        """Requests a second."""
        return self.requests / self.seconds


def run(port: int, requests: list[bytes], seconds: float) -> Result:
    """Send ``requests`` in turn for so long, from all processes and connections at once."""
    queue: multiprocessing.Queue = multiprocessing.Queue()
    workers = [
        multiprocessing.Process(target=_work, args=(port, requests, seconds, seed, queue))
        for seed in range(PROCESSES)
    ]
    began = time.monotonic()
    for worker in workers:
        worker.start()
    counts = [queue.get(timeout=TIMEOUT) for _ in workers]
    elapsed = time.monotonic() - began
    for worker in workers:
        worker.join()
    requests = sum(count[0] for count in counts)
    size = sum(count[2] for count in counts) // max(1, requests)
    return Result(requests, elapsed, sum(count[1] for count in counts), size)


def one(port: int, path: str, headers: str = "") -> tuple[int, bytes]:
    """Ask once; return the status and the body as it came."""
    with _Connection(port) as connection:
        connection.send(get(path, headers))
        return connection.receive()


class _Connection:
    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._rest = b""

    def __enter__(self) -> "_Connection":
        return self

    def __exit__(self, *error: object) -> None:
        self._socket.close()

    def send(self, request: bytes) -> None:
        self._socket.sendall(request)

    def receive(self) -> tuple[int, bytes]:
        data = self._rest
        while (end := data.find(b"\r\n\r\n")) < 0:
            data += self._more()
        head = data[:end].lower()
        place = head.find(b"content-length:")
        if place < 0:
            raise ConnectionError("an answer without its length")
        length = int(head[place + 15 :].split(b"\r\n", 1)[0])
        body = data[end + 4 :]
        while len(body) < length:
            body += self._more()
        self._rest = body[length:]
        return int(head[9:12]), body[:length]

    def _more(self) -> bytes:
        part = self._socket.recv(65_536)
        if not part:
            raise ConnectionError("the server closed the connection")
        return part


def get(path: str, headers: str = "") -> bytes:
    """Return the request for ``path``; ``headers`` are lines that end in CR LF."""
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{headers}\r\n".encode()


def post(path: str, body: str, headers: str = "") -> bytes:
    """Return the request that sends ``body`` as a form to ``path``."""
    kind = "Content-Type: application/x-www-form-urlencoded\r\n"
    length = f"Content-Length: {len(body.encode())}\r\n"
    return (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{kind}{length}{headers}\r\n{body}"
    ).encode()


def _work(
    port: int,
    requests: list[bytes],
    seconds: float,
    seed: int,
    queue: multiprocessing.Queue,
) -> None:
    connections = [_Connection(port) for _ in range(CONNECTIONS)]
    turns = islice(cycle(requests), seed * len(requests) // PROCESSES, None)
    done = failed = size = 0
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        for connection in connections:
            connection.send(next(turns))
        for connection in connections:
            status, body = connection.receive()
            done += 1
            failed += status not in (200, 204)
            size += len(body)
    queue.put((done, failed, size))
