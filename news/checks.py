"""What an article must satisfy before it may be submitted or published.

Each check is one function that yields a sentence for every fault it finds; adding one means writing
it and naming it in CHECKS. All faults are reported together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from news import files, richtext, videos
from news.enums import Layout
from news.models import Article, ArticleVersion
from news.versions import Content

ARTICLE_ADDRESS = re.compile(r"^/bai-viet/[a-z0-9-]*?-?([0-9]{1,18})/")


MAX_ATTACHMENTS = 30
web_address = URLValidator(
    ["http", "https"],
    message=gettext_lazy("Give a complete address that begins with https:// or http://."),
)


@dataclass(frozen=True)
class Fault:
    """One thing to put right: the form field it belongs to and the sentence to show there."""

    field: str
    message: str


def faults(article: Article, version: ArticleVersion, now: datetime) -> list[Fault]:
    """Return every fault of ``version`` at ``now`` (aware), in the order of the form."""
    return [fault for check in CHECKS for fault in check(article, version, now)]


def unfit(content: Content) -> Iterator[Fault]:
    """Yield what keeps ``content`` (tidied) from being stored at all, even as a draft."""
    try:
        richtext.check_measure(content.body)
    except ValidationError as fault:
        yield Fault("body", fault.messages[0])
    if content.redirect_url:
        try:
            web_address(content.redirect_url)
        except ValidationError as fault:
            yield Fault("redirect_url", fault.messages[0])
    if content.video_url and not videos.youtube_id(content.video_url):
        yield Fault(
            "video_url",
            _("This is no address of a video at YouTube. Copy it from the browser's bar."),
        )
    if len(content.attachments) > MAX_ATTACHMENTS:
        yield Fault(
            "attachments",
            _("At most %(limit)d attachments are accepted.") % {"limit": MAX_ATTACHMENTS},
        )


def _title(article: Article, version: ArticleVersion, now: datetime) -> Iterator[Fault]:
    if not version.title:
        yield Fault("title", _("The title is missing."))


def _summary(article: Article, version: ArticleVersion, now: datetime) -> Iterator[Fault]:
    if not version.summary and version.layout != Layout.PAGE:
        yield Fault("summary", _("The summary is missing."))


def _body(article: Article, version: ArticleVersion, now: datetime) -> Iterator[Fault]:
    says_nothing = not richtext.plain_text(version.body) and "<img" not in version.body
    has_more = version.attachments or version.video_id or version.video_url
    if says_nothing and not version.redirect_url and not has_more:
        yield Fault("body", _("The text is empty, and no link stands in its place."))


def _layout(article: Article, version: ArticleVersion, now: datetime) -> Iterator[Fault]:
    if version.layout == Layout.ALBUM and not richtext.picture_count(version.body):
        yield Fault("body", _("An album needs pictures in its text, in the order to be shown."))
    if version.layout == Layout.VIDEO and not (version.video_id or version.video_url):
        yield Fault("video_file", _("The video is missing: give a file or an address at YouTube."))
    if version.layout == Layout.DOCUMENT and not version.document_number:
        yield Fault("document_number", _("The document's number is missing."))
    if version.layout == Layout.DOCUMENT and not version.document_date:
        yield Fault("document_date", _("The document's date is missing."))


def _picture(article: Article, version: ArticleVersion, now: datetime) -> Iterator[Fault]:
    if version.image_id and not version.image_alt and not version.image_decorative:
        yield Fault(
            "image_alt",
            _("Describe what is to be seen on the picture, or mark it as decorative."),
        )


def _pictures_in_body(article: Article, version: ArticleVersion, now: datetime) -> Iterator[Fault]:
    missing = sum(1 for _hash, alt in richtext.pictures(version.body) if not alt.strip())
    if missing:
        yield Fault(
            "body",
            _("Pictures in the text without a description: %(count)d.") % {"count": missing},
        )


def _links(article: Article, version: ArticleVersion, now: datetime) -> Iterator[Fault]:
    for address in dict.fromkeys(richtext.links(version.body)):
        to_article = ARTICLE_ADDRESS.match(address)
        to_file = address.startswith(richtext.FILES)
        sha256 = richtext.file_hash(address.partition("#")[0])
        leads_nowhere = (
            not address
            or (to_article and not Article.objects.filter(pk=to_article.group(1)).exists())
            or (to_file and not files.by_hash([sha256]))
        )
        if leads_nowhere:
            yield Fault("body", _("The link “%(address)s” leads nowhere.") % {"address": address})


def _dates(article: Article, version: ArticleVersion, now: datetime) -> Iterator[Fault]:
    if version.expires_at is None:
        return
    if version.published_at and version.expires_at <= version.published_at:
        yield Fault("expires_at", _("“Shown until” lies before the publishing date."))
    elif version.expires_at <= now:
        yield Fault("expires_at", _("“Shown until” lies in the past."))


Check = Callable[[Article, ArticleVersion, datetime], Iterator[Fault]]
CHECKS: tuple[Check, ...] = (
    _title,
    _summary,
    _picture,
    _body,
    _layout,
    _pictures_in_body,
    _links,
    _dates,
)
