"""Attachments: judged by signature and by what is inside, whatever they are called."""

from __future__ import annotations

import io
import lzma
import re
import zipfile
import zlib
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from lxml import etree

OFFICE = "application/vnd.openxmlformats-officedocument."
OPEN = "application/vnd.oasis.opendocument."
KINDS = {
    ".pdf": "application/pdf",
    ".docx": f"{OFFICE}wordprocessingml.document",
    ".xlsx": f"{OFFICE}spreadsheetml.sheet",
    ".pptx": f"{OFFICE}presentationml.presentation",
    ".odt": f"{OPEN}text",
    ".ods": f"{OPEN}spreadsheet",
}
EXTENSIONS = {media_type: extension for extension, media_type in KINDS.items()}
MAIN_PARTS = {
    "word/document.xml": ".docx",
    "xl/workbook.xml": ".xlsx",
    "ppt/presentation.xml": ".pptx",
}
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAX_PARTS = 10_000
MAX_LIST = 2**20
MAX_UNPACKED = 1024 * 1024 * 1024


DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, etree.XMLSyntaxError),
    *(OSError, NotImplementedError, EOFError, ValueError, RuntimeError),
)
CONTENT_TYPES = "[Content_Types].xml"
PROGRAMS = ("basic/", "scripts/")
PDF_STREAM = re.compile(rb"stream\r?\n.*?endstream", re.DOTALL)
PDF_PROGRAM = re.compile(rb"/(?:JavaScript|JS|Launch)(?![A-Za-z0-9])")


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

    Accepted: PDF, DOCX, XLSX, PPTX, ODT and ODS without macros and without a password.
    """
    if not content:
        raise ValidationError(_("The file is empty."))
    check_size(len(content))
    if content.startswith(b"%PDF-"):
        extension = _judge_pdf(content)
    elif content.startswith(b"PK\x03\x04"):
        extension = _judge_package(content)
    elif content.startswith(OLD_OFFICE):
        raise ValidationError(
            _(
                "This is a file of an old Office version, or one locked with a password. Please "
                "save it as DOCX, XLSX or PDF without a password."
            )
        )
    else:
        raise _unknown()
    return Document(content, KINDS[extension], extension)


def _unknown() -> ValidationError:
    return ValidationError(
        _("Only PDF, DOCX, XLSX, PPTX, ODT and ODS files are accepted; this file is none of them.")
    )


def _judge_pdf(content: bytes) -> str:
    if b"%%EOF" not in content[-2048:]:
        raise ValidationError(_("The PDF file is cut off or damaged. Please save it again."))
    if b"/Encrypt" in content[-4096:]:
        raise ValidationError(
            _("The PDF file is locked with a password. Please save it without one.")
        )
    if PDF_PROGRAM.search(PDF_STREAM.sub(b"", content)):
        raise ValidationError(
            _("The PDF file contains programs. Please print it to a new PDF and use that.")
        )
    return ".pdf"


def _judge_package(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.infolist()
            names = {part.filename for part in parts}
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
                raise ValidationError(_("The file is too large when unpacked."))
            if any(part.flag_bits & 1 for part in parts):
                raise ValidationError(
                    _("The file is locked with a password. Please save it without one.")
                )
            if _has_macros(package, names):
                raise ValidationError(
                    _("The file contains macros. Please save it in a format without macros.")
                )
            return _package_kind(package, names)
    except DAMAGE as damaged:
        raise ValidationError(_("The file is damaged and cannot be read.")) from damaged


def _has_macros(package: zipfile.ZipFile, names: set[str]) -> bool:
    lower = {name.lower() for name in names}
    if any(name.endswith("vbaproject.bin") or "/macrosheets/" in name for name in lower):
        return True
    if any(name.startswith(PROGRAMS) for name in lower):
        return True
    return CONTENT_TYPES in names and any(
        "macro" in kind or "vbaproject" in kind for kind in _content_types(package)
    )


def _content_types(package: zipfile.ZipFile) -> list[str]:
    """Return, in lower case, what an Office package says its parts are."""
    listed = package.read(CONTENT_TYPES) if _size(package, CONTENT_TYPES) <= MAX_LIST else b""
    root = etree.fromstring(listed, etree.XMLParser(resolve_entities=False, no_network=True))
    return [part.get("ContentType", "").lower() for part in root.iter(etree.Element)]


def _size(package: zipfile.ZipFile, name: str) -> int:
    return package.getinfo(name).file_size


def _package_kind(package: zipfile.ZipFile, names: set[str]) -> str:
    if CONTENT_TYPES in names:
        for part, extension in MAIN_PARTS.items():
            if part in names:
                return extension
    if "mimetype" in names:
        media_type = _read(package, "mimetype").decode("ascii", "replace").strip()
        if media_type in EXTENSIONS and media_type.startswith(OPEN):
            return EXTENSIONS[media_type]
    raise _unknown()


def _read(package: zipfile.ZipFile, name: str) -> bytes:
    """Return at most a megabyte of a part, so that a packed bomb stays packed."""
    with package.open(name) as part:
        return part.read(2**20)
