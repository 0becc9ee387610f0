"""Readers report an error in an article: what is taken in, how often, and who looks after it.

Nothing personal is asked or kept. An address counts only as a hash under the key of the day
(stats.visitors), and for one hour; over midnight, when the key changes, a sender begins anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from kientuong_portal.models import ErrorReport, ReportsOfDay, ReportTrace
from news import permissions
from news.enums import Role
from news.models import Article, Publication
from news.vietnamese import one_line, paragraphs
from stats.visitors import address_hash

MAX_TEXT = 1_000
MAX_NOTE = 300
AN_HOUR = timedelta(hours=1)
REPORTS_AN_HOUR = 5
REPORTS_A_DAY = 200
# Copies of a page are kept for long, by browsers too: one is taken until two days later.
TOKEN_DAYS = 2
HANDLERS = (Role.EDITOR, Role.APPROVER)

_signer = signing.Signer(salt="kientuong_portal.error_report")


class TooManyReports(Exception):
    """The report is not taken in; ``from_sender`` tells whose limit is reached."""

    def __init__(self, *, from_sender: bool) -> None:
        super().__init__(from_sender)
        self.from_sender = from_sender


@dataclass(frozen=True)
class Origin:
    """The page a report was sent from: the version that was read, and the day it was shown."""

    article_id: int
    version_id: int
    day: date


def token_for(publication: Publication) -> str:
    """Return the signed token of the page that shows ``publication``.

    It changes with the day, not with the second, so that a page stays the same while nothing on
    it has changed.
    """
    day = timezone.localdate().isoformat()
    return _signer.sign(f"{publication.article_id}/{publication.version_id}/{day}")


def origin_of(token: str, article_id: int) -> Origin | None:
    """Return what ``token`` says; None when it is not ours, too old, or of another article."""
    try:
        article, version, day = _signer.unsign(token).split("/")
    except signing.BadSignature:
        return None
    origin = Origin(int(article), int(version), date.fromisoformat(day))
    age = timezone.localdate() - origin.day
    if origin.article_id != article_id or age > timedelta(days=TOKEN_DAYS):
        return None
    return origin


def tidy(text: str) -> str:
    """Return ``text`` as a report keeps it: NFC, no control characters, lines kept."""
    return paragraphs(text)


def report(origin: Origin, text: str, address: str, at: datetime) -> ErrorReport:
    """Store what a reader at ``address`` wrote (at most MAX_TEXT characters) and return it.

    The same words once more, while the first are not handled yet, are a second click. Raises
    TooManyReports past the limits; then nothing is stored.
    """
    text = tidy(text)
    with transaction.atomic():
        today = _taking_turns(at)
        said = ErrorReport.objects.filter(
            article=origin.article_id, text=text, handled_at=None
        ).first()
        if said:
            return said
        _spend(today, address_hash(address), at)
        return ErrorReport.objects.create(
            article_id=origin.article_id, version_id=origin.version_id, text=text, created_at=at
        )


def _taking_turns(at: datetime) -> ReportsOfDay:
    """Return the day's row, held until the transaction ends: whoever else reports waits for it.

    So two reports at one moment see each other, and the limits are exact. On SQLite the
    transaction itself holds the write lock from its beginning.
    """
    day = timezone.localdate(at)
    ReportsOfDay.objects.get_or_create(day=day)
    return ReportsOfDay.objects.select_for_update().get(day=day)


def _spend(today: ReportsOfDay, sender: str, at: datetime) -> None:
    """Take one report off both limits and forget what no limit needs any more."""
    if today.count >= REPORTS_A_DAY:
        raise TooManyReports(from_sender=False)
    ReportTrace.objects.filter(created_at__lte=at - AN_HOUR).delete()
    if ReportTrace.objects.filter(sender=sender).count() >= REPORTS_AN_HOUR:
        raise TooManyReports(from_sender=True)
    ReportTrace.objects.create(sender=sender, created_at=at)
    ReportsOfDay.objects.filter(pk=today.pk).update(count=F("count") + 1)
    # Yesterday's row stays a day longer: at midnight somebody may still be waiting for it.
    ReportsOfDay.objects.filter(day__lt=today.day - timedelta(days=1)).delete()


def may_handle(user: Any, article: Article) -> bool:
    """Tell whether ``user`` looks after the reports on ``article``: its editors and approvers."""
    return permissions.has_role(user, *HANDLERS, category_id=article.category_id)


def open_for(user: Any) -> QuerySet[ErrorReport]:
    """Return the reports that wait for ``user``, newest first."""
    return reports_for(user).filter(handled_at=None)


def reports_for(user: Any) -> QuerySet[ErrorReport]:
    """Return all reports in the categories ``user`` looks after, newest first."""
    if not permissions.has_role(user, *HANDLERS):
        return ErrorReport.objects.none()
    # A condition on each of the few reports; a join would be read from a section's many articles.
    placed = Article.objects.filter(category__in=permissions.categories_of(user, *HANDLERS))
    return ErrorReport.objects.filter(Exists(placed.filter(pk=OuterRef("article"))))


def handle(report: ErrorReport, user: Any, note: str, at: datetime) -> bool:
    """Mark ``report`` as handled by ``user``; return False when somebody has done so before.

    Raises ValidationError for a ``note`` that is too long.
    """
    note = one_line(note)
    if len(note) > MAX_NOTE:
        raise ValidationError(
            _("The note has %(length)d characters; at most %(most)d can be kept: “%(note)s”.")
            % {"length": len(note), "most": MAX_NOTE, "note": note}
        )
    return bool(
        ErrorReport.objects.filter(pk=report.pk, handled_at=None).update(
            handled_at=at, handled_by=user, note=note
        )
    )
