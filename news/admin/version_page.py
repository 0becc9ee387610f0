"""The page of one version, as it was."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from news import workflow
from news.admin import article_page
from news.enums import Verb


@never_cache
@require_safe
def show(request: HttpRequest, pk: int, serial: int) -> HttpResponse:
    """Show one version as it was."""
    article = article_page.find(request, pk)
    shown = get_object_or_404(
        article.versions.select_related("image", "author", "article_type", "created_by"),
        serial=serial,
    )
    restorable = shown.pk != article.newest_version_id and Verb.RESTORE in workflow.available_verbs(
        article, request.user
    )
    return render(
        request,
        "admin/news/article/version.html",
        admin.site.each_context(request)
        | {
            "title": _("Version %(number)s") % {"number": shown.number},
            "article": article,
            "version": shown,
            "restorable": restorable,
        },
    )
