"""Checks of links inside the site: each leads to something, and readers may see it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from news import files, richtext
from news.checks.fault import Fault
from news.models import Article, ArticleType, ArticleVersion, Author, Category, Publication

ELSEWHERE = ("mailto:", "tel:")
# The places within a text that its page names itself, see news.reading.
PLACE_IN_TEXT = "#muc-"
ARTICLE, FILE = "news:article", "news:file"
NAMED_BY_SLUG: dict[str, Any] = {
    "news:category": Category,
    "news:author": Author,
    "news:article-type": ArticleType,
}
NOT_FOR_READERS = "admin"
PAGE, NOWHERE = "page", "nowhere"
# What a link leads to: the name of the view, and what it shows.
Target = tuple[str, str]


def lead_somewhere(article: Article, version: ArticleVersion, now: datetime) -> Iterator[Fault]:
    """No link inside the site leads nowhere; one to what readers cannot see yet is a warning."""
    addresses = dict.fromkeys(richtext.links(version.body))
    targets = {one: _target(path) for one in addresses if (path := _own_path(one)) is not None}
    if not targets:
        return
    seen = _seen(set(targets.values()), version, now)
    for address, target in targets.items():
        if target not in seen:
            yield Fault("body", _("The link “%(address)s” leads nowhere.") % {"address": address})
        elif not seen[target]:
            yield Fault(
                "body",
                _("The link “%(address)s” leads to what readers cannot see.")
                % {"address": address},
                is_warning=True,
            )


def _own_path(address: str) -> str | None:
    """Return the path of an address inside the site, empty when it has none; else None."""
    if address.startswith((*ELSEWHERE, PLACE_IN_TEXT)):
        return None
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        return ""
    # Patterns such as ".longan.gov.vn" let in more than this portal, so only whole names count.
    return parts.path if host is None or host in settings.ALLOWED_HOSTS else None


def _target(path: str) -> Target:
    try:
        found = resolve(unquote(path))
    except Resolver404:
        return NOWHERE, ""
    if found.app_name == NOT_FOR_READERS:
        return NOWHERE, ""
    if found.view_name in NAMED_BY_SLUG:
        return found.view_name, found.kwargs["slug"]
    if found.view_name == ARTICLE:
        return ARTICLE, str(int(found.kwargs["pk"]))
    if found.view_name == FILE:
        return FILE, richtext.file_hash(path)
    return PAGE, ""


def _seen(targets: set[Target], version: ArticleVersion, now: datetime) -> dict[Target, bool]:
    """Return those of ``targets`` that exist, and whether readers see them; a few queries for all.

    What ``version`` itself brings along is seen as soon as it is published.
    """

    def wanted(kind: str) -> set[str]:
        return {key for one, key in targets if one == kind}

    seen: dict[Target, bool] = {(PAGE, ""): True}
    for kind, model in NAMED_BY_SLUG.items():
        if slugs := wanted(kind):
            known = model.objects.filter(slug__in=slugs).values_list("slug", flat=True)
            seen |= dict.fromkeys(((kind, slug) for slug in known), True)
    if ids := wanted(ARTICLE):
        shown = Publication.objects.visible(now).filter(article_id__in=map(int, ids))
        visible = {version.article_id, *shown.values_list("article", flat=True)}
        existing = Article.objects.filter(pk__in=map(int, ids)).values_list("pk", flat=True)
        seen |= {(ARTICLE, str(pk)): pk in visible for pk in existing}
    if hashes := wanted(FILE):
        own = set(version.file_links.values_list("file__sha256", flat=True))
        for sha256, file in files.by_hash(hashes).items():
            seen[FILE, sha256] = sha256 in own or bool(files.public_names(file))
    return seen
