"""What somebody pastes into the editor, before it stands there.

The text is cleaned as on saving, pictures that came along are taken in, and text in an encoding of
before Unicode is offered converted.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_to_bytes

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext as _

from news import files, legacy_encodings, richtext, showing
from news.models import StoredFile

# Word writes ten times what it shows; pictures inside the text are not part of this.
MAX_MARKUP = 4_000_000
MAX_BYTES = 60_000_000
# Each is decoded and made in every size while the person waits.
MAX_PICTURES = 12
DATA_PICTURE = re.compile(
    r"data:image/(png|jpe?g|webp|gif|bmp|svg\+xml)((?:;[a-z0-9=-]{1,40})*),([^\"'\s<>)]*)",
    re.IGNORECASE,
)
PICTURE = re.compile(r"<img\b[^<>]*>", re.IGNORECASE)
TRACKING = re.compile(r"""\s(?:width|height)=["']?[01]["'\s>/]""", re.IGNORECASE)


@dataclass(frozen=True)
class Suspected:
    """Text in an encoding of before Unicode: its name, and the cleaned HTML once converted."""

    encoding: legacy_encodings.Encoding
    converted_html: str


@dataclass(frozen=True)
class Pasted:
    """What comes of a paste: clean HTML, how many pictures are not in it, a doubt to ask about."""

    html: str
    pictures_missing: int
    suspected: Suspected | None


def take(html: str, user: Any) -> Pasted:
    """Return ``html`` as it may stand in the editor; its pictures are stored as ``user``'s.

    A picture that is refused is left out and counted. Raises ValidationError, with a sentence, for
    what is too long or nested too deeply to be a text.
    """
    if len(html) > MAX_BYTES:
        raise ValidationError(_("That is too much to paste at once. Please paste it in parts."))
    stored: dict[str, StoredFile] = {}
    html = _with_stored_pictures(html, user, stored)
    if len(html) > MAX_MARKUP:
        raise ValidationError(_("That is too much to paste at once. Please paste it in parts."))
    richtext.check_measure(html, longest=MAX_MARKUP)
    html = richtext.without_absurd_tags(html)
    encoding = legacy_encodings.suspected(html)
    clean = _clean(html)
    shown = [one for one in PICTURE.findall(html) if not TRACKING.search(one)]
    converted = _clean(legacy_encodings.converted(html, encoding)) if encoding else ""
    return Pasted(
        html=showing.for_editor(clean),
        pictures_missing=max(0, len(shown) - richtext.picture_count(clean)),
        suspected=Suspected(encoding, showing.for_editor(converted)) if encoding else None,
    )


def _clean(html: str) -> str:
    clean = richtext.clean(html)
    if "<img" in clean:
        hashes = {sha256 for sha256, _alt in richtext.pictures(clean)}
        clean = richtext.clean(clean, files.by_hash(hashes))
    richtext.check_measure(clean)
    return clean


def _with_stored_pictures(html: str, user: Any, stored: dict[str, StoredFile]) -> str:
    """Return ``html`` with the addresses of stored files in place of pictures written out in it."""

    def address(found: re.Match[str]) -> str:
        data = found[0]
        if data not in stored:
            file = _take(found, user) if len(stored) < MAX_PICTURES else None
            if file is None:
                return ""
            stored[data] = file
        return stored[data].get_absolute_url()

    return DATA_PICTURE.sub(address, html)


def _take(found: re.Match[str], user: Any) -> StoredFile | None:
    kind, options, data = found.groups()
    try:
        raw = unquote_to_bytes(data)
        content = base64.b64decode(raw, validate=True) if ";base64" in options.lower() else raw
        return files.take_picture(SimpleUploadedFile(f"{_('picture')}.{kind}", content), user)
    except (ValidationError, binascii.Error, ValueError):
        return None
