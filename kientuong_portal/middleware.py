"""What every answer carries and no other part sets, and what follows requests at the desk."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from news import mailing

PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


def permissions_policy(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Switch off what no page of the portal uses."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        return response

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
