"""Maps of the site for search engines: an index of parts, none of them larger than it may be.

Articles are split by ranges of their ids, so a part is read in one piece through an index and
nothing is counted or skipped, however many articles there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import Max, Min, Subquery
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from news import addresses, front
from news.models import Category, Publication, PublicationQuerySet

# At most as many articles as ids, and far below the 50,000 addresses a map may hold.
IDS_IN_A_PART = 10_000
# PostgreSQL returns no more than 1,664 columns, SQLite no more than 2,000.
COLUMNS = 1_000
# How many of the newest openings and closings tell when a part was last changed.
RECENT_CHANGES = 1_000
# What search engines ask of a map of news: two days, at most 1,000 articles.
NEWS_HOURS = 48
NEWS_LIMIT = 1_000


class PortalSitemap(Sitemap):
    """A map whose addresses begin with the portal's own (news.addresses.absolute)."""

    def get_protocol(self, protocol: str | None = None) -> str:
        return settings.PORTAL_ADDRESS.partition("://")[0]

    def get_domain(self, site: Any = None) -> str:
        return settings.PORTAL_ADDRESS.partition("://")[2]


class PagesSitemap(PortalSitemap):
    """Pages that are always there, by the names of their addresses."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = names

    def items(self) -> list[str]:
        return list(self.names)

    def location(self, item: str) -> str:
        return reverse(item)


class CategoriesSitemap(PortalSitemap):
    """The pages of all categories."""

    def items(self) -> list[Category]:
        return front.tree().all


class ArticlesSitemap(PortalSitemap):
    """What is visible of one part: the articles with ids from ``part`` × 10,000 on."""

    def __init__(self, part: int) -> None:
        self.part = part

    def get_urls(self, page: Any = 1, site: Any = None, protocol: Any = None) -> list[dict]:
        """Return address and last change of each article; raises Http404 when there is none.

        The change is since when the page reads as it does, which a republishing moves too. Django's
        own way from row to text takes three times as long, too much for a page so large.
        """
        rows = _in_part(self.part).values_list("slug", "article_id", "starts_at")
        sample = addresses.absolute(reverse("news:article", args=["slug", 0]))
        start, end = sample.split("slug-0")
        urls = [
            {
                "location": f"{start}{slug}-{article}{end}",
                "lastmod": timezone.localtime(moment).isoformat(),
            }
            for slug, article, moment in rows
        ]
        if not urls or page != 1:
            raise Http404(self.part)
        return urls


class NewsSitemap(PortalSitemap):
    """The articles of the last two days; search engines let this map be empty."""

    limit = NEWS_LIMIT

    def items(self) -> list[Publication]:
        return list(
            Publication.objects.visible()
            .dated()
            .filter(published_at__gte=timezone.now() - timedelta(hours=NEWS_HOURS))
            .order_by("-published_at", "-pk")
            .only("article_id", "slug", "title", "published_at", "starts_at")[:NEWS_LIMIT]
        )

    def lastmod(self, item: Publication) -> datetime:
        return item.starts_at


def article_parts() -> dict[int, datetime | None]:
    """Return the numbers of the parts that hold visible articles, each with its last change.

    None: not changed by the newest thousand openings and closings, so nobody needs to look again.
    Kept in the process until something visible changes.
    """
    return front.shell().piece("sitemap parts", _build_parts)


def _build_parts() -> dict[int, datetime | None]:
    ends = Publication.objects.aggregate(lowest=Min("article_id"), highest=Max("article_id"))
    if ends["highest"] is None:
        return {}
    numbers = range(ends["lowest"] // IDS_IN_A_PART, ends["highest"] // IDS_IN_A_PART + 1)
    parts: dict[int, datetime | None] = {
        part: None
        for some in (numbers[at : at + COLUMNS] for at in range(0, len(numbers), COLUMNS))
        for part in _not_empty(some)
    }
    for article, moment in _recent_changes(timezone.now()):
        part = article // IDS_IN_A_PART
        if part in parts:
            parts[part] = max(moment, parts[part] or moment)
    return parts


def _not_empty(numbers: Iterable[int]) -> list[int]:
    """Return which of these parts hold visible articles, in one query.

    The first article of each is asked for as a column of one row: conditions joined by OR would
    make PostgreSQL read every publication.
    """
    firsts = {f"part_{part}": Subquery(_in_part(part).values("article_id")[:1]) for part in numbers}
    row = Publication.objects.order_by("pk").annotate(**firsts).values_list(*firsts)[0]
    return [first // IDS_IN_A_PART for first in row if first is not None]


def _recent_changes(now: datetime) -> list[tuple[int, datetime]]:
    """Return the newest openings and closings until ``now`` as (id of the article, moment)."""
    return [
        change
        for field in ("starts_at", "ends_at")
        for change in Publication.objects.opened_or_planned()
        .filter(**{f"{field}__lte": now})
        .order_by(f"-{field}")
        .values_list("article_id", field)[:RECENT_CHANGES]
    ]


def _in_part(part: int) -> PublicationQuerySet:
    first = part * IDS_IN_A_PART
    return (
        Publication.objects.visible()
        .filter(article_id__gte=first, article_id__lt=first + IDS_IN_A_PART)
        .order_by("article_id")
    )
