"""Publication intervals of one article: opening, moving, cutting and restoring them.

Only news.effects calls what writes, inside a verb's transaction. Intervals are half-open and never
overlap; every function orders its writes so that they do not overlap in between either.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from news import richtext
from news.enums import Ending, Status
from news.models import Article, ArticleVersion, Publication


def visible(article: Article, at: datetime) -> Publication | None:
    """Return what readers see of ``article`` at ``at``."""
    return article.publications.visible(at).first()


def next_planned(article: Article, at: datetime) -> Publication | None:
    """Return the last of the article's publications that open after ``at``."""
    return article.publications.future(at).order_by("-starts_at").first()


def is_put_aside(article: Article, at: datetime) -> bool:
    """Tell whether the newest version is approved, but neither open nor planned any more."""
    shown = visible(article, at), next_planned(article, at)
    opens = {one.version_id for one in shown if one}
    return article.status == Status.APPROVED and article.newest_version_id not in opens


def last_ended(article: Article, at: datetime) -> Publication | None:
    """Return the newest publication when none is open or planned, preferring one once shown."""
    if visible(article, at) or next_planned(article, at):
        return None
    shown = article.publications.opened_or_planned().order_by("-pk").first()
    return shown or article.publications.order_by("-pk").first()


def opening(version: ArticleVersion, at: datetime) -> datetime:
    """Return when an approval at ``at`` opens: ``max(now, published_at)``."""
    return max(at, version.published_at or at)


def open_publication(
    article: Article,
    version: ArticleVersion,
    *,
    starts_at: datetime,
    ends_at: datetime | None,
    at: datetime,
) -> Publication:
    """Show ``version`` from ``starts_at`` on; what was open or planned then gives way to it."""
    for replaced in article.publications.future(at).filter(starts_at__gte=starts_at):
        _empty(replaced, Ending.SUCCESSOR)
    earlier = article.publications.opened_or_planned().filter(starts_at__lt=starts_at)
    predecessor = _not_ended(earlier, at).order_by("-starts_at").first()
    if predecessor:
        _end(predecessor, _earlier(predecessor.planned_end, starts_at))
    opened = proposed(article, version, earlier, starts_at=starts_at, ends_at=ends_at)
    opened.save(force_insert=True)
    return opened


def proposed(
    article: Article,
    version: ArticleVersion,
    earlier: QuerySet[Publication],
    *,
    starts_at: datetime,
    ends_at: datetime | None,
) -> Publication:
    """Return, not stored, how ``version`` would be shown after the article's ``earlier`` ones."""
    first = earlier.order_by("starts_at").first()
    published_at = version.published_at or (first.published_at if first else starts_at)
    return Publication(
        article=article,
        version=version,
        starts_at=starts_at,
        ends_at=ends_at,
        planned_end=ends_at,
        ending=Ending.EXPIRY if ends_at else Ending.NONE,
        published_at=min(published_at, starts_at),
        revised_at=_revised_at(earlier, version, starts_at),
        title=version.title,
        summary=version.summary,
        layout=version.layout,
        image=version.image,
        image_alt=version.image_alt,
        image_focus_x=version.image_focus_x,
        image_focus_y=version.image_focus_y,
        picture_count=richtext.picture_count(version.body),
        document_number=version.document_number,
        document_date=version.document_date,
        article_type=version.article_type,
        author=version.author,
        redirect_url=version.redirect_url,
        slug=article.slug,
        category=article.category,
        is_featured=article.is_featured,
        featured_until=article.featured_until,
        featured_rank=article.featured_rank,
    )


def withdraw(article: Article, at: datetime) -> None:
    """End what is open now and empty what is planned."""
    for planned in article.publications.future(at):
        _empty(planned, Ending.WITHDRAWAL)
    shown = visible(article, at)
    if shown:
        shown.ends_at, shown.ending = at, Ending.WITHDRAWAL
        shown.save(update_fields=["ends_at", "ending"])


def cancel(planned: Publication, at: datetime) -> None:
    """Empty a planned publication and give its predecessor back the end it had by itself."""
    predecessor = _cut_by(planned, at)
    _empty(planned, Ending.WITHDRAWAL)
    if predecessor:
        _end(predecessor, predecessor.planned_end)


def move(planned: Publication, starts_at: datetime, ends_at: datetime | None, at: datetime) -> None:
    """Give a planned publication another opening and closing; its predecessor ends accordingly."""
    predecessor = predecessor_of(planned)
    if predecessor and predecessor.ends_at is not None and predecessor.ends_at <= at:
        predecessor = None
    if predecessor:
        _end(predecessor, _earlier(predecessor.ends_at, starts_at))
    if planned.published_at == planned.starts_at:
        planned.published_at = starts_at
    if planned.revised_at == planned.starts_at:
        planned.revised_at = starts_at
    planned.starts_at, planned.ends_at, planned.planned_end = starts_at, ends_at, ends_at
    planned.ending = Ending.EXPIRY if ends_at else Ending.NONE
    planned.save(
        update_fields=[
            "starts_at",
            "ends_at",
            "planned_end",
            "ending",
            "published_at",
            "revised_at",
        ]
    )
    if predecessor:
        _end(predecessor, _earlier(predecessor.planned_end, starts_at))


def predecessor_of(planned: Publication) -> Publication | None:
    """Return the publication that opens last before ``planned`` does."""
    return (
        planned.article.publications.opened_or_planned()
        .filter(starts_at__lt=planned.starts_at)
        .order_by("-starts_at")
        .first()
    )


def repeat_placement(article: Article, at: datetime) -> int:
    """Copy the article's placement to its publications that have not ended; return how many."""
    return _not_ended(article.publications.all(), at).update(
        slug=article.slug,
        category=article.category,
        is_featured=article.is_featured,
        featured_until=article.featured_until,
        featured_rank=article.featured_rank,
    )


def _not_ended(publications: QuerySet[Publication], at: datetime) -> QuerySet[Publication]:
    return publications.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=at))


def _cut_by(planned: Publication, at: datetime) -> Publication | None:
    predecessor = predecessor_of(planned)
    if predecessor and predecessor.ends_at == planned.starts_at and predecessor.ends_at > at:
        return predecessor
    return None


def _end(publication: Publication, ends_at: datetime | None) -> None:
    publication.ends_at = ends_at
    if ends_at is None:
        publication.ending = Ending.NONE
    elif ends_at == publication.planned_end:
        publication.ending = Ending.EXPIRY
    else:
        publication.ending = Ending.SUCCESSOR
    publication.save(update_fields=["ends_at", "ending"])


def _empty(publication: Publication, ending: Ending) -> None:
    publication.ends_at, publication.ending = publication.starts_at, ending
    publication.save(update_fields=["ends_at", "ending"])


def _earlier(planned_end: datetime | None, moment: datetime) -> datetime:
    return min(planned_end or moment, moment)


def _revised_at(
    earlier: QuerySet[Publication], version: ArticleVersion, starts_at: datetime
) -> datetime | None:
    """Return when readers first saw this text if they had seen another one before it."""
    same = earlier.filter(version=version).order_by("starts_at").first()
    if same:
        return same.revised_at
    return starts_at if earlier.exclude(version=version).exists() else None
