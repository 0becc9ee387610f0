"""Mail servers for tests: a real one on a socket, and backends that fail at a given moment."""

import socketserver
import threading
from contextlib import contextmanager
from email import message_from_bytes, policy

from django.core.mail.backends.base import BaseEmailBackend

SMTP = "django.core.mail.backends.smtp.EmailBackend"
KILLED = "tests.news.mail_servers.KilledAfterAcceptance"
HELD = "tests.news.mail_servers.Held"


class Sink(socketserver.ThreadingTCPServer):
    """An SMTP server that takes everything, but letters to ``unknown`` addresses.

    Once for each of ``swallowed`` it takes a letter and closes the line without saying so; before
    it answers it calls ``on_taken``.
    """

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, port=0):
        super().__init__(("127.0.0.1", port), Conversation)
        self.letters = []
        self.unknown = set()
        self.swallowed = 0
        self.connections = 0
        self.on_taken = lambda: None

    @property
    def port(self):
        return self.server_address[1]


class Conversation(socketserver.StreamRequestHandler):
    """What is said on one connection."""

    def handle(self):
        self.server.connections += 1
        self.say("220 sink")
        while line := self.rfile.readline():
            command = line.decode().strip().upper()
            if command.startswith("RCPT"):
                address = line.decode().partition("<")[2].partition(">")[0]
                self.say("550 no such person" if address in self.server.unknown else "250 ok")
            elif command == "DATA":
                self.say("354 go on")
                if not self.take_letter():
                    return
            elif command == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def take_letter(self):
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        self.server.letters.append(message_from_bytes(b"".join(lines), policy=policy.default))
        self.server.on_taken()
        if self.server.swallowed:
            self.server.swallowed -= 1
            return False
        self.say("250 taken")
        return True

    def say(self, text):
        self.wfile.write(text.encode() + b"\r\n")


@contextmanager
def running(port=0):
    """Run a sink, on ``port`` or any, and let it fall silent afterwards."""
    with Sink(port) as sink:
        thread = threading.Thread(target=sink.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield sink
        finally:
            sink.shutdown()
            thread.join()


def closed_port():
    """Return a port on which nobody answers."""
    with Sink() as sink:
        return sink.port


class Killed(BaseException):
    """The process ends here; no ``except Exception`` may save it."""


class Recording(BaseEmailBackend):
    """Takes every letter; ``taken`` holds those of one test."""

    taken: list = []

    def send_messages(self, messages):
        self.taken += messages
        return len(messages)


class KilledAfterAcceptance(Recording):
    """Takes a letter, and the process is killed before it can note that."""

    def send_messages(self, messages):
        super().send_messages(messages)
        raise Killed


class Held(Recording):
    """A slow server: takes a letter when ``answer`` is set, and says so in ``asked`` before."""

    asked = threading.Event()
    answer = threading.Event()

    def send_messages(self, messages):
        self.asked.set()
        assert self.answer.wait(timeout=30)
        return super().send_messages(messages)
