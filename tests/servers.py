"""Real server processes on the tests' own database: Granian as ``./run demo`` starts it."""

import http.client
import os
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import connection

from bench import processes

ROOT = Path(__file__).parent.parent
START_SECONDS = 30


class Server:
    """One running portal; ``ask`` keeps its connection."""

    def __init__(self, port, process):
        self.process = process
        self.port = port
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)

    def ask(self, address, **headers):
        """Return (status, body as text where it is text, whether it came from the page memory)."""
        for attempt in (1, 2):
            try:
                self._connection.request("GET", address, headers=headers)
                response = self._connection.getresponse()
                text = response.read().decode("utf-8", "replace")
                return response.status, text, response.headers["Age"] is not None
            except (ConnectionError, http.client.HTTPException):
                # A server may close a connection that was idle for long.
                self._connection.close()
                if attempt == 2:
                    raise
        raise AssertionError

    def wait(self):
        """Return when it answers."""
        until = time.monotonic() + START_SECONDS
        while True:
            try:
                return self.ask("/health/live")
            except OSError:
                if time.monotonic() > until or self.process.poll() is not None:
                    raise

    def resident_bytes(self):
        """Return what all its processes hold in memory (their proportional share)."""
        return processes.memory_bytes(self.process.pid)


def test_database_url():
    """Return the address of the database that this test works on."""
    values = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{values['NAME']}"
    user = quote(values["USER"])
    return f"postgres://{user}@{values['HOST']}:{values['PORT']}/{values['NAME']}"


test_database_url.__test__ = False


@contextmanager
def running(count, **environment):
    """Start ``count`` servers of one process each on free ports, yield them, end them."""
    with ExitStack() as stack:
        servers = [stack.enter_context(_one(environment)) for _ in range(count)]
        for server in servers:
            server.wait()
        yield servers


@contextmanager
def _one(environment):
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = trial.getsockname()[1]
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"]
    command += ["--port", str(port), "--workers", "1", "--blocking-threads", "1", "--no-ws"]
    command += ["--log-level", "warning", "kientuong_portal.wsgi:application"]
    own = {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": test_database_url(),
        **environment,
    }
    with (Path(settings.DATA_DIR) / "servers.log").open("ab") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=os.environ | own, stderr=log)
    try:
        yield Server(port, process)
    finally:
        process.terminate()
        process.wait(timeout=20)
