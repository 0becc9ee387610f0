"""Documents count where they are served."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from stats.tokens import DOWNLOAD, Page
from stats.views import note_in_passing


def count_downloads(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Count a document that is handed to a reader: as a whole, or its first bytes.

    Pictures and videos are parts of a page, no downloads; what is not public is no reader's.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        place = request.resolver_match
        if place and place.view_name == "news:file" and _hands_out(request, response):
            note_in_passing(request, Page(DOWNLOAD, about=place.kwargs["sha256"]))
        return response

    return middleware


def _hands_out(request: HttpRequest, response: HttpResponseBase) -> bool:
    begins = response.status_code == 200 or (
        response.status_code == 206 and response.get("Content-Range", "").startswith("bytes 0-")
    )
    return (
        begins
        and request.method == "GET"
        and response.get("Content-Disposition", "").startswith("attachment")
        and "public" in response.get("Cache-Control", "")
    )
