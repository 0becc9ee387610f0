"""A tiny clamd on a socket: finds the one virus that tests send, answers as the daemon does."""

import socket
import socketserver
import struct
import threading
from contextlib import contextmanager

VIRUS = b"X5O!P%@AP-KIEN-TUONG-TEST-VIRUS"
COMMAND = b"zINSTREAM\0"


class _Handler(socketserver.StreamRequestHandler):
    def handle(self):
        assert self.rfile.read(len(COMMAND)) == COMMAND
        content = b""
        while size := struct.unpack(">I", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
        self.server.seen.append(content)
        found = b"stream: Test-Virus FOUND" if VIRUS in content else b"stream: OK"
        self.wfile.write((self.server.says or found) + b"\0")


class _Server(socketserver.ThreadingUnixStreamServer):
    address_family = socket.AF_UNIX
    daemon_threads = True
    says = b""


@contextmanager
def running(path, says=b""):
    """Run the daemon at ``path``; ``says`` replaces all its answers. Yields what it was shown."""
    with _Server(str(path), _Handler) as server:
        server.seen, server.says = [], says
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server.seen
        finally:
            server.shutdown()
            thread.join()
            path.unlink()
