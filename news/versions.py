"""Versions: taking a whole snapshot of what was written, numbering it, reading it back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Max

from news import file_words, files, richtext
from news.models import Article, ArticleType, ArticleVersion, Author, StoredFile, VersionFile
from news.vietnamese import nfc, one_line, paragraphs


@dataclass(frozen=True)
class Attachment:
    """A document offered with an article: the file, the title and the file name readers see.

    ``number`` and ``date`` are the document's own. ``key`` stays when the file is replaced, so that
    an old address finds the new file; empty: the file's hash.
    """

    file: StoredFile
    title: str
    name: str
    number: str = ""
    date: date | None = None
    key: str = ""

    def as_stored(self) -> dict[str, Any]:
        """Return what a version keeps of it; ``size`` in bytes, ``pages`` where they are known."""
        kept: dict[str, Any] = {
            "sha256": self.file.sha256,
            "title": self.title,
            "name": self.name,
            "media_type": self.file.media_type,
            "size": self.file.size,
        }
        more = {
            "pages": self.file.pages,
            "number": self.number,
            "date": self.date.isoformat() if self.date else None,
            "key": self.key if self.key != self.file.sha256 else "",
        }
        return kept | {name: value for name, value in more.items() if value}

    @classmethod
    def from_stored(cls, kept: dict[str, Any], file: StoredFile) -> Attachment:
        """Return the attachment whose file is ``file`` from what a version keeps of it."""
        return cls(
            file,
            kept["title"],
            kept["name"],
            kept.get("number", ""),
            date_of(kept),
            key_of(kept),
        )


def date_of(kept: dict[str, Any]) -> date | None:
    """Return the date of an attachment as a version keeps it."""
    return date.fromisoformat(kept["date"]) if kept.get("date") else None


def key_of(kept: dict[str, Any]) -> str:
    """Return by what an attachment as a version keeps it is known when its file is replaced."""
    return kept.get("key") or kept["sha256"]


@dataclass(frozen=True)
class Content:
    """All that a version holds and a writer decides; texts are cleaned by ``tidied``."""

    article_type: ArticleType
    title: str = ""
    summary: str = ""
    body: str = ""
    image: StoredFile | None = None
    image_name: str = ""
    image_caption: str = ""
    image_alt: str = ""
    image_decorative: bool = False
    image_focus_x: int | None = None
    image_focus_y: int | None = None
    video: StoredFile | None = None
    video_url: str | None = None
    attachments: tuple[Attachment, ...] = field(default=())
    redirect_url: str = ""
    published_at: datetime | None = None
    expires_at: datetime | None = None
    author: Author | None = None
    document_number: str = ""
    document_date: date | None = None
    page_count: Decimal | None = None
    photo_count: int | None = None

    def tidied(self) -> Content:
        """Return the content as it may be stored: NFC, single spaces, safe HTML."""
        return replace(
            self,
            title=one_line(self.title),
            summary=paragraphs(self.summary),
            body=_clean_body(self.body),
            image_caption=one_line(self.image_caption) if self.image else "",
            image_alt=one_line(self.image_alt) if self.image else "",
            image_decorative=bool(self.image and self.image_decorative),
            image_name=(self.image_name or self.image.name) if self.image else "",
            image_focus_x=self.image_focus_x if self.image else None,
            image_focus_y=self.image_focus_y if self.image else None,
            video_url=(self.video_url or "").strip() or None,
            redirect_url=nfc(self.redirect_url).strip(),
            document_number=one_line(self.document_number),
            attachments=tuple(
                replace(
                    attachment,
                    title=one_line(attachment.title),
                    number=one_line(attachment.number),
                    key=attachment.key or attachment.file.sha256,
                )
                for attachment in self.attachments
            ),
        )

    def used_files(self) -> dict[StoredFile, str]:
        """Return every file the content uses with the name it is offered under."""
        used = {attachment.file: attachment.name for attachment in self.attachments}
        if self.image:
            used[self.image] = self.image_name or self.image.name
        if self.video:
            used[self.video] = self.video.name
        for file in _pictures_in(self.body).values():
            if file.is_image:
                used.setdefault(file, file.name)
        return used


def _clean_body(html: str) -> str:
    body = richtext.clean(html)
    return richtext.clean(body, _pictures_in(body)) if "<img" in body else body


def _pictures_in(body: str) -> dict[str, StoredFile]:
    hashes = {sha256 for sha256, _alt in richtext.pictures(body)}
    return files.by_hash(hashes) if hashes else {}


COLUMNS = tuple(
    one.name for one in fields(Content) if one.name not in ("attachments", "image_name")
)


def snapshot(
    article: Article, content: Content, user: Any, at: datetime, note: str = ""
) -> ArticleVersion:
    """Store ``content`` (tidied) as the article's next version and return it.

    The serial number counts on; the number people see gets the next minor: 1.0 → 1.1.
    """
    used = content.used_files()
    version = unstored(article, content, user, at, note, file_count=len(used))
    version.save(force_insert=True)
    VersionFile.objects.bulk_create(
        VersionFile(version=version, file=file, name=name) for file, name in used.items()
    )
    file_words.note_version(version, used)
    return version


def unstored(
    article: Article,
    content: Content,
    user: Any,
    at: datetime,
    note: str = "",
    *,
    file_count: int,
) -> ArticleVersion:
    """Return ``content`` (tidied) as the version it would be when it were saved now."""
    last = article.newest_version
    return ArticleVersion(
        article=article,
        serial=last.serial + 1 if last else 1,
        major=last.major if last else 0,
        minor=last.minor + 1 if last else 1,
        note=one_line(note),
        author_name=content.author.pen_name if content.author else "",
        layout=content.article_type.layout,
        category_name=article.category.name,
        attachments=[attachment.as_stored() for attachment in content.attachments],
        file_count=file_count,
        created_at=at,
        created_by=user,
        **{column: getattr(content, column) for column in COLUMNS},
    )


def promote(version: ArticleVersion) -> None:
    """Give an approved version the next whole number: 0.3 → 1.0, 1.2 → 2.0."""
    highest = ArticleVersion.objects.filter(article=version.article_id).aggregate(Max("major"))
    version.major = (highest["major__max"] or 0) + 1
    version.minor = 0
    version.save(update_fields=["major", "minor"])


def content_of(version: ArticleVersion) -> Content:
    """Return what ``version`` holds, as it could be stored again."""
    names = dict(version.file_links.values_list("file_id", "name"))
    stored = files.by_hash(attachment["sha256"] for attachment in version.attachments)
    return Content(
        attachments=tuple(
            Attachment.from_stored(kept, stored[kept["sha256"]]) for kept in version.attachments
        ),
        image_name=names.get(version.image_id or 0, ""),
        **{column: getattr(version, column) for column in COLUMNS},
    )


def search_words(version: ArticleVersion) -> Iterable[str]:
    """Return the texts of a version in which it can be found."""
    return (
        version.title,
        version.document_number,
        version.summary,
        version.author_name,
        version.image_caption,
        *(attachment["title"] for attachment in version.attachments),
        *(one["number"] for one in version.attachments if one.get("number")),
        richtext.plain_text(version.body),
    )
