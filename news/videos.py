"""Videos: files judged by their content, and addresses of videos at YouTube."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MEDIA_TYPE = "video/mp4"
EXTENSION = ".mp4"
# A film in pieces has two boxes for each second or two.
MAX_BOXES = 50_000
# The host without cookies; asked only when a reader starts a video.
FRAMES = "https://www.youtube-nocookie.com"
YOUTUBE = re.compile(
    r"^https://(?:(?:www\.|m\.)?youtube\.com/(?:watch\?(?:[^#]*&)?v=|embed/|shorts/|live/)"
    r"|youtu\.be/|www\.youtube-nocookie\.com/embed/)([A-Za-z0-9_-]{11})(?:[?&#/].*)?$"
)


def check_size(size: int) -> None:
    """Raise ValidationError, with a sentence for the person, when ``size`` (bytes) is too much."""
    if size > settings.MAX_VIDEO_BYTES:
        raise ValidationError(
            _("The video is larger than %(limit)d MB. Please make it shorter or smaller.")
            % {"limit": settings.MAX_VIDEO_BYTES // 2**20}
        )


def judge(content: bytes) -> bytes:
    """Return ``content`` when it is an MP4 file that browsers play: H.264 in whole boxes.

    Raises ValidationError with a sentence for the person when it is not. The layout of boxes is
    that of ISO/IEC 14496-12.
    """
    check_size(len(content))
    if content[4:8] != b"ftyp":
        raise ValidationError(_("This file is not a video in MP4 format."))
    boxes = dict(_boxes(content))
    if b"moov" not in boxes or b"mdat" not in boxes:
        raise _damaged()
    if b"avc1" not in boxes[b"moov"] and b"avc3" not in boxes[b"moov"]:
        raise ValidationError(
            _("Browsers cannot show this video. Please save it as MP4 with H.264 and try again.")
        )
    return content


def _damaged() -> ValidationError:
    return ValidationError(_("The video is cut off or damaged. Please save it again."))


def youtube_id(address: str) -> str:
    """Return the id of the video at a YouTube address; empty for any other address."""
    found = YOUTUBE.match(address)
    return found[1] if found else ""


def _boxes(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield kind and content of each box of the file's first level.

    Raises ValidationError where one is not whole, or when something else stands behind them.
    """
    view = memoryview(content)
    start = count = 0
    while start + 8 <= len(content):
        count += 1
        if count > MAX_BOXES:
            raise _damaged()
        size, kind = struct.unpack(">I4s", view[start : start + 8])
        head = 8
        if size == 1 and start + 16 <= len(content):
            size, head = struct.unpack(">Q", view[start + 8 : start + 16])[0], 16
        elif size == 0:
            size = len(content) - start
        if size < head or start + size > len(content):
            raise _damaged()
        yield kind, bytes(view[start + head : start + size]) if kind == b"moov" else b""
        start += size
    if content[start:].strip(b"\0"):
        raise _damaged()
