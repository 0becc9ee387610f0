"""Beacons are answered before Django begins: one is sent for every page that is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.core.handlers.wsgi import WSGIRequest

from stats.views import BEACON, beacon

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]


class Beacons:
    """A WSGI application that answers beacons and leaves everything else to ``inner``.

    Signals and middleware would cost half as much again as a beacon itself, and it needs neither;
    without this, ``stats.urls`` leads to the same view.
    """

    def __init__(self, inner: Application) -> None:
        self._inner = inner

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if environ.get("PATH_INFO") != BEACON:
            return self._inner(environ, start_response)
        response = beacon(WSGIRequest(environ))
        headers = [
            *response.items(),
            ("Content-Length", str(len(response.content))),
            ("X-Content-Type-Options", "nosniff"),
        ]
        start_response(f"{response.status_code} {response.reason_phrase}", headers)
        return [response.content]
