"""The servers that are measured, each on a free port, and the database's processes."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection

from bench import load, processes

HERE = Path(__file__).parent
START_SECONDS = 60
PORTAL = (
    *("-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--workers", "2"),
    *("--blocking-threads", "1", "--no-ws", "--log-level", "error"),
)
CONSTANT = (
    *("-m", "gunicorn", "--worker-class", "gthread", "--workers", "2", "--threads", "4"),
    *("--keep-alive", "60", "--log-level", "error"),
)


@dataclass(frozen=True)
class Server:
    """One running server; ``started`` is the seconds from its start to its first page."""

    port: int
    pid: int
    started: float


@contextmanager
def portal(memory_mb: int, **environment: str) -> Iterator[Server]:
    """Run the portal under Granian with so large a page memory."""
    port = _free_port()
    command = [*PORTAL, "--port", str(port), "kientuong_portal.wsgi:application"]
    with _running(
        command, port, PAGE_MEMORY_MB=str(memory_mb), LOG_LEVEL="ERROR", **environment
    ) as server:
        yield server


@contextmanager
def constant() -> Iterator[Server]:
    """Run the constant view under gunicorn, installed into a folder of the bench's own."""
    packages = Path(settings.DATA_DIR).parent / "bench-packages"
    if not (packages / "gunicorn").exists():
        install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
        install += ["--require-hashes", "--target", str(packages)]
        subprocess.run([sys.executable, *install, "-r", str(HERE / "requirements.txt")], check=True)
    port = _free_port()
    command = [*CONSTANT, "--bind", f"127.0.0.1:{port}", "bench.constant:application"]
    with _running(command, port, PYTHONPATH=str(packages)) as server:
        yield server


def database_pid() -> int | None:
    """Return the process from which all of PostgreSQL's come; None for SQLite."""
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return processes.parent(int(cursor.fetchone()[0]))


@contextmanager
def _running(command: list[str], port: int, **environment: str) -> Iterator[Server]:
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    began = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, *command], cwd=HERE.parent, env=inherited | environment
    )
    try:
        while True:
            try:
                status, _body = load.one(port, "/")
                break
            except OSError:
                if process.poll() is not None or time.monotonic() - began > START_SECONDS:
                    raise
                time.sleep(0.01)
        if status != 200:
            raise RuntimeError(f"{command}: the first page answered {status}")
        yield Server(port, process.pid, time.monotonic() - began)
    finally:
        process.terminate()
        process.wait(timeout=30)


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])
