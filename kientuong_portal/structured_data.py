"""What pages say about themselves to programs, in the words of schema.org.

Every function returns a dictionary for JSON-LD; entries without a value are left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Protocol

from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kientuong_portal.models import SiteIdentity
from news import addresses
from news.models import ArticleVersion, Publication

CONTEXT = "https://schema.org"
LOGO, LOGO_SIZE = "img/icon-512.png", 512
# What stands for a page without a picture of its own: the icon on its colour, as wide as networks
# and search engines want it.
SHARED, SHARED_WIDTH, SHARED_HEIGHT = "img/share.png", 1200, 630
LANGUAGE = "vi"


class Step(Protocol):
    """A page on the way down from the home page: its text is its name."""

    def get_absolute_url(self) -> str: ...


def organisation(identity: SiteIdentity) -> dict[str, Any]:
    """Return the agency with everything a reader needs to reach it."""
    parent = {"@type": "GovernmentOrganization", "name": identity.parent_body}
    return {"@context": CONTEXT} | _filled(
        **publisher(identity),
        alternateName=identity.place_name,
        description=identity.description,
        address={
            "@type": "PostalAddress",
            "streetAddress": identity.address,
            "addressCountry": "VN",
        },
        telephone=[number for number, _digits in identity.telephones],
        faxNumber=identity.fax,
        email=identity.email,
        parentOrganization=parent if identity.parent_body else None,
    )


def publisher(identity: SiteIdentity) -> dict[str, Any]:
    """Return the agency as the publisher of something."""
    return {
        "@type": "GovernmentOrganization",
        "name": identity.agency,
        "url": addresses.absolute(reverse("news:home")),
        "logo": _picture(static(LOGO), LOGO_SIZE, LOGO_SIZE),
    }


def article(
    publication: Publication,
    version: ArticleVersion,
    issuer: SiteIdentity | None,
) -> dict[str, Any]:
    """Return an article; ``issuer``, the agency of its time, is its author when none is named."""
    agency = publisher(issuer) if issuer else None
    named = {"@type": "Person", "name": version.author_name}
    return {"@context": CONTEXT} | _filled(
        **{"@type": "NewsArticle"},
        headline=publication.title,
        description=publication.summary,
        datePublished=_moment(publication.published_at),
        dateModified=_moment(publication.revised_at or publication.published_at),
        author=named if version.author_name else agency,
        publisher=agency,
        image=_pictures(publication),
        mainEntityOfPage={
            "@type": "WebPage",
            "@id": addresses.absolute(publication.get_absolute_url()),
        },
        articleSection=publication.category.name,
        inLanguage=LANGUAGE,
    )


def breadcrumb(steps: Iterable[Step]) -> dict[str, Any]:
    """Return the way from the home page down through ``steps``."""
    names = [(_("Home"), reverse("news:home"))]
    names += [(str(step), step.get_absolute_url()) for step in steps]
    return {
        "@context": CONTEXT,
        "@type": "BreadcrumbList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": position,
                "name": name,
                "item": addresses.absolute(path),
            }
            for position, (name, path) in enumerate(names, start=1)
        ],
    }


def _pictures(publication: Publication) -> list[dict[str, Any]]:
    image = publication.image
    if image is None:
        return [_picture(static(SHARED), SHARED_WIDTH, SHARED_HEIGHT)]
    return [_picture(image.get_absolute_url(), image.width, image.height)]


def _picture(path: str, width: int | None, height: int | None) -> dict[str, Any]:
    return {
        "@type": "ImageObject",
        "url": addresses.absolute(path),
        "width": width,
        "height": height,
    }


def _moment(moment: datetime) -> str:
    return timezone.localtime(moment).isoformat(timespec="seconds")


def _filled(**entries: Any) -> dict[str, Any]:
    return {name: value for name, value in entries.items() if value}
