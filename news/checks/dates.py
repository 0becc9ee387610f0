"""Checks of dates: each in its place, one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from news.checks.fault import Fault
from news.models import Article, ArticleVersion


def closing(article: Article, version: ArticleVersion, now: datetime) -> Iterator[Fault]:
    """The article closes after it has opened, and not before it could."""
    if version.expires_at is None:
        return
    if version.published_at and version.expires_at <= version.published_at:
        yield Fault("expires_at", _("“Shown until” lies before the publishing date."))
    elif version.expires_at <= now:
        yield Fault("expires_at", _("“Shown until” lies in the past."))


def document(article: Article, version: ArticleVersion, now: datetime) -> Iterator[Fault]:
    """A document is dated no later than the day on which it is published."""
    opens_on = timezone.localdate(version.published_at or now)
    if version.document_date and version.document_date > opens_on:
        yield Fault("document_date", _("The document's date lies after the publishing date."))
