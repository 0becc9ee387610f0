"""What feed readers fetch: the newest of the portal and of each category, as RSS and Atom.

The agency's names are not the news' own, so whoever adds the addresses passes them in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import feedgenerator
from django.utils.html import escape

from news import addresses, front
from news.models import Category, Publication

ENTRIES = 30
MEDIA = "http://search.yahoo.com/mrss/"
DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
# The year in an entry's lasting name (RFC 4151); another year would make every entry new again.
NAMED_SINCE = 2026


@dataclass(frozen=True)
class Publisher:
    """Who speaks in a feed: the portal's name, what it is about, and the agency behind it."""

    name: str
    description: str
    agency: str


class Rss(feedgenerator.Rss201rev2Feed):
    """RSS 2.0 with what it lacks: when an entry was updated, and its picture with description."""

    def rss_attributes(self) -> dict[str, str]:
        return super().rss_attributes() | {"xmlns:media": MEDIA, "xmlns:dc": DUBLIN_CORE}

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("atom:updated", feedgenerator.rfc3339_date(item["updateddate"]))
        for enclosure in item["enclosures"]:
            attributes = {"url": enclosure.url, "type": enclosure.mime_type, "medium": "image"}
            handler.startElement("media:content", attributes | item["picture_size"])
            if item["picture_alt"]:
                handler.addQuickElement("media:description", item["picture_alt"])
            handler.endElement("media:content")


@dataclass(frozen=True)
class Asked:
    """What one request asks for: the feed's own path, and which category (None: all)."""

    path: str
    category: Category | None = None


@dataclass(frozen=True)
class Entry:
    """One article in a feed, with the author that its version names."""

    publication: Publication
    author_name: str


class NewestRss(Feed):
    """The newest articles of all categories, as RSS.

    ``publisher()`` is asked at each request, because the agency may change with the day.
    """

    feed_type: type[feedgenerator.SyndicationFeed] = Rss
    language = settings.LANGUAGE_CODE
    item_guid_is_permalink = False

    def __init__(self, publisher: Callable[[], Publisher]) -> None:
        self.publisher = publisher

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Asked:
        return Asked(request.path)

    def title(self, asked: Asked) -> str:
        return self.publisher().name

    def link(self, asked: Asked) -> str:
        return addresses.absolute(reverse("news:home"))

    def feed_url(self, asked: Asked) -> str:
        return addresses.absolute(asked.path)

    def description(self, asked: Asked) -> str:
        publisher = self.publisher()
        return publisher.description or publisher.name

    def author_name(self) -> str:
        return self.publisher().agency

    def rows(self, asked: Asked) -> QuerySet[Publication]:
        """Return the visible publications to tell of, newest first."""
        order = ("-published_at", "-pk")
        newest = Publication.objects.visible().dated().order_by(*order).values("pk")[:ENTRIES]
        # Found before anything is joined, so that no planner begins at another table.
        found = Publication.objects.filter(pk__in=newest)
        return found.select_related("image").order_by(*order)

    def items(self, asked: Asked) -> list[Entry]:
        rows: Any = self.rows(asked).annotate(author_name=F("version__author_name"))
        return [Entry(row, row.author_name) for row in rows]

    def item_title(self, entry: Entry) -> str:
        return entry.publication.title

    def item_description(self, entry: Entry) -> str:
        # Feeds carry HTML here, and a summary is plain text.
        return escape(entry.publication.summary)

    def item_link(self, entry: Entry) -> str:
        return addresses.absolute(entry.publication.get_absolute_url())

    def item_guid(self, entry: Entry) -> str:
        """Return a name that stays when the article's title, address or protocol changes."""
        host = urlsplit(settings.PORTAL_ADDRESS).hostname
        return f"tag:{host},{NAMED_SINCE}:bai-viet/{entry.publication.article_id}"

    def item_pubdate(self, entry: Entry) -> datetime:
        return entry.publication.published_at

    def item_updateddate(self, entry: Entry) -> datetime:
        return entry.publication.revised_at or entry.publication.published_at

    def item_author_name(self, entry: Entry) -> str | None:
        return entry.author_name or None

    def item_categories(self, entry: Entry) -> list[str]:
        category = front.tree().by_id.get(entry.publication.category_id)
        return [category.name] if category else []

    def item_enclosures(self, entry: Entry) -> list[feedgenerator.Enclosure]:
        image = entry.publication.image
        if image is None:
            return []
        address = addresses.absolute(image.get_absolute_url())
        return [feedgenerator.Enclosure(address, str(image.size), image.media_type)]

    def item_extra_kwargs(self, entry: Entry) -> dict[str, Any]:
        image = entry.publication.image
        size = {"width": str(image.width), "height": str(image.height)} if image else {}
        return {"picture_size": size, "picture_alt": entry.publication.image_alt}


class NewestAtom(NewestRss):
    """The newest articles of all categories, as Atom."""

    feed_type = feedgenerator.Atom1Feed

    def subtitle(self, asked: Asked) -> str:
        return self.description(asked)


class CategoryRss(NewestRss):
    """The newest articles of one category and of everything below it, as RSS."""

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Asked:
        """Return the category that the address names; raises Http404 when there is none."""
        category = front.tree().by_slug.get(kwargs["slug"])
        if category is None:
            raise Http404(kwargs["slug"])
        return Asked(request.path, category)

    def title(self, asked: Asked) -> str:
        return f"{asked.category} – {self.publisher().name}"

    def link(self, asked: Asked) -> str:
        return addresses.absolute(_category(asked).get_absolute_url())

    def description(self, asked: Asked) -> str:
        return _category(asked).description or self.title(asked)

    def rows(self, asked: Asked) -> QuerySet[Publication]:
        return front.rows_of(front.in_categories(front.tree().below(_category(asked).pk)), ENTRIES)


def _category(asked: Asked) -> Category:
    if asked.category is None:
        raise Http404
    return asked.category
