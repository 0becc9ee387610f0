"""What every answer carries and no other part sets, and what follows requests at the desk."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.loader import render_to_string

from news import mailing

PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
# The first parts of the addresses that something can be sent to: the desk, beacons, error reports.
TAKE_FORMS = frozenset({"quan-tri", "dem", "bao-loi"})
READING = ("GET", "HEAD")


def permissions_policy(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Switch off what no page of the portal uses."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        return response

    return middleware


def only_reading(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Answer whoever sends something to a page for readers, before its form is judged."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method in READING or request.path[1:].partition("/")[0] in TAKE_FORMS:
            return get_response(request)
        if request.method == "OPTIONS":
            return HttpResponse(status=204, headers={"Allow": ", ".join(READING)})
        page = render_to_string("405.html")
        return HttpResponseNotAllowed(READING, page, headers={"Cache-Control": "no-store"})

    return middleware


def send_mail_soon(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Let letters go out after requests at the desk; no answer waits for them."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        place = request.resolver_match
        if place and place.app_names[:1] == ["admin"]:
            mailing.send_soon(at_once=request.method == "POST")
        return response

    return middleware
