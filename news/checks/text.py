"""Checks of title, summary and text: there, and built so that everybody can follow them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import lxml.html
from django.utils.translation import gettext as _

from news import richtext
from news.checks.fault import Fault
from news.enums import Layout
from news.models import Article, ArticleVersion

HEADINGS = ("h2", "h3", "h4")
EXCERPT = 60


def title(article: Article, version: ArticleVersion, now: datetime) -> Iterator[Fault]:
    """A title is there."""
    if not version.title:
        yield Fault("title", _("The title is missing."))


def summary(article: Article, version: ArticleVersion, now: datetime) -> Iterator[Fault]:
    """A summary is there, but for pages that no list shows."""
    if not version.summary and version.layout != Layout.PAGE:
        yield Fault("summary", _("The summary is missing."))


def body(article: Article, version: ArticleVersion, now: datetime) -> Iterator[Fault]:
    """There is something to read, to see or to follow."""
    says_nothing = not richtext.plain_text(version.body) and "<img" not in version.body
    has_more = version.attachments or version.video_id or version.video_url
    if says_nothing and not version.redirect_url and not has_more:
        yield Fault("body", _("The text is empty, and no link stands in its place."))


def layout(article: Article, version: ArticleVersion, now: datetime) -> Iterator[Fault]:
    """What the article's type shows is there: pictures, a video, a document's number and date."""
    if version.layout == Layout.ALBUM and not richtext.picture_count(version.body):
        yield Fault("body", _("An album needs pictures in its text, in the order to be shown."))
    if version.layout == Layout.VIDEO and not (version.video_id or version.video_url):
        yield Fault("video_file", _("The video is missing: give a file or an address at YouTube."))
    if version.layout == Layout.DOCUMENT and not version.document_number:
        yield Fault("document_number", _("The document's number is missing."))
    if version.layout == Layout.DOCUMENT and not version.document_date:
        yield Fault("document_date", _("The document's date is missing."))


def headings(article: Article, version: ArticleVersion, now: datetime) -> Iterator[Fault]:
    """Headings begin with the second rank, below the title, and skip none on the way down."""
    if not any(f"<{tag}" in version.body for tag in HEADINGS):
        return
    above = 1
    for heading in _parsed(version.body).iter(*HEADINGS):
        rank = int(heading.tag[1])
        if rank > above + 1:
            words = " ".join(heading.text_content().split())[:EXCERPT]
            yield Fault(
                "body",
                _("The heading “%(words)s” is of rank %(rank)d; here rank %(right)d comes next.")
                % {"words": words, "rank": rank, "right": above + 1},
            )
        above = rank


def table_headers(article: Article, version: ArticleVersion, now: datetime) -> Iterator[Fault]:
    """Every table says what its columns or rows are: it has header cells."""
    if "<table" not in version.body:
        return
    tables = list(_parsed(version.body).iter("table"))
    for place, table in enumerate(tables, start=1):
        if table.find(".//th") is None:
            yield Fault(
                "body",
                _(
                    "Table %(place)d of %(count)d has no header cells. In the table's properties, "
                    "say which row or column holds the headings."
                )
                % {"place": place, "count": len(tables)},
            )


def _parsed(html: str) -> lxml.html.HtmlElement:
    return lxml.html.fragment_fromstring(html, create_parent="div")
