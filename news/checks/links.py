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
NAMED_BY_SLUG = {
    "news:category": Category,
    "news:author": Author,
    "news:article-type": ArticleType,
}
NOT_FOR_READERS = "admin"


def lead_somewhere(article: Article, version: ArticleVersion, now: datetime) -> Iterator[Fault]:
    """No link inside the site leads nowhere; one to what readers cannot see yet is a warning."""
    for address in dict.fromkeys(richtext.links(version.body)):
        path = _own_path(address)
        if path is None:
            continue
        there_is, is_seen = _target(path, version, now)
        if not there_is:
            yield Fault("body", _("The link “%(address)s” leads nowhere.") % {"address": address})
        elif not is_seen:
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


def _target(path: str, version: ArticleVersion, now: datetime) -> tuple[bool, bool]:
    """Tell whether something of the portal stands under ``path``, and whether readers may see it.

    What ``version`` itself brings along is seen as soon as it is published.
    """
    try:
        found = resolve(unquote(path))
    except Resolver404:
        return False, False
    name, named = found.view_name, found.kwargs
    if found.app_name == NOT_FOR_READERS:
        return False, False
    if name in NAMED_BY_SLUG:
        known: Any = NAMED_BY_SLUG[name]
        exists = known.objects.filter(slug=named["slug"]).exists()
        return exists, exists
    if name == "news:article":
        pk = int(named["pk"])
        seen = pk == version.article_id or Publication.objects.visible(now).filter(article=pk)
        return (True, True) if seen else (Article.objects.filter(pk=pk).exists(), False)
    if name == "news:file":
        return _file(richtext.file_hash(path), version)
    return True, True


def _file(sha256: str, version: ArticleVersion) -> tuple[bool, bool]:
    file = files.by_hash([sha256]).get(sha256)
    if file is None:
        return False, False
    is_own = version.file_links.filter(file=file).exists()
    return True, is_own or bool(files.public_names(file))
