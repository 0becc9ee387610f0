"""What the rows of reports are called: articles, other pages, files, and values of every kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from news import addresses
from news.models import ArticleType, Author, Category, Publication, StoredFile
from news.templatetags.news_tags import file_kind
from stats.dimensions import OTHERS, Device, Dimension, Refusal
from stats.reports.tables import Name
from stats.tokens import parsed


@dataclass(frozen=True)
class Shown:
    """What readers see or last saw of an article: its title, address, type and author."""

    title: str
    address: str
    article_type: int | None
    author: int | None


def shown_of(articles: Iterable[int] | None = None) -> dict[int, Shown]:
    """Return what readers see or last saw of ``articles`` (ids; None: of all). One query."""
    rows = Publication.objects.opened_or_planned().filter(starts_at__lte=timezone.now())
    if articles is not None:
        rows = rows.filter(article__in=list(articles))
    fields = ("article_id", "title", "slug", "article_type_id", "author_id")
    # The newest comes last and stays.
    return {
        pk: Shown(title, addresses.article(slug, pk), kind, author)
        for pk, title, slug, kind, author in rows.order_by("pk").values_list(*fields)
    }


def article_names(articles: Iterable[int]) -> dict[int, Name]:
    """Return the names of ``articles``, each leading to its own figures. One query."""
    shown = shown_of(articles)
    return {
        pk: Name(one.title, reverse("admin:article_statistics", args=[pk]))
        for pk, one in shown.items()
    }


def article_name(names: dict[int, Name], pk: int) -> Name:
    """Return the name of an article, also of one that was never published."""
    return names.get(pk) or Name(_("Article no. %(number)d") % {"number": pk})


def value_names(dimension: str, values: Iterable[str]) -> dict[str, Name]:
    """Return how the ``values`` of a dimension are called; one query for each kind of page."""
    values = list(values)
    if dimension == Dimension.ENTRY:
        return page_names(values)
    if dimension == Dimension.DOWNLOAD:
        return _file_names(values)
    known: dict[Dimension, Callable[[], dict[Any, Any]]] = {
        Dimension.DEVICE: lambda: dict(Device.choices),
        Dimension.REFUSED: lambda: dict(Refusal.choices),
        Dimension.REFERRER: lambda: {"": _("None told: typed, bookmarked, or from an app")},
        Dimension.BROWSER: lambda: {"": _("Other browsers")},
    }
    texts = known[Dimension(dimension)]() if dimension in known else {}
    return {value: Name(str(texts.get(value) or _others(value))) for value in values}


def page_names(pages: Iterable[str]) -> dict[str, Name]:
    """Return what pages are called, by the names under which they are counted."""
    by_kind: dict[str, dict[int, str]] = {}
    fixed = _pages()
    found = {}
    for text in pages:
        kind, dash, number = text.partition("-")
        if dash and number.isdecimal():
            by_kind.setdefault(kind, {})[int(number)] = text
        else:
            found[text] = Name(fixed.get(text) or _others(text))
    articles = article_names(by_kind.get("article", {}))
    found |= {text: article_name(articles, pk) for pk, text in by_kind.pop("article", {}).items()}
    for kind, (model, label) in _kinds().items():
        rows = model._default_manager.in_bulk(by_kind.get(kind, {}))
        for pk, text in by_kind.pop(kind, {}).items():
            row = rows.get(pk)
            found[text] = Name(f"{label}: {row}" if row else text)
    for others in by_kind.values():
        found |= {text: Name(text) for text in others.values()}
    return found


def is_article(page: str) -> bool:
    """Tell whether a page's name is an article's."""
    return page.startswith("article-") and parsed(page).kind == "article"


def _others(value: str) -> str:
    return _("Everything else") if value == OTHERS else value


def _file_names(hashes: list[str]) -> dict[str, Name]:
    files = StoredFile.objects.filter(sha256__in=hashes).in_bulk(field_name="sha256")
    return {
        value: Name(
            files[value].name, files[value].get_absolute_url(), file_kind(files[value].media_type)
        )
        if value in files
        else Name(_others(value))
        for value in hashes
    }


def _kinds() -> dict[str, tuple[type[Category | ArticleType | Author], str]]:
    return {
        "category": (Category, _("Category")),
        "type": (ArticleType, _("Article type")),
        "author": (Author, _("Author")),
    }


def _pages() -> dict[str, str]:
    return {
        "home": _("Home"),
        "search": _("Search"),
        "archive": _("Archive"),
        "albums": _("Pictures"),
        "videos": _("Videos"),
        "documents": _("Documents"),
        "mostread": _("Most read"),
        "about": _("About the portal: contact, accessibility, privacy …"),
    }
