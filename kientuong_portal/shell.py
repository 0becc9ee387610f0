"""What stands around every public page: identity, menus, link sets.

Kept in the process for one content generation (news.generation), so a page pays nothing for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from kientuong_portal.models import Link, LinkSet, SiteIdentity
from kientuong_portal.models.identity import identity_on
from news import front
from news.models import Publication


@dataclass(frozen=True)
class ShownLink:
    """A link as pages show it."""

    label: str
    href: str
    icon: str


class Surroundings:
    """What a template asks of its surroundings; each part is fetched when it is first used."""

    @cached_property
    def today(self) -> datetime:
        return timezone.localtime()

    @cached_property
    def identity(self) -> SiteIdentity | None:
        """The agency as it is today."""
        return identity_on(_identities(), self.today.date())

    @cached_property
    def main_menu(self) -> list[ShownLink]:
        return _links(LinkSet.Place.MAIN_MENU)

    @cached_property
    def footer(self) -> list[ShownLink]:
        """The footer's own links, and after them those pages about the portal it does not name."""
        own = _links(LinkSet.Place.FOOTER)
        named = {link.href for link in own} | {link.label for link in own}
        return [*own, *(page for page in _about() if not named & {page.href, page.label})]

    @cached_property
    def services(self) -> list[ShownLink]:
        return _links(LinkSet.Place.SERVICES)

    @cached_property
    def linked_sites(self) -> list[ShownLink]:
        return _links(LinkSet.Place.LINKED_SITES)

    @cached_property
    def newest(self) -> list[Publication]:
        return front.newest()


def context(request: HttpRequest) -> dict[str, Any]:
    """Give every template its surroundings as ``shell``."""
    return {"shell": Surroundings()}


def agency_on(day: date) -> SiteIdentity | None:
    """Return the agency as it was on ``day``."""
    return identity_on(_identities(), day)


def _identities() -> list[SiteIdentity]:
    return front.shell().piece("identities", lambda: list(SiteIdentity.objects.all()))


def _links(place: str) -> list[ShownLink]:
    return front.shell().piece("links", _read_links).get(place, [])


def _about() -> list[ShownLink]:
    """Return the links to the pages about the portal (kientuong_portal.pages)."""
    names = {
        "contact": _("Contact"),
        "site-map": _("Map of the portal"),
        "accessibility": _("Accessibility"),
        "privacy": _("Privacy"),
        "how-we-count": _("How views and visits are counted"),
    }
    return [ShownLink(label, reverse(name), "") for name, label in names.items()]


def _read_links() -> dict[str, list[ShownLink]]:
    """Return the links of every place; one to an article is shown while readers see the article."""
    shown: dict[str, list[ShownLink]] = {}
    links = Link.objects.select_related("link_set", "category", "article").annotate(
        is_visible=Exists(Publication.objects.visible().filter(article=OuterRef("article")))
    )
    for link in links:
        if link.article_id and not link.is_visible:
            continue
        entry = ShownLink(link.label, _href(link), link.icon)
        shown.setdefault(link.link_set.place, []).append(entry)
    return shown


def _href(link: Link) -> str:
    if link.category:
        return link.category.get_absolute_url()
    if link.article:
        return reverse("news:article", args=[link.article.slug, link.article_id])
    return link.url
