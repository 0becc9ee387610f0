"""Asking the portal as a server does: through its WSGI application, page memory included."""

import io
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import quote

from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import RequestFactory

from kientuong_portal.wsgi import application


@dataclass(frozen=True)
class Answer:
    """What came back; header names in lower case."""

    status: int
    headers: dict
    body: bytes

    @property
    def text(self):
        return self.body.decode()

    @property
    def is_kept(self):
        """Whether it came from the page memory, which alone says how old its answer is."""
        return "age" in self.headers


def ask(address, method="GET", https=False, **environ):
    """Ask the WSGI application for ``address``; ``environ`` adds CGI variables."""
    path, _mark, query = address.partition("?")
    base = RequestFactory()._base_environ(
        PATH_INFO=path.encode().decode("latin-1"),
        QUERY_STRING=quote(query, safe="=&%+-"),
        REQUEST_METHOD=method,
        HTTP_HOST="testserver",
        **{"wsgi.url_scheme": "https" if https else "http", "wsgi.input": io.BytesIO()},
    )
    begun = {}

    def start_response(status, headers, exc_info=None):
        begun.update(status=int(status.split()[0]), headers=headers)

    with _open_transaction():
        parts = application(base | environ, start_response)
        try:
            body = b"".join(parts)
        finally:
            if hasattr(parts, "close"):
                parts.close()
    names = [name.lower() for name, _value in begun["headers"]]
    assert len(names) == len(set(names)), names
    headers = {name.lower(): value for name, value in begun["headers"]}
    return Answer(begun["status"], headers, body)


@contextmanager
def _open_transaction():
    """Leave the test's own transaction open at the ends of a request, as Django's client does."""
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    try:
        yield
    finally:
        request_started.connect(close_old_connections)
        request_finished.connect(close_old_connections)


def twice(address, **environ):
    """Ask two times and return the second answer: kept when the first one could be."""
    ask(address, **environ)
    return ask(address, **environ)
