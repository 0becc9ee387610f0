"""Sound: MP3 files, of which only the sound itself is kept.

What players write around it (ID3: titles, pictures, anything) goes, as a picture's EXIF does. The
layout of a frame is that of ISO/IEC 11172-3 and 13818-3.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MEDIA_TYPE = "audio/mpeg"
EXTENSION = ".mp3"
TAG = b"ID3"
SYNC = b"\xff"
# Kilobits a second of Layer III by their number in a frame: MPEG 1, then MPEG 2 and 2.5.
RATES = (
    (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
)
SAMPLES_A_SECOND = {
    3: (44_100, 48_000, 32_000),
    2: (22_050, 24_000, 16_000),
    0: (11_025, 12_000, 8_000),
}
MPEG_1 = 3
HEADER = 4
LEAST_FRAMES = 3
# A whole file has next to nothing between its frames.
MAX_BETWEEN = 65_536


def begins_like_one(content: bytes) -> bool:
    """Tell whether ``content`` begins with a tag of sound files or with a frame."""
    return content.startswith(TAG) or _frame_size(content, 0) > 0


def judge(content: bytes) -> bytes:
    """Return the sound in an MP3 file, frame by frame, without anything around it.

    Raises ValidationError, with a sentence for the person, when it is none or is damaged.
    """
    frames = []
    at, between = _after_tag(content), 0
    while at + HEADER <= len(content):
        size = _frame_size(content, at)
        if size and at + size <= len(content):
            frames.append(content[at : at + size])
            at += size
            continue
        if size or content.startswith(b"TAG", at):
            # Cut off in the last frame, as recorders leave it; or the old tag at the end.
            break
        found = content.find(SYNC, at + 1)
        found = len(content) if found < 0 else found
        between += found - at
        at = found
        if between > MAX_BETWEEN:
            raise _damaged()
    if len(frames) < LEAST_FRAMES:
        raise _damaged()
    return b"".join(frames)


def _damaged() -> ValidationError:
    return ValidationError(_("The sound file is damaged or no MP3. Please save it again."))


def _after_tag(content: bytes) -> int:
    """Return where the sound begins: behind the tag, whose size is written in seven bits a byte."""
    if not content.startswith(TAG):
        return 0
    sizes = content[6:10]
    if len(sizes) < 4 or any(one > 127 for one in sizes):
        raise _damaged()
    size = 0
    for one in sizes:
        size = size << 7 | one
    return 10 + size


def _frame_size(content: bytes, at: int) -> int:
    """Return the size in bytes of the Layer III frame at ``at``; 0 when there is none."""
    if at + HEADER > len(content) or content[at] != 0xFF or content[at + 1] & 0xE0 != 0xE0:
        return 0
    version, layer = content[at + 1] >> 3 & 3, content[at + 1] >> 1 & 3
    rate, speed, padding = content[at + 2] >> 4, content[at + 2] >> 2 & 3, content[at + 2] >> 1 & 1
    if version not in SAMPLES_A_SECOND or layer != 1 or speed == 3 or not 0 < rate < 15:
        return 0
    kilobits = RATES[version != MPEG_1][rate]
    factor = 144_000 if version == MPEG_1 else 72_000
    return factor * kilobits // SAMPLES_A_SECOND[version][speed] + padding
