"""The page on which any two versions of an article are compared."""

from __future__ import annotations

import re

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from news import differences, permissions
from news.admin.changes import COMPARED, compare_address
from news.differences import Side
from news.models import ArticleVersion

SIDE_BY_SIDE = "song-song"
SERIAL = re.compile(r"[0-9]{1,9}")


@never_cache
@require_safe
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what differs from the version with serial ``tu`` to the one with serial ``den``."""
    article = get_object_or_404(
        permissions.viewable_articles(request.user).select_related("newest_version"), pk=pk
    )
    listed = list(article.versions.select_related("created_by").defer("body", "summary"))
    serials = _serials(request, listed)
    chosen = {
        one.serial: one
        for one in article.versions.select_related(*COMPARED).filter(serial__in=serials)
    }
    old, new = (chosen[serial] for serial in serials)
    context = admin.site.each_context(request) | {
        "title": _("Compare versions"),
        "article": article,
        "versions": listed,
        "old": old,
        "new": new,
        "old_name": _("Version %(number)s") % {"number": old.number},
        "new_name": _("Version %(number)s") % {"number": new.number},
        "side_by_side": request.GET.get("xem") == SIDE_BY_SIDE,
        "inline_address": compare_address(article, old, new),
        "side_address": compare_address(article, old, new, SIDE_BY_SIDE),
        "differences": differences.compare(Side.of_version(old), Side.of_version(new)),
    }
    return render(request, "admin/news/article/compare.html", context)


def _serials(request: HttpRequest, listed: list[ArticleVersion]) -> tuple[int, int]:
    """Return the two serial numbers asked for; 404 for one that is not among ``listed``.

    Where none is asked for: the newest version, and what was approved last before it.
    """
    new = _asked(request, "den", listed) or listed[0].serial
    before = [one for one in listed if one.serial < new] or listed[-1:]
    approved = next((one.serial for one in before if one.minor == 0), before[0].serial)
    return _asked(request, "tu", listed) or approved, new


def _asked(request: HttpRequest, name: str, listed: list[ArticleVersion]) -> int | None:
    written = request.GET.get(name)
    if written is None:
        return None
    found = [
        one.serial for one in listed if SERIAL.fullmatch(written) and one.serial == int(written)
    ]
    if not found:
        raise Http404(name)
    return found[0]
