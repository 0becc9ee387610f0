"""Filters of the list that people keep under names of their own."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from news import permissions
from news.listing import Asked
from news.models import SavedFilter
from news.vietnamese import one_line

MOST = 20
LONGEST_NAME = 60


@never_cache
@require_POST
def save(request: HttpRequest, orders: Iterable[str]) -> HttpResponse:
    """Keep what a query string asks for under a name; the same name again means the newer one."""
    if not permissions.may_use_desk(request.user):
        raise PermissionDenied
    name = one_line(request.POST.get("name", ""))
    query = Asked.of(QueryDict(request.POST.get("query", "")[:2000]), orders).query
    own = SavedFilter.objects.filter(user=request.user)
    if not name or not query or len(query) > 1000:
        messages.error(request, _("A filter needs a name and something to filter by."))
    elif len(name) > LONGEST_NAME:
        messages.error(
            request,
            _("The name has %(length)d characters; at most %(most)d can be kept: “%(name)s”.")
            % {"length": len(name), "most": LONGEST_NAME, "name": name},
        )
    elif own.exclude(name=name).count() >= MOST:
        messages.error(request, _("You keep many filters already; delete one first."))
    else:
        SavedFilter.objects.update_or_create(
            user=request.user, name=name, defaults={"query": query}
        )
        messages.success(request, _("The filter “%(name)s” is kept.") % {"name": name})
    return redirect(f"{reverse('admin:news_article_changelist')}?{query}")


@never_cache
@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete one of the person's own filters; those of others do not exist for them."""
    kept = get_object_or_404(SavedFilter, pk=pk, user=request.user)
    kept.delete()
    messages.success(request, _("The filter “%(name)s” is deleted.") % {"name": kept.name})
    return redirect("admin:news_article_changelist")
