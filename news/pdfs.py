"""PDF files: whole, open to everyone, without programs and without other files in them."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from news import packages

SIGNATURE = b"%PDF-"
LAST = b"%%EOF"
# What may stand behind the last mark, as scanners' programs leave it.
TAIL = 2048
HEAD = 1024
MAX_UNPACKED = 64 * 2**20
MAX_STREAMS = 200_000
# How far before a stream its dictionary may begin.
DICTIONARY = 600
WEB_PAGE = re.compile(
    rb"<\s*(?:!doctype|html|head|body|script|svg|iframe|img)[\s>/]", re.IGNORECASE
)


def _name(*names: bytes) -> re.Pattern[bytes]:
    """Return a pattern of names as a PDF may write them: each letter plain or as #xx."""
    spelled = (b"".join(b"(?:%c|#%02x|#%02X)" % (one, one, one) for one in name) for name in names)
    return re.compile(rb"/(?:" + b"|".join(spelled) + rb")(?![A-Za-z0-9#])")


# Long enough never to stand by chance in packed bytes, so these are looked for everywhere.
PROGRAMS = _name(b"JavaScript", b"Launch", b"RichMedia", b"ImportData", b"SubmitForm")
FILES_INSIDE = _name(b"EmbeddedFile", b"EmbeddedFiles")
# Short: only outside of streams.
SHORT_PROGRAMS = _name(b"JS", b"XFA")
OBJECT_STREAM = _name(b"ObjStm")
ENCRYPTED = re.compile(rb"/Encrypt\s{0,8}(?:\d{1,10}\s|<<)")


def judge(content: bytes) -> None:
    """Raise ValidationError, with a sentence for the person, when the PDF is not accepted."""
    if LAST not in content[-TAIL:]:
        raise ValidationError(_("The PDF file is cut off or damaged. Please save it again."))
    _check_one_kind(content)
    outside = _outside_streams(content)
    if ENCRYPTED.search(outside):
        raise ValidationError(
            _("The PDF file is locked with a password. Please save it without one.")
        )
    _check_programs(content)
    if SHORT_PROGRAMS.search(outside):
        raise _programs()
    _check_packed_objects(content)


def _check_one_kind(content: bytes) -> None:
    """Refuse a PDF that a browser could take for a page, or an unpacker for a package."""
    after = content[content.rindex(LAST) :]
    is_package = packages.END in content[-packages.END_SIZE - packages.MAX_COMMENT :]
    if is_package or WEB_PAGE.search(content, 0, HEAD) or WEB_PAGE.search(after):
        raise packages.two_in_one()


def _check_programs(content: bytes) -> None:
    if PROGRAMS.search(content):
        raise _programs()
    if FILES_INSIDE.search(content):
        raise ValidationError(
            _("The PDF file holds other files. Please attach those on their own, without it.")
        )


def _programs() -> ValidationError:
    return ValidationError(
        _("The PDF file contains programs. Please print it to a new PDF and use that.")
    )


def _check_packed_objects(content: bytes) -> None:
    """Look at the objects that lie compressed, too, as far as a fair price goes."""
    left = MAX_UNPACKED
    for begin, end in _streams(content):
        if not OBJECT_STREAM.search(content, max(0, begin - DICTIONARY), begin):
            continue
        start = begin + len(b"stream")
        packed = content[start:end].lstrip(b"\r\n")
        try:
            body = zlib.decompressobj().decompress(packed, left)
        except zlib.error:
            body = packed
        left -= len(body)
        if left <= 0:
            raise packages.too_large()
        _check_programs(body)
        if SHORT_PROGRAMS.search(body):
            raise _programs()


def _streams(content: bytes) -> Iterator[tuple[int, int]]:
    """Yield where the word before each stream begins and where the stream ends."""
    at = count = 0
    while (begin := content.find(b"stream", at)) >= 0:
        end = content.find(b"endstream", begin)
        if end < 0:
            return
        count += 1
        if count > MAX_STREAMS:
            raise packages.too_large()
        yield begin, end
        at = end + len(b"endstream")


def _outside_streams(content: bytes) -> bytes:
    """Return the file without its streams; one step for each, however they are nested."""
    kept = []
    at = 0
    for begin, end in _streams(content):
        kept.append(content[at:begin])
        at = end + len(b"endstream")
    kept.append(content[at:])
    return b" ".join(kept)
