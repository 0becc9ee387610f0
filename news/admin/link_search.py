"""Published articles to be linked to, found while a text is being written."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from news import permissions
from news.models import Publication
from news.search.query import Filters, Query
from news.search.results import search

# As many as fit a list that one looks through; another word narrows it.
MOST = 12


@never_cache
@require_safe
def find(request: HttpRequest) -> JsonResponse:
    """Answer the published articles that hold every word of ``q``; without words the newest.

    ``{"articles": [{"title": …, "address": "/bai-viet/…", "about": "category, date"}, …]}``
    """
    if not permissions.may_use_desk(request.user):
        raise PermissionDenied
    return JsonResponse({"articles": [_shown(one) for one in _found(request.GET.get("q", ""))]})


def _found(text: str) -> list[Publication]:
    query = Query(text)
    if query.words:
        rows = search(query, Filters()).rows[:MOST]
    else:
        visible = Publication.objects.visible().order_by("-published_at", "-pk")
        rows = list(visible.select_related("version")[:MOST])
    return rows


def _shown(publication: Publication) -> dict[str, str]:
    moment = timezone.localtime(publication.published_at)
    return {
        "title": publication.title,
        "address": publication.get_absolute_url(),
        "about": f"{publication.version.category_name}, {date_format(moment, 'd/m/Y')}",
    }
