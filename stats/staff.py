"""Knowing staff at work without a session: a signed cookie set at log-in, checked in memory.

Only who logs in to the admin ever gets it; readers get no cookie at all.
"""

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

COOKIE = "can_bo"
SALT = "stats.staff"
MAX_AGE = settings.SESSION_COOKIE_AGE


def mark(response: HttpResponse) -> None:
    """Make the browser known as staff's, for as long as a session lasts."""
    response.set_signed_cookie(
        COOKIE,
        "1",
        salt=SALT,
        max_age=MAX_AGE,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def unmark(response: HttpResponse) -> None:
    """Let the browser be a reader's again."""
    response.delete_cookie(COOKIE, samesite="Lax")


def is_marked(request: HttpRequest) -> bool:
    """Tell whether the browser is staff's."""
    # Readers carry no cookie, and reading none costs nothing.
    if COOKIE not in request.META.get("HTTP_COOKIE", ""):
        return False
    try:
        return request.get_signed_cookie(COOKIE, salt=SALT, max_age=MAX_AGE) == "1"
    except (KeyError, signing.BadSignature):
        return False
