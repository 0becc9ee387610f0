"""Attachments: judged by signature and by what is inside, whatever they are called."""

from __future__ import annotations

import lzma
import zipfile
import zlib
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from lxml import etree

from news import archives, packages, pdfs, sounds, videos

OFFICE = "application/vnd.openxmlformats-officedocument."
OPEN = archives.OPEN
KINDS = {
    ".pdf": "application/pdf",
    ".docx": f"{OFFICE}wordprocessingml.document",
    ".xlsx": f"{OFFICE}spreadsheetml.sheet",
    ".pptx": f"{OFFICE}presentationml.presentation",
    ".odt": f"{OPEN}text",
    ".ods": f"{OPEN}spreadsheet",
    ".zip": "application/zip",
    ".mp3": sounds.MEDIA_TYPE,
    ".mp4": videos.MEDIA_TYPE,
}
EXTENSIONS = {media_type: extension for extension, media_type in KINDS.items()}
# What only counting and reading of a document that was accepted may meet.
DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, etree.XMLSyntaxError),
    *(OSError, NotImplementedError, EOFError, ValueError, RuntimeError),
)


@dataclass(frozen=True)
class Document:
    """A document fit to be stored: its bytes, media type and extension."""

    content: bytes
    media_type: str
    extension: str


def check_size(size: int) -> None:
    """Raise ValidationError, with a sentence for the person, when ``size`` (bytes) is too much."""
    if size > settings.MAX_ATTACHMENT_BYTES:
        raise ValidationError(
            _("The file is larger than %(limit)d MB.")
            % {"limit": settings.MAX_ATTACHMENT_BYTES // 2**20}
        )


def judge(content: bytes) -> Document:
    """Return what ``content`` is. Raises ValidationError with a sentence when it is not accepted.

    Accepted: PDF, DOCX, XLSX, PPTX, ODT, ODS, ZIP with such files, MP3 and MP4; without macros,
    programs and passwords. Of a sound file only the sound is returned.
    """
    if not content:
        raise ValidationError(_("The file is empty."))
    check_size(len(content))
    if content.startswith(packages.SIGNATURE):
        extension = archives.kind_of(content, judge)
    elif content.startswith(archives.OLD_OFFICE):
        raise ValidationError(
            _(
                "This is a file of an old Office version, or one locked with a password. Please "
                "save it as DOCX, XLSX or PDF without a password."
            )
        )
    elif content.startswith(pdfs.SIGNATURE):
        pdfs.judge(content)
        extension = ".pdf"
    elif content[4:8] == b"ftyp":
        videos.judge(content)
        extension = videos.EXTENSION
    elif sounds.begins_like_one(content):
        content = sounds.judge(content)
        extension = sounds.EXTENSION
    else:
        raise ValidationError(
            _(
                "Only PDF, DOCX, XLSX, PPTX, ODT, ODS, ZIP, MP3 and MP4 files are accepted; this "
                "file is none of them."
            )
        )
    return Document(content, KINDS[extension], extension)
