"""Beacons are answered before everything that pages need: sessions, messages, policies."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from stats.views import BEACON, beacon


def answer_beacons(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Return the outermost middleware, which lets nothing else touch a beacon.

    A beacon is sent for every page shown; the rest of the way would cost twice what it does.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.path_info != BEACON:
            return get_response(request)
        answer = beacon(request)
        answer.headers["Content-Length"] = str(len(answer.content))
        answer.headers["X-Content-Type-Options"] = "nosniff"
        return answer

    return middleware
