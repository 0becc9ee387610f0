"""What readers would see of a version that is not published: its page, and links to show it.

A link shows one version to whoever has the address, until it expires, somebody revokes it or that
version is published. Only the id is in the address, signed; everything else is asked anew.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from news import front, intervals, permissions, versions
from news.models import Article, ArticleVersion, Category, PreviewLink, Publication
from news.versions import Content

DAYS = (1, 7, 30)
USUAL_DAYS = 7
# Links of one article that work at the same time, and how many its page lists.
MOST_OPEN = 20
LISTED = 30
EXPIRED, REVOKED, PUBLISHED = "expired", "revoked", "published"

_signer = signing.Signer(salt="news.preview_link")


@dataclass(frozen=True)
class Listed:
    """A link as the article's page lists it: its ``path``, why it is ``dead`` ("": it works)."""

    link: PreviewLink
    path: str
    dead: str


# --- the page


def publication_of(article: Article, version: ArticleVersion, at: datetime) -> Publication:
    """Return, not stored, the publication that readers would see were ``version`` approved."""
    opens_at = intervals.opening(version, at)
    earlier = Publication.objects.none()
    if article.pk:
        earlier = article.publications.opened_or_planned().filter(starts_at__lt=opens_at)
    return intervals.proposed(article, version, earlier, starts_at=opens_at, ends_at=None)


def version_of(
    article: Article | None, content: Content, category: Category, user: Any, at: datetime
) -> ArticleVersion:
    """Return, not stored, the version that ``content`` would become in ``category``."""
    content = content.tidied()
    shown = Article(pk=0, slug="xem-truoc")
    if article:
        shown = Article.objects.select_related("newest_version").get(pk=article.pk)
    shown.category = category
    used = content.used_files()
    version = versions.unstored(shown, content, user, at, file_count=len(used))
    version.pk = 0
    return version


def neighbours(publication: Publication) -> tuple[Publication | None, Publication | None]:
    """Return what stands before and after it in its category, as its page would name them."""
    here = [Q(category=publication.category_id) & ~Q(article=publication.article_id)]
    moment = publication.published_at
    older = front.rows_of(here, 1, Q(published_at__lt=moment)).first()
    newer = front.rows_of(here, 1, Q(published_at__gt=moment), newest_first=False).first()
    return older, newer


# --- links


def make(user: Any, article: Article, days: int, at: datetime) -> PreviewLink:
    """Make a link to the newest version of ``article``, valid for ``days`` (one of DAYS).

    Raises PermissionDenied for who may not edit it; ValidationError, with a sentence, when the
    version is published or the article has too many links.
    """
    if not permissions.may_edit(user, article):
        raise PermissionDenied
    version = article.newest_version
    if version is None or days not in DAYS:
        raise ValidationError(_("Please choose for how long the link is to work."))
    if _published([version.pk], at):
        raise ValidationError(_("This version is published; anybody can read it on the portal."))
    if sum(not one.dead for one in listed(article, at)) >= MOST_OPEN:
        raise ValidationError(
            _("There are %(count)d links already. Please revoke one that is not needed.")
            % {"count": MOST_OPEN}
        )
    return PreviewLink.objects.create(
        version=version, created_by=user, created_at=at, expires_at=at + timedelta(days=days)
    )


def revoke(user: Any, link: PreviewLink, at: datetime) -> None:
    """Let ``link`` work no more; raises PermissionDenied for who may not edit its article."""
    if not permissions.may_edit(user, link.version.article):
        raise PermissionDenied
    PreviewLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=at, revoked_by=user)


def path_of(link: PreviewLink) -> str:
    """Return the address of ``link`` without its host."""
    return reverse("news:preview", args=[_signer.sign(str(link.pk))])


def link_of(signed: str) -> PreviewLink | None:
    """Return the link whose address carries ``signed``; None when this site did not sign it."""
    try:
        pk = int(_signer.unsign(signed))
    except signing.BadSignature:
        return None
    shown = PreviewLink.objects.select_related(
        *(f"version__{name}" for name in ("image", "video", "author", "article_type")),
        "version__article__category__parent",
    )
    return shown.filter(pk=pk).first()


def dead(link: PreviewLink, at: datetime) -> str:
    """Return why ``link`` works no more at ``at``, or nothing while it works."""
    return _dead(link, at, _published([link.version_id], at))


def listed(article: Article, at: datetime) -> list[Listed]:
    """Return the newest links of ``article``, the newest first."""
    links = list(
        PreviewLink.objects.filter(version__article=article)
        .select_related("version", "created_by", "revoked_by")
        .defer("version__body", "version__summary")[:LISTED]
    )
    published = _published({link.version_id for link in links}, at)
    return [Listed(link, path_of(link), _dead(link, at, published)) for link in links]


def _dead(link: PreviewLink, at: datetime, published: set[int]) -> str:
    if link.revoked_at:
        return REVOKED
    if link.version_id in published:
        return PUBLISHED
    return EXPIRED if link.expires_at <= at else ""


def _published(version_ids: Iterable[int], at: datetime) -> set[int]:
    """Return which of these versions readers could see by now, for however short a time."""
    shown = Publication.objects.opened_or_planned().filter(starts_at__lte=at)
    return set(shown.filter(version__in=version_ids).values_list("version", flat=True))
