"""How the news is written out: dates, numbers, pictures, files, names of categories."""

from datetime import datetime

from django import template
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from news import documents, front, images, richtext
from news.enums import PublicState, Status
from news.models import Category, Publication, StoredFile

register = template.Library()


@register.filter
def weekday(moment: datetime) -> str:
    """Return the day of the week as offices write it: "Thứ 2" … "Chủ nhật"."""
    number = timezone.localtime(moment).isoweekday()
    return _("Sunday") if number == 7 else _("Weekday %(number)d") % {"number": number + 1}


@register.filter
def article_date(moment: datetime) -> str:
    """Return the date of an article: "Thứ 2, Ngày 16/01/2023, 10:00"."""
    local = timezone.localtime(moment)
    return _("%(weekday)s, %(date)s, %(time)s") % {
        "weekday": weekday(moment),
        "date": local.strftime("%d/%m/%Y"),
        "time": local.strftime("%H:%M"),
    }


@register.filter
def iso(moment: datetime) -> str:
    """Return a moment for ``<time datetime>``: local, to the second, with its offset."""
    return timezone.localtime(moment).isoformat(timespec="seconds")


@register.filter
def number(value: int) -> str:
    """Return a whole number with its thousands apart: 579.360."""
    return formats.number_format(value, force_grouping=True)


@register.filter
def article_html(body: str) -> SafeString:
    """Return a version's body for the page; news.richtext cleaned it when it was stored."""
    return mark_safe(richtext.for_page(body))  # noqa: S308 -- the one place where stored HTML is trusted, see above


@register.filter
def category(publication: Publication) -> Category | None:
    """Return the category of a publication from the tree in memory."""
    return front.tree().by_id.get(publication.category_id)


@register.filter
def rendition(file: StoredFile, width: int) -> str:
    """Return the address of the rendition of ``file`` that is nearest to ``width`` pixels."""
    widths = images.rendition_widths(file.width or 1)
    nearest = next((size for size in widths if size >= width), widths[-1])
    return reverse("news:file", args=[file.sha256, f"{nearest}.webp"])


@register.filter
def srcset(file: StoredFile) -> str:
    """Return all renditions of ``file`` for the browser to choose from."""
    return ", ".join(
        f"{reverse('news:file', args=[file.sha256, f'{width}.webp'])} {width}w"
        for width in images.rendition_widths(file.width or 1)
    )


@register.filter
def file_kind(media_type: str) -> str:
    """Return the short name of a kind of file: "PDF", "DOCX"."""
    return documents.EXTENSIONS.get(media_type, "").lstrip(".").upper()


@register.filter
def status_style(status: str) -> str:
    """Return the look of an editorial status's label in the admin."""
    return {
        Status.DRAFT: "is-draft",
        Status.PENDING: "is-pending",
        Status.APPROVED: "is-approved",
        Status.REJECTED: "is-rejected",
    }[Status(status)]


@register.filter
def state_style(state: str) -> str:
    """Return the look of a public state's label in the admin."""
    return {
        PublicState.VISIBLE: "is-visible",
        PublicState.SCHEDULED: "is-scheduled",
        PublicState.WITHDRAWN: "is-rejected",
        PublicState.EXPIRED: "is-draft",
        PublicState.NEVER: "is-draft",
    }[PublicState(state)]


@register.filter
def state_name(state: str) -> str:
    """Return the name of a public state."""
    return PublicState(state).label
