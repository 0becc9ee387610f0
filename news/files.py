"""Stored files: taking them in, finding them, and who may read them.

A picture's renditions lie beside it and are read under its hash, so one rule covers them all.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from news import document_pages, documents, file_words, images, permissions, videos, virus_scan
from news.models import Publication, StoredFile, Upload, VersionFile, WaitingFile
from news.vietnamese import one_line

HASH = re.compile(r"[0-9a-f]{64}")
RENDITION_NAME = re.compile(r"([1-9][0-9]{0,3})\.(avif|webp|jpg)")
NOT_IN_A_NAME = re.compile(r'[<>:"|?*/\\#%&;]+')
MAX_NAME = 100
ATTEMPTS = 3


def take_picture(upload: UploadedFile, user: Any) -> StoredFile:
    """Judge an uploaded picture, store it with its renditions, return its row.

    Raises ValidationError with a sentence for the person when it is not accepted; then nothing is
    kept.
    """
    picture = images.judge(_content(upload, images.check_size))
    file = store(
        picture.content,
        name=tame_name(upload.name or "", picture.extension),
        media_type=picture.media_type,
        user=user,
        size_in_pixels=(picture.width, picture.height),
    )
    make_renditions(file)
    return file


def take_attachment(upload: UploadedFile, user: Any) -> StoredFile:
    """Judge an uploaded document, store it, return its row; raises like ``take_picture``."""
    document = documents.judge(_content(upload, documents.check_size))
    name = upload.name or ""
    claimed = f".{name.rpartition('.')[2].lower()}" if "." in name else ""
    if claimed in documents.KINDS and claimed != document.extension:
        raise ValidationError(
            _("The name ends in %(claimed)s, but the content is %(found)s.")
            % {"claimed": claimed, "found": document.extension}
        )
    return store(
        document.content,
        name=tame_name(name, document.extension),
        media_type=document.media_type,
        user=user,
        pages=document_pages.count(document.content, document.extension),
        has_text=document_pages.has_text(document.content, document.extension),
    )


def take_video(upload: UploadedFile, user: Any) -> StoredFile:
    """Judge an uploaded video, store it, return its row; raises like ``take_picture``."""
    return store(
        videos.judge(_content(upload, videos.check_size)),
        name=tame_name(upload.name or "", videos.EXTENSION),
        media_type=videos.MEDIA_TYPE,
        user=user,
    )


def store(
    content: bytes,
    *,
    name: str,
    media_type: str,
    user: Any,
    size_in_pixels: tuple[int, int] | None = None,
    pages: int | None = None,
    has_text: bool | None = None,
) -> StoredFile:
    """Keep ``content`` under its hash and return its row; the same bytes are kept once.

    Raises ValidationError, with a sentence for the person, when it holds a virus.
    """
    has_passed = virus_scan.passed(content)
    digest = hashlib.sha256(content).hexdigest()
    width, height = size_in_pixels or (None, None)
    now = timezone.now()
    file = StoredFile(
        sha256=digest,
        name=name,
        media_type=media_type,
        size=len(content),
        width=width,
        height=height,
        pages=pages,
        has_text=has_text,
        created_at=now,
    )
    _write(file, content)
    with transaction.atomic():
        new, file = file, _held(file)
        # Whoever removed it as unused (news.unused_files) has done so by now, or finds it used.
        _write(file, content)
        # What was there before has been looked at, or waits already.
        if not has_passed and file is new:
            virus_scan.let_wait(file, now)
        file_words.note({file.pk: name})
        Upload.objects.update_or_create(file=file, user=user, defaults={"created_at": now})
    return file


def _write(file: StoredFile, content: bytes) -> None:
    if not default_storage.exists(file.path):
        default_storage.save(file.path, ContentFile(content))


def _held(file: StoredFile) -> StoredFile:
    """Return the row of these bytes, new or as it was, locked until the transaction's end."""
    for _attempt in range(ATTEMPTS):
        try:
            with transaction.atomic():
                file.save(force_insert=True)
        except IntegrityError:
            known = StoredFile.objects.select_for_update().filter(sha256=file.sha256).first()
            if known:
                return known
        else:
            return file
    raise OSError(f"the row of {file.sha256} comes and goes")


def make_renditions(file: StoredFile, *, anew: bool = False) -> int:
    """Make the renditions of a picture that are missing, or all of them ``anew``; return how many.

    Raises OSError when the stored bytes cannot be read or the new ones not be written.
    """
    if file.width is None:
        return 0
    wanted = [
        one
        for one in images.renditions(file.width)
        if anew or not default_storage.exists(rendition_path(file, one))
    ]
    if wanted:
        with open_stored(file.path) as original:
            content = original.read()
        for one, rendered in images.render(content, wanted):
            default_storage.save(rendition_path(file, one), ContentFile(rendered))
    return len(wanted)


def rendition_path(file: StoredFile, rendition: images.Rendition) -> str:
    """Return where a rendition of ``file`` lies in the storage."""
    return f"{file.path.rpartition('/')[0]}/{rendition.name}"


def rendition(file: StoredFile, name: str) -> images.Rendition | None:
    """Return what ``name`` asks of ``file``: the AVIF of 720 px for "720.avif"; else None."""
    asked = RENDITION_NAME.fullmatch(name)
    if asked and file.width is not None:
        found = images.Rendition(int(asked[1]), asked[2])
        if found.width in images.rendition_widths(file.width, found.kind):
            return found
    return None


def open_stored(path: str) -> File[bytes]:
    """Open stored bytes for reading; ``size`` tells how many."""
    return default_storage.open(path)


def public_names(file: StoredFile) -> list[str]:
    """Return the names visible publications offer ``file`` under; empty: readers may not."""
    return list(_public_links(file).order_by("pk").values_list("name", flat=True))


def is_public(file: StoredFile) -> bool:
    """Tell whether readers may have ``file``, without reading all the names it has."""
    return _public_links(file).exists()


def _public_links(file: StoredFile) -> QuerySet[VersionFile]:
    # A condition on each use of the file; a set of all that is visible would be made each time.
    shown = Publication.objects.visible().filter(version=OuterRef("version"))
    waits = WaitingFile.objects.filter(file=OuterRef("file"))
    return VersionFile.objects.filter(Exists(shown), ~Exists(waits), file=file)


def is_waiting(file: StoredFile) -> bool:
    """Tell whether ``file`` waits for the virus scan, or did not pass it."""
    return WaitingFile.objects.filter(file=file).exists()


def readable_names(file: StoredFile, user: Any) -> list[str]:
    """Return the names under which ``user`` may read ``file`` at work; empty: not at all."""
    if not permissions.may_read_file(user, file):
        return []
    names = file.version_links.order_by("pk").values_list("name", flat=True)
    return [*names, file.name]


def by_hash(hashes: Iterable[str]) -> dict[str, StoredFile]:
    """Return the stored files with these content hashes, by hash."""
    return {file.sha256: file for file in StoredFile.objects.filter(sha256__in=set(hashes))}


def tame_name(name: str, extension: str) -> str:
    """Return ``name`` fit for an address and a download: NFC, no path, no hidden characters.

    At most 100 characters, ending in ``extension`` (with its dot).
    """
    base = one_line(name).replace("\\", "/").rpartition("/")[2]
    stem = base.rpartition(".")[0] or base
    stem = " ".join(NOT_IN_A_NAME.sub(" ", stem).split()).strip(" .")[:MAX_NAME].strip()
    return f"{stem or _('file')}{extension}"


def _content(upload: UploadedFile, check_size: Callable[[int], None]) -> bytes:
    """Return what was uploaded; its size is looked at before it is read into memory."""
    check_size(upload.size or 0)
    upload.seek(0)
    return upload.read()
