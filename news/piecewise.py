"""Files that arrive in pieces, so that a bad network costs one piece and not the whole file.

Each piece is kept where files are stored, under its place in the file; a row counts what is there.
The whole is judged once, when its last piece has come.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from news import documents, files, images, videos
from news.models import StoredFile, UnfinishedUpload
from news.vietnamese import one_line

PIECE = 2**20
# What one person may have under way at a time; the one left longest makes room for another.
MOST = 10
KEPT_FOR = timedelta(days=7)
MAX_NAME = 255
NO_NAMES = ("", ".", "..")
MAX_MODIFIED = 2**53


class Purpose(StrEnum):
    """What a file is sent for, which decides how it is judged."""

    ATTACHMENT = ""
    PICTURE = "picture"
    VIDEO = "video"


SIZE_CHECKS: dict[Purpose, Callable[[int], None]] = {
    Purpose.ATTACHMENT: documents.check_size,
    Purpose.PICTURE: images.check_size,
    Purpose.VIDEO: videos.check_size,
}
TAKERS: dict[Purpose, Callable[[UploadedFile, Any], StoredFile]] = {
    Purpose.ATTACHMENT: files.take_attachment,
    Purpose.PICTURE: files.take_picture,
    Purpose.VIDEO: files.take_video,
}


class OutOfPlace(Exception):
    """A piece does not follow what has arrived; ``received`` tells from which byte to go on."""

    def __init__(self, received: int) -> None:
        super().__init__(received)
        self.received = received


def begin(
    user: Any,
    name: str,
    size: int,
    modified: int,
    at: datetime,
    purpose: Purpose = Purpose.ATTACHMENT,
) -> UnfinishedUpload:
    """Return the upload of this file by ``user``: the one that was interrupted, or a new one.

    ``size`` is in bytes, ``modified`` in milliseconds since 1970. Raises ValidationError, with a
    sentence, when it will be refused for its size anyway, and ValueError for a name that is none.
    """
    SIZE_CHECKS[purpose](size)
    if size < 1 or not 0 <= modified < MAX_MODIFIED:
        raise ValidationError(_("The file is empty."))
    name = one_line(name)[:MAX_NAME]
    if name.rpartition("/")[2] in NO_NAMES:
        raise ValueError(name)
    known = _own(user).filter(name=name, size=size, modified=modified)
    # What has been stored once may have changed since without a sign.
    for finished in known.exclude(sha256=""):
        _forget(finished)
    upload, _is_new = UnfinishedUpload.objects.get_or_create(
        user=user,
        name=name,
        size=size,
        modified=modified,
        defaults={"key": secrets.token_hex(16), "changed_at": at},
    )
    for oldest in _own(user).exclude(pk=upload.pk).order_by("-changed_at", "-pk")[MOST - 1 :]:
        _forget(oldest)
    return upload


def find(user: Any, key: str) -> UnfinishedUpload | None:
    """Return the upload with this key if it is the person's own, else None."""
    return _own(user).filter(key=key).first()


def stored_file(upload: UnfinishedUpload) -> StoredFile | None:
    """Return what ``upload`` has become; None while it is under way."""
    return StoredFile.objects.filter(sha256=upload.sha256).first() if upload.sha256 else None


def add(
    upload: UnfinishedUpload,
    start: int,
    piece: bytes,
    at: datetime,
    purpose: Purpose = Purpose.ATTACHMENT,
) -> StoredFile | None:
    """Keep ``piece``, which begins at byte ``start``; return the file once all of it is there.

    The whole is judged by the ``purpose`` of its last piece.
    An empty piece at the end asks for the judging of a file that arrived and was not judged.
    Raises OutOfPlace when it does not follow what has arrived; ValidationError, with a sentence,
    when the whole file is refused, and then nothing of it is kept.
    """
    with transaction.atomic():
        held = UnfinishedUpload.objects.select_for_update().filter(pk=upload.pk).first()
        if held is None:
            raise OutOfPlace(0)
        fits = start == held.received and len(piece) <= min(PIECE, held.size - start)
        if held.sha256 or not fits or not (piece or start == held.size):
            raise OutOfPlace(held.received)
        if piece:
            default_storage.save(_path(held, start), ContentFile(piece))
        held.received = start + len(piece)
        held.changed_at = at
        held.save(update_fields=["received", "changed_at"])
    return _finish(held, purpose) if held.received == held.size else None


def _finish(upload: UnfinishedUpload, purpose: Purpose) -> StoredFile:
    content = b"".join(_pieces(upload))
    if len(content) != upload.size:
        # Another request has judged it meanwhile, or somebody emptied the folder.
        upload.refresh_from_db()
        file = stored_file(upload)
        if file is None:
            _forget(upload)
            raise OutOfPlace(0)
        return file
    try:
        file = TAKERS[purpose](SimpleUploadedFile(upload.name, content), upload.user)
    except ValidationError:
        _forget(upload)
        raise
    UnfinishedUpload.objects.filter(pk=upload.pk).update(sha256=file.sha256)
    _drop_pieces(upload)
    return file


def collect(now: datetime, *, dry_run: bool = False) -> Iterator[UnfinishedUpload]:
    """Remove each upload that got no piece for a week before ``now`` (aware), and yield it."""
    for upload in UnfinishedUpload.objects.filter(changed_at__lte=now - KEPT_FOR):
        if not dry_run:
            _forget(upload)
        yield upload


def _own(user: Any) -> Any:
    return UnfinishedUpload.objects.filter(user=user)


def _forget(upload: UnfinishedUpload) -> None:
    UnfinishedUpload.objects.filter(pk=upload.pk).delete()
    _drop_pieces(upload)


def _folder(upload: UnfinishedUpload) -> str:
    return f"unfinished/{upload.key}"


def _path(upload: UnfinishedUpload, start: int) -> str:
    return f"{_folder(upload)}/{start:012d}"


def _names(upload: UnfinishedUpload) -> list[str]:
    try:
        _folders, names = default_storage.listdir(_folder(upload))
    except FileNotFoundError:
        return []
    return sorted(names)


def _pieces(upload: UnfinishedUpload) -> Iterator[bytes]:
    for name in _names(upload):
        with files.open_stored(f"{_folder(upload)}/{name}") as piece:
            yield piece.read()


def _drop_pieces(upload: UnfinishedUpload) -> None:
    for name in _names(upload):
        default_storage.delete(f"{_folder(upload)}/{name}")
    default_storage.delete(_folder(upload))
