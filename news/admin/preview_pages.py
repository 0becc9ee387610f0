"""The page as readers will see it, in two widths, before it is published; and links to show it."""

from __future__ import annotations

import secrets
from typing import Any

from csp.constants import SELF
from csp.decorators import csp_replace, csp_update
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from news import addresses, half_written, kept_texts, permissions, previews, unsaved_texts
from news.admin import autosave
from news.models import Article, ArticleVersion, PreviewLink
from news.views import articles

# Only the page with the frames may hold any, and only the page in them may be held.
render_with_frames = csp_update({"frame-src": [SELF]})(render)


@never_cache
@require_http_methods(["GET", "POST"])
def of_article(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the newest version in two widths; a POST first keeps what stands in the form."""
    if request.method == "POST":
        return _keep_and_show(request, pk)
    article = autosave.viewable(request, pk)
    framed = reverse("admin:news_article_preview_page", args=[pk])
    return _frames(request, str(article), framed, article)


@never_cache
@require_POST
def of_new(request: HttpRequest) -> HttpResponse:
    """Keep what stands in the form of an article yet to begin, and show it in two widths."""
    return _keep_and_show(request, None)


@never_cache
@require_safe
def of_unsaved(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a text that is not saved in two widths."""
    text = get_object_or_404(unsaved_texts.own(request.user), pk=pk)
    title = (text.fields.get("title") or [""])[0] or _("Article without a title")
    framed = reverse("admin:news_article_unsaved_preview_page", args=[pk])
    return _frames(request, title, framed, text.article)


@never_cache
@require_safe
@xframe_options_sameorigin
@csp_replace({"frame-ancestors": [SELF]})
def article_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The public page of the newest version, for the frames."""
    article = autosave.viewable(request, pk)
    return _public_page(request, article, article.newest_version)


@never_cache
@require_safe
@xframe_options_sameorigin
@csp_replace({"frame-ancestors": [SELF]})
def unsaved_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The public page that a text not saved would become, for the frames."""
    text = get_object_or_404(unsaved_texts.own(request.user), pk=pk)
    article = autosave.writable(request, text.article_id)
    sent = kept_texts.sent_again(text)
    form, rows = half_written.forms_for(request.user, article, sent)
    content = half_written.content_of(form, rows)
    category = half_written.category_of(form)
    if category is None:
        raise Http404
    version = previews.version_of(article, content, category, request.user, timezone.now())
    return _public_page(request, version.article, version)


@never_cache
@require_POST
def make_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a link to the newest version for people without an account."""
    article = autosave.viewable(request, pk)
    days = request.POST.get("days", "")
    try:
        previews.make(request.user, article, int(days) if days.isdecimal() else 0, timezone.now())
    except ValidationError as fault:
        messages.error(request, " ".join(fault.messages))
    else:
        messages.success(request, _("The preview link is made; it stands below the form."))
    return redirect("admin:news_article_change", pk)


@never_cache
@require_POST
def revoke_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a link work no more."""
    link = get_object_or_404(
        PreviewLink.objects.select_related("version__article").filter(
            version__article__in=permissions.viewable_articles(request.user)
        ),
        pk=pk,
    )
    previews.revoke(request.user, link, timezone.now())
    messages.success(request, _("The preview link works no more."))
    return redirect("admin:news_article_change", link.version.article_id)


def links(request: HttpRequest, article: Article) -> dict[str, Any]:
    """Return what the article's page says of its preview links to who may make some."""
    if not permissions.may_edit(request.user, article):
        return {}
    now = timezone.now()
    listed = previews.listed(article, now)
    for one in listed:
        one.link.address = addresses.absolute(one.path)
    return {
        "preview_links": listed,
        "preview_days": previews.DAYS,
        "preview_usual": previews.USUAL_DAYS,
        "may_link": article.newest_version
        and not article.publications.visible(now).filter(version=article.newest_version).exists(),
    }


def _keep_and_show(request: HttpRequest, pk: int | None) -> HttpResponse:
    article = autosave.writable(request, pk)
    # Judged with its uploads: what was chosen is stored and shown, too.
    form, rows = half_written.forms_for(request.user, article, request.POST.copy(), request.FILES)
    half_written.content_of(form, rows)
    tab = request.POST.get(autosave.TAB) or secrets.token_hex(16)
    turn = unsaved_texts.next_turn(request.user, tab)
    try:
        unsaved_texts.keep(request.user, article, form.data, tab=tab, turn=turn, at=timezone.now())
    except ValidationError as fault:
        messages.error(request, " ".join(fault.messages))
        return redirect("admin:news_article_changelist")
    except ValueError:
        return HttpResponseBadRequest()
    kept = unsaved_texts.own(request.user).get(tab=tab)
    return redirect("admin:news_article_unsaved_preview", kept.pk)


def _frames(request: HttpRequest, title: str, framed: str, article: Article | None) -> HttpResponse:
    context = admin.site.each_context(request) | {
        "title": _("Preview: %(title)s") % {"title": title},
        "framed": framed,
        "article": article,
    }
    return render_with_frames(request, "admin/news/article/preview.html", context)


def _public_page(request: HttpRequest, article: Article, version: ArticleVersion) -> HttpResponse:
    publication = previews.publication_of(article, version, timezone.now())
    older, newer = previews.neighbours(publication)
    return articles.page_of(
        request, publication, {"older": older, "newer": newer}, "news/preview.html"
    )
