"""A version that is not published, for whoever has the address of a preview link."""

from __future__ import annotations

import re
from contextlib import suppress

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from news import files, intervals, previews
from news.models import PreviewLink
from news.views import articles, stored_files

FILE = re.compile(r"(?<![\w/])/tep/([0-9a-f]{64})/")
HEADERS = {
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Cache-Control": "private, no-store",
    # The address is the key; it is told to no other site.
    "Referrer-Policy": "no-referrer",
}


@require_safe
def preview(request: HttpRequest, signed: str) -> HttpResponse:
    """The page of a version as readers will see it; 410 with a reason once the link is dead."""
    link, reason = _link(signed)
    response = _gone(request, link, reason) if reason else _page(request, link, signed)
    for name, value in HEADERS.items():
        response[name] = value
    return response


@require_safe
def preview_file(request: HttpRequest, signed: str, sha256: str, name: str) -> HttpResponseBase:
    """A file of that version, while the link works; for nothing else it opens a door."""
    link, reason = _link(signed)
    if reason:
        raise Http404(sha256)
    used = get_object_or_404(link.version.file_links.select_related("file"), file__sha256=sha256)
    if files.is_waiting(used.file):
        raise Http404(sha256)
    rendition = files.rendition(used.file, name)
    if rendition:
        with suppress(FileNotFoundError):
            return stored_files.answer_with(request, used.file, name, rendition, is_public=False)
    return stored_files.answer_with(request, used.file, used.name, None, is_public=False)


def _link(signed: str) -> tuple[PreviewLink, str]:
    """Return the link and why it is dead; 404 for an address that this site did not sign."""
    link = previews.link_of(signed)
    if link is None:
        raise Http404(signed)
    return link, previews.dead(link, timezone.now())


def _page(request: HttpRequest, link: PreviewLink, signed: str) -> HttpResponse:
    version = link.version
    publication = previews.publication_of(version.article, version, timezone.now())
    older, newer = previews.neighbours(publication)
    context = {"older": older, "newer": newer, "link": link}
    response = articles.page_of(request, publication, context, "news/preview.html")
    own = set(version.file_links.values_list("file__sha256", flat=True))
    opened = reverse("news:preview", args=[signed])

    def through_the_link(found: re.Match[str]) -> str:
        return f"{opened}tep/{found[1]}/" if found[1] in own else found[0]

    response.content = FILE.sub(through_the_link, response.content.decode()).encode()
    return response


def _gone(request: HttpRequest, link: PreviewLink, reason: str) -> HttpResponse:
    shown = None
    if reason == previews.PUBLISHED:
        shown = intervals.visible(link.version.article, timezone.now())
    return render(request, "news/preview_gone.html", {"reason": reason, "shown": shown}, status=410)
