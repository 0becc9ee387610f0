"""Which requests ask for a public page, and under which key the finished page is kept.

A page is made from scheme, host, path and the parameters named here, and from nothing else of the
request: the page memory cuts the query string down to them before any view sees it, so an unknown
parameter can neither change a page nor make another key.
"""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode

from django.conf import settings

from news.paging import NEWER, OLDER
from stats import staff

# Addresses whose answers are no pages: other headers, other parameters, or not for everyone.
NOT_PAGES = frozenset(
    {"quan-tri", "static", "tep", "dem", "dem.gif", "di", "health", "xem-truoc", "bao-loi"}
)
LIST = frozenset({OLDER, NEWER})
SEARCH = frozenset({"q", "chuyen-muc", "loai", "dang", "tu-ngay", "den-ngay", "xep", "trang"})
# By the first part of the path, with or without the slash at its end: the way to the address with
# one takes them along. Feeds below a category take none.
PARAMETERS = {
    **dict.fromkeys(
        ("chuyen-muc", "tac-gia", "loai-bai", "luu-tru", "anh", "video", "van-ban"), LIST
    ),
    "tim-kiem": SEARCH,
    "doc-nhieu": frozenset({"ngay"}),
}
# A browser that carries one of these is somebody's; what it gets is neither kept nor shared.
PRIVATE_COOKIES = tuple(
    f"{name}="
    for name in (
        settings.SESSION_COOKIE_NAME,
        settings.CSRF_COOKIE_NAME,
        staff.COOKIE,
        "messages",
    )
)
FEED = ".xml"
MAX_FIELDS = 50
Environ = dict[str, Any]


class Key(NamedTuple):
    """What one kept page is known by; ``query`` holds the allowed parameters alone."""

    scheme: str
    host: str
    path: str
    query: str


def key_of(environ: Environ) -> Key | None:
    """Return the key of the page that a WSGI request asks for; None when it asks for no page."""
    path = environ.get("PATH_INFO", "")
    if environ.get("REQUEST_METHOD") not in ("GET", "HEAD") or not path.startswith("/"):
        return None
    first = path[1:].partition("/")[0]
    if first in NOT_PAGES:
        return None
    query = environ.get("QUERY_STRING", "")
    if query:
        allowed = None if path.endswith(FEED) else PARAMETERS.get(first)
        query = _allowed_part(query, allowed) if allowed else ""
    return Key(_scheme(environ), environ.get("HTTP_HOST", ""), path, query)


def is_anybodys(environ: Environ) -> bool:
    """Tell whether the request says nothing of who sends it: no log-in, no mark of staff."""
    if "HTTP_AUTHORIZATION" in environ:
        return False
    cookies = environ.get("HTTP_COOKIE")
    return not cookies or not any(name in cookies for name in PRIVATE_COOKIES)


def _allowed_part(query: str, allowed: frozenset[str]) -> str:
    try:
        # Read as Django reads it: what came unquoted is UTF-8.
        text = query.encode("latin-1").decode(errors="replace")
        fields = parse_qsl(text, max_num_fields=MAX_FIELDS)
    except ValueError:
        return ""
    # Of a name given twice the last value counts, as it does for Django.
    last = {name: value for name, value in fields if name in allowed}
    return urlencode(sorted(last.items()))


def _scheme(environ: Environ) -> str:
    """Return the scheme as HttpRequest.scheme judges it."""
    trusted = settings.SECURE_PROXY_SSL_HEADER
    if trusted:
        told = environ.get(trusted[0])
        if told is not None:
            return "https" if told.partition(",")[0].strip() == trusted[1] else "http"
    return str(environ.get("wsgi.url_scheme", "http"))
