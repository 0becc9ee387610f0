"""What is compared: all that a version, or a text not saved yet, says to its readers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.formats import date_format

from news import versions
from news.models import ArticleVersion, StoredFile
from news.versions import Content


class LeadPicture(NamedTuple):
    """The picture above a text, with what its writer says of it; sizes in pixels."""

    sha256: str
    name: str
    width: int
    height: int


class AttachedFile(NamedTuple):
    """A document offered for download: ``size`` in bytes, ``date`` as it is shown."""

    sha256: str
    title: str
    name: str
    media_type: str
    size: int
    number: str = ""
    date: str = ""

    @property
    def facts(self) -> str:
        """The document's own number and date."""
        return ", ".join(fact for fact in (self.number, self.date) if fact)

    @classmethod
    def of(cls, attachment: dict[str, Any]) -> AttachedFile:
        """Return what ``attachment``, as a version keeps it, says of itself."""
        day = versions.date_of(attachment)
        return cls(
            attachment["sha256"],
            attachment["title"],
            attachment["name"],
            attachment["media_type"],
            attachment["size"],
            attachment.get("number", ""),
            date_format(day, "SHORT_DATE_FORMAT") if day else "",
        )


@dataclass(frozen=True)
class Side:
    """One of the two texts that are compared, in plain values; HTML in ``body`` is clean.

    ``number`` is the version's, empty for a text that is not saved yet.
    """

    number: str = ""
    title: str = ""
    summary: str = ""
    body: str = ""
    category_name: str = ""
    author_name: str = ""
    type_name: str = ""
    published_at: datetime | None = None
    expires_at: datetime | None = None
    redirect_url: str = ""
    document_number: str = ""
    document_date: date | None = None
    page_count: Decimal | None = None
    photo_count: int | None = None
    image: LeadPicture | None = None
    image_caption: str = ""
    image_alt: str = ""
    image_decorative: bool = False
    image_focus_x: int | None = None
    image_focus_y: int | None = None
    video_sha256: str = ""
    video_name: str = ""
    video_url: str = ""
    attachments: tuple[AttachedFile, ...] = ()

    @classmethod
    def of_version(cls, version: ArticleVersion) -> Side:
        """Return what ``version`` says; select its image, video and article_type along with it."""
        return cls(
            number=version.number,
            category_name=version.category_name,
            author_name=version.author_name,
            attachments=tuple(AttachedFile.of(kept) for kept in version.attachments),
            **_common(version),
        )

    @classmethod
    def of_content(cls, content: Content, category_name: str) -> Side:
        """Return what an unsaved ``content`` would say in the category; it is tidied here."""
        content = content.tidied()
        return cls(
            category_name=category_name,
            author_name=content.author.pen_name if content.author else "",
            attachments=tuple(AttachedFile.of(one.as_stored()) for one in content.attachments),
            **_common(content),
        )


def _common(source: ArticleVersion | Content) -> dict[str, Any]:
    """Return what a version and a content hold under the same names."""
    return {
        "title": source.title,
        "summary": source.summary,
        "body": source.body,
        "type_name": source.article_type.name,
        "published_at": source.published_at,
        "expires_at": source.expires_at,
        "redirect_url": source.redirect_url,
        "document_number": source.document_number,
        "document_date": source.document_date,
        "page_count": source.page_count,
        "photo_count": source.photo_count,
        "image": _lead_picture(source.image),
        "image_caption": source.image_caption,
        "image_alt": source.image_alt,
        "image_decorative": source.image_decorative,
        "image_focus_x": source.image_focus_x,
        "image_focus_y": source.image_focus_y,
        "video_sha256": source.video.sha256 if source.video else "",
        "video_name": source.video.name if source.video else "",
        "video_url": source.video_url or "",
    }


def _lead_picture(file: StoredFile | None) -> LeadPicture | None:
    if file is None:
        return None
    return LeadPicture(file.sha256, file.name, file.width or 0, file.height or 0)
