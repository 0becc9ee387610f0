"""The demo's articles: TOML files with relative dates, brought in through the workflow."""

from __future__ import annotations

import re
import tomllib
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from news import files, workflow
from news.models import Article, ArticleType, Author, Category, StoredFile
from news.versions import Attachment, Content

HERE = Path(__file__).parent
PLACEHOLDER = re.compile(r"\{(dm|d|m|y)([+-]\d+)?\}")
PICTURE = re.compile(r"\{picture:([a-z-]+)\}")
TEXTS = ("title", "summary", "body", "caption")


def fill(people: dict[str, Any], now: datetime) -> dict[str, Article]:
    """Bring all articles in, with the history each file tells; return them by file name."""
    library = _Library(people["bientap"])
    return {
        file.stem: _Story(
            tomllib.loads(file.read_text(encoding="utf-8")), people, library, now
        ).tell()
        for file in sorted((HERE / "articles").glob("*.toml"))
    }


class _Library:
    """Pictures, videos and documents, each brought in once by the editor."""

    def __init__(self, editor: Any) -> None:
        self._editor = editor
        self._pictures: dict[str, StoredFile] = {}
        self._videos: dict[str, StoredFile] = {}
        self._documents: dict[str, StoredFile] = {}

    def picture(self, name: str) -> StoredFile:
        """Return the picture called ``name``, stored with its renditions."""
        if name not in self._pictures:
            path = HERE / "pictures" / f"{name}.webp"
            upload = SimpleUploadedFile(path.name, path.read_bytes())
            self._pictures[name] = files.take_picture(upload, self._editor)
        return self._pictures[name]

    def with_pictures(self, body: str) -> str:
        """Return ``body`` with address, width and height in place of each {picture:name}."""

        def attributes(found: re.Match[str]) -> str:
            file = self.picture(found[1])
            return f'src="{file.get_absolute_url()}" width="{file.width}" height="{file.height}"'

        return PICTURE.sub(attributes, body)

    def video(self, name: str) -> StoredFile:
        """Return the video called ``name``."""
        if name not in self._videos:
            path = HERE / "videos" / f"{name}.mp4"
            upload = SimpleUploadedFile(path.name, path.read_bytes())
            self._videos[name] = files.take_video(upload, self._editor)
        return self._videos[name]

    def attachment(self, name: str, title: str) -> Attachment:
        """Return the document called ``name`` under a title."""
        if name not in self._documents:
            upload = SimpleUploadedFile(name, (HERE / "files" / name).read_bytes())
            self._documents[name] = files.take_attachment(upload, self._editor)
        return Attachment(self._documents[name], title, name)


class _Story:
    """One file's article, from its first draft to what became of it."""

    def __init__(
        self, told: dict[str, Any], people: dict[str, Any], library: _Library, now: datetime
    ) -> None:
        self.told = told
        self.library = library
        self.now = now
        self.writer = people["congtacvien" if told["writer"] == "contributor" else "bientap"]
        self.editor = people["bientap"]
        self.approver = people["duyet"]
        self.published_at = self._published_at()
        self.article: Article

    def tell(self) -> Article:
        """Do what the file says happened, one verb after the other."""
        state = self.told["state"]
        written = min(self.published_at - timedelta(hours=20), self.now - timedelta(hours=3))
        category = Category.objects.get(slug=self.told["category"])
        event = workflow.create(self.writer, category, self._content(self.told), at=written)
        self.article = event.article
        if state == "draft":
            return self.article
        self._act("submit", self.writer, written + timedelta(minutes=40))
        if state == "pending":
            return self.article
        decided = written + timedelta(hours=2)
        if state == "rejected":
            self._act("reject", self.approver, decided, reason=self.told["reason"])
            return self.article
        self._act("approve", self.approver, decided)
        if self.told.get("featured"):
            self._act("place", self.approver, self.published_at, is_featured=True)
        for revision in self.told.get("revisions", []):
            self._revise(revision)
        if state == "withdrawn":
            at = min(self.published_at + timedelta(days=2), self.now - timedelta(hours=1))
            self._act("withdraw", self.approver, at, reason=self.told["reason"])
        return self.article

    def _revise(self, revision: dict[str, Any]) -> None:
        at = self.published_at + timedelta(days=revision["days_after"], hours=1)
        at = min(at, self.now - timedelta(hours=2))
        self.told |= {name: revision[name] for name in TEXTS if name in revision}
        self._act("save", self.editor, at, content=self._content(self.told), note=revision["note"])
        if revision["state"] != "draft":
            self._act("submit", self.editor, at + timedelta(minutes=20))
        if revision["state"] == "approved":
            self._act("approve", self.approver, at + timedelta(minutes=50))

    def _act(self, verb: str, person: Any, at: datetime, **arguments: Any) -> None:
        self.article.refresh_from_db()
        act = getattr(workflow, verb)
        act(self.article.pk, person, self.article.newest_version_id, at=at, **arguments)

    def _content(self, told: dict[str, Any]) -> Content:
        picture, video = told.get("picture"), told.get("video")
        expires_after = told.get("expires_after")
        return Content(
            article_type=ArticleType.objects.get(slug=told["type"]),
            title=self._dated(told["title"]),
            summary=self._dated(told["summary"]),
            body=self.library.with_pictures(self._dated(told["body"])),
            image=self.library.picture(picture) if picture else None,
            image_alt=told.get("alt", ""),
            image_caption=self._dated(told.get("caption", "")),
            video=self.library.video(video) if video else None,
            attachments=tuple(
                self.library.attachment(one["file"], one["title"])
                for one in told.get("attachments", [])
            ),
            redirect_url=told.get("redirect_url", ""),
            published_at=self.published_at,
            expires_at=(
                self.published_at + timedelta(days=expires_after) if expires_after else None
            ),
            author=Author.objects.get(pen_name=told["author"]) if told["type"] != "trang" else None,
            document_number=self._dated(told.get("document_number", "")),
            document_date=(
                timezone.localdate(self.published_at) if told.get("document_number") else None
            ),
            page_count=told.get("pages"),
            photo_count=told.get("photos"),
        )

    def _published_at(self) -> datetime:
        day = timezone.localdate(self.now) - timedelta(days=self.told["days_ago"])
        moment = timezone.make_aware(datetime.combine(day, time.fromisoformat(self.told["time"])))
        if self.told["days_ago"] >= 0:
            moment = min(moment, self.now - timedelta(minutes=20))
        return moment

    def _dated(self, text: str) -> str:
        """Put dates in place of {d+3} and its kin, counted from the publishing day."""
        day = timezone.localdate(self.published_at)

        def written(found: re.Match[str]) -> str:
            kind, offset = found[1], int(found[2] or 0)
            if kind == "y":
                return str(day.year + offset)
            if kind == "m":
                return str((day.month - 1 + offset) % 12 + 1)
            other: date = day + timedelta(days=offset)
            return other.strftime("%d/%m" if kind == "dm" else "%d/%m/%Y")

        return PLACEHOLDER.sub(written, text)
