"""How the news is written out: dates, numbers, pictures, files, names of categories."""

from datetime import date, datetime
from typing import Any

from django import template
from django.utils import formats, timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from news import addresses, documents, front, images, reading, richtext, showing, videos
from news.enums import PublicState, Status
from news.models import ArticleVersion, Category, Publication, StoredFile

register = template.Library()
# The places that static/css/common.css knows, in percent from the left or from the top.


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
    return mark_safe(reading.reading_of(body).html)  # noqa: S308 -- the one place where stored HTML is trusted, see above


@register.filter
def contents(body: str) -> list[reading.Heading]:
    """Return the headings of a long body to jump to; nothing for a short one."""
    return reading.reading_of(body).contents


@register.filter
def minutes_to_read(body: str) -> int:
    """Return how many minutes a body takes to read, at least one."""
    return reading.reading_of(body).minutes


@register.filter
def album_pictures(body: str) -> list[showing.AlbumPicture]:
    """Return the pictures of an album in their order."""
    return showing.album(body)


@register.filter
def without_pictures(body: str) -> str:
    """Return an album's text; its pictures stand apart."""
    return showing.without_pictures(body)


@register.filter
def youtube_id(address: str | None) -> str:
    """Return the id of the video at a YouTube address, or nothing."""
    return videos.youtube_id(address or "")


@register.filter
def category(publication: Publication) -> Category | None:
    """Return the category of a publication from the tree in memory."""
    return front.tree().by_id.get(publication.category_id)


@register.filter
def rendition(file: StoredFile, width: int) -> str:
    """Return the address of the WebP of ``file`` that suits a place of ``width`` pixels."""
    return _folder(file) + images.nearest(file.width or 1, width).name


@register.filter
def jpeg(file: StoredFile, width: int) -> str:
    """Return the address of the JPEG of ``file`` that suits a place of ``width`` pixels."""
    return _folder(file) + images.nearest(file.width or 1, width, images.JPEG).name


@register.filter
def srcset(file: StoredFile, kind: str = images.WEBP) -> str:
    """Return all renditions of ``file`` of one kind for the browser to choose from."""
    return images.srcset(_folder(file), file.width or 1, kind)


def _folder(file: StoredFile) -> str:
    """Return the address below which the renditions of ``file`` are, with its last slash."""
    return addresses.file(file.sha256, "")


@register.filter
def focus_classes(shown: Publication | ArticleVersion | showing.AlbumPicture) -> str:
    """Return the classes that keep in a crop what matters: "focus-x-15 focus-y-85", or nothing."""
    points = (("x", shown.image_focus_x), ("y", shown.image_focus_y))
    return " ".join(
        f"focus-{axis}-{min(richtext.FOCUS_STEPS, key=lambda step: abs(step - percent))}"
        for axis, percent in points
        if percent is not None
    )


@register.filter
def day_of(written: str) -> str:
    """Return a day that a version keeps as "2023-01-16" as dates are written: "16/01/2023"."""
    return formats.date_format(date.fromisoformat(written), "SHORT_DATE_FORMAT")


@register.filter
def days_of(rows: list[Publication]) -> str:
    """Return from which day to which a page of a list reaches: one day, or "from … to …"."""
    days = sorted(timezone.localdate(row.published_at) for row in rows)
    first, last = (formats.date_format(day, "SHORT_DATE_FORMAT") for day in (days[0], days[-1]))
    if first == last:
        return first
    return _("from %(first)s to %(last)s") % {"first": first, "last": last}


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
def state_style(article: Any) -> str:
    """Return the look of the label of an article's public state in the admin."""
    if _was_never_shown(article):
        return "is-draft"
    return {
        PublicState.VISIBLE: "is-visible",
        PublicState.SCHEDULED: "is-scheduled",
        PublicState.WITHDRAWN: "is-rejected",
        PublicState.EXPIRED: "is-draft",
        PublicState.NEVER: "is-draft",
    }[PublicState(article.public_state)]


@register.filter
def state_name(article: Any) -> str:
    """Return the name of the public state that ``article`` is annotated with."""
    if _was_never_shown(article):
        return _("Schedule cancelled")
    return PublicState(article.public_state).label


def _was_never_shown(article: Any) -> bool:
    """Tell whether all that was planned of an article ended before readers could see it."""
    return article.public_state == PublicState.WITHDRAWN and article.newest_ending is None
