"""Public pages on their way out: kept, marked, compressed; and served again before Django begins.

``KeptPages`` stands around the WSGI application and answers from the page memory. ``keep_pages`` is
the outermost middleware: what it sees is the finished answer. It is the one place that says how
public pages may be cached: by anyone, asking each time (``no-cache``, an ETag, 304).
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable
from datetime import datetime
from hashlib import blake2b
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers

from kientuong_portal import encodings, page_keys
from kientuong_portal.page_memory import KeptPage, memory
from news import front, generation
from stats import figures

MARKED_STATUSES = frozenset({200, 301, 404, 410})
# Not 404: there is no end of addresses that do not exist.
KEPT_STATUSES = frozenset({200, 301, 410})
NOT_MODIFIED_HEADERS = frozenset(
    {"age", "cache-control", "etag", "expires", "last-modified", "vary"}
)

logger = logging.getLogger(__name__)
StartResponse = Callable[..., Any]
Application = Callable[[page_keys.Environ, StartResponse], Iterable[bytes]]


class KeptPages:
    """A WSGI application that answers with kept pages and leaves everything else to ``inner``."""

    def __init__(self, inner: Application) -> None:
        self._inner = inner

    def __call__(
        self, environ: page_keys.Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        key = page_keys.key_of(environ) if memory.limit else None
        if key is None or not page_keys.is_anybodys(environ):
            return self._inner(environ, start_response)
        now = time.time()
        try:
            page = memory.find(front.shell(), key, now)
        except Exception as error:
            # Whatever the check of the generation met: nothing unchecked is served. Django meets
            # it again, with a connection of its own, and answers as it sees fit.
            logger.warning("The page memory was passed by: %s", error)
            connection.close()
            page = None
        if page is None:
            return self._inner(environ, start_response)
        headers = [*page.headers, ("Age", str(int(max(0.0, now - page.made_at))))]
        if page.is_named_by(environ.get("HTTP_IF_NONE_MATCH", "")):
            kept = [header for header in headers if header[0].lower() in NOT_MODIFIED_HEADERS]
            start_response("304 Not Modified", kept)
            return []
        encoding = page.best_encoding(environ.get("HTTP_ACCEPT_ENCODING", ""))
        body = memory.body(page, encoding)
        if encoding:
            headers.append(("Content-Encoding", encoding))
        headers.append(("Content-Length", str(len(body))))
        start_response(page.status, headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


class GZipText(GZipMiddleware):
    """Django's gzip, with random padding against guesses at secrets, for finished texts only.

    Files are streamed and pictures are compressed already.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if response.streaming or not encodings.is_text(response.get("Content-Type", "")):
            return response
        # Django looks for the word alone, not for its weight.
        header = request.META.get("HTTP_ACCEPT_ENCODING", "")
        if not encodings.accepted(header, (encodings.GZIP,)):
            patch_vary_headers(response, ["Accept-Encoding"])
            return response
        return super().process_response(request, response)


def keep_pages(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Mark, compress and keep what everybody gets; compress what one person gets."""
    for_one = GZipText(get_response)

    def middleware(request: HttpRequest) -> HttpResponseBase:
        key = page_keys.key_of(request.META)
        if key is None:
            response = get_response(request)
            # What says nothing of it, as the 404 of a file, might be kept by whoever sees fit.
            if not response.has_header("Cache-Control"):
                patch_cache_control(response, private=True, no_store=True)
            return for_one.process_response(request, response)
        request.META["QUERY_STRING"] = key.query
        # Taken before the view begins: a change while it runs can only make the label too old.
        # The request carries it to the template tags, a name that Django's type does not know.
        shell, now = generation.holder.peek(), timezone.now()
        request.shell_before = shell  # type: ignore[attr-defined]
        response = get_response(request)
        if not page_keys.is_anybodys(request.META):
            if not response.has_header("Cache-Control"):
                patch_cache_control(response, private=True, no_cache=True)
            return for_one.process_response(request, response)
        if not isinstance(response, HttpResponse) or not _mark_public(request, response):
            return for_one.process_response(request, response)
        page = _finished(response, now)
        if request.method == "GET" and response.status_code in KEPT_STATUSES:
            _keep(shell, key, page)
        return _send(request, response, page)

    return middleware


def _mark_public(request: HttpRequest, response: HttpResponse) -> bool:
    """Say that anybody may keep the answer and must ask each time; return whether that is so.

    It is not so when a view forbids it, sets a cookie or has looked at one, or when no view was
    asked at all (a redirect to HTTPS, say).
    """
    if (
        response.status_code not in MARKED_STATUSES
        or (request.resolver_match is None and response.status_code != 404)
        or response.cookies
        or response.has_header("Content-Encoding")
        or not encodings.is_text(response.get("Content-Type", ""))
        or response.get("Vary", "Accept-Encoding").lower() != "accept-encoding"
    ):
        return False
    if not response.has_header("Cache-Control"):
        patch_cache_control(response, public=True, no_cache=True)
    patch_vary_headers(response, ["Accept-Encoding"])
    if response.status_code == 200 and not response.has_header("ETag"):
        digest = blake2b(response.content, digest_size=12).hexdigest()
        response["ETag"] = f'W/"{digest}"'
    allowed = {part.strip().lower() for part in response["Cache-Control"].split(",")}
    return "public" in allowed


def _finished(response: HttpResponse, now: datetime) -> KeptPage:
    """Return the answer as it is kept; ``now`` (aware) is the moment its view began."""
    return KeptPage(
        status=f"{response.status_code} {response.reason_phrase}",
        headers=[header for header in response.items() if header[0].lower() != "content-length"],
        etag=response.get("ETag", ""),
        made_at=now.timestamp(),
        fresh_until=now.timestamp() + figures.PAGE_SECONDS,
        bodies={encodings.PLAIN: response.content},
    )


def _keep(shell: generation.Shell | None, key: page_keys.Key, page: KeptPage) -> None:
    if memory.limit and shell is not None and shell is generation.holder.peek():
        memory.keep(shell, key, page)


def _send(request: HttpRequest, response: HttpResponse, page: KeptPage) -> HttpResponse:
    """Return the answer as this browser takes it: unchanged (304), or in its best encoding."""
    if page.is_named_by(request.META.get("HTTP_IF_NONE_MATCH", "")):
        unchanged: HttpResponse = HttpResponseNotModified()
        for name, value in page.headers:
            if name.lower() in NOT_MODIFIED_HEADERS:
                unchanged[name] = value
        return unchanged
    encoding = page.best_encoding(request.META.get("HTTP_ACCEPT_ENCODING", ""))
    if encoding:
        response.content = memory.body(page, encoding)
        response["Content-Encoding"] = encoding
    response["Content-Length"] = str(len(response.content))
    return response
