"""Pictures: judged by their content, freed of what the camera added, and made in several widths."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

FORMATS = {
    "JPEG": ("image/jpeg", ".jpg"),
    "PNG": ("image/png", ".png"),
    "WEBP": ("image/webp", ".webp"),
}
# A JPEG shrinks while it is read; the others have to lie in memory whole, four bytes a point.
MAX_PIXELS = 50_000_000
MAX_PIXELS_WHOLE = 25_000_000
MAX_SIDE = 2560
# A JPEG that is drawn more often than this, finer each time, only wastes time. Cameras draw once,
# the web some ten times; 64 is what the format allows a careful encoder.
SCAN = b"\xff\xda"
MAX_SCANS = 100

AVIF, WEBP, JPEG = "avif", "webp", "jpg"
MEDIA_TYPES = {AVIF: "image/avif", WEBP: "image/webp", JPEG: "image/jpeg"}
# What layouts ask for: thumbnails; a phone's width at two dots a pixel, and an article's on a desk;
# the lead story there; a phone's width at three dots; the large view.
RENDITION_WIDTHS = (320, 720, 960, 1080, 1440)
# JPEG serves browsers older than 2020 and the previews of other sites: one width for each.
JPEG_WIDTHS = (720, 960)
# The first quality is the usual one; the others serve when a rendition comes out too large.
QUALITIES = {
    AVIF: (52, 47, 42, 36, 30, 22, 12),
    WEBP: (76, 60, 40, 20, 5),
    JPEG: (76, 60, 40, 20, 10),
}
# Speed 9 takes a quarter of the time of speed 6 and costs about a tenth in bytes.
OPTIONS: dict[str, dict[str, Any]] = {
    AVIF: {"format": "AVIF", "speed": 9},
    WEBP: {"format": "WEBP", "method": 3},
    JPEG: {"format": "JPEG", "progressive": True, "optimize": True},
}
MAX_BYTES_AT_960 = 150_000
# Below this a larger AVIF is only its frame, and not worth a worse picture.
SMALL = 2_000

# Pillow warns, then fails, past these; the check below speaks first and in Vietnamese.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS


@dataclass(frozen=True)
class Picture:
    """A picture fit to be stored: its bytes, media type, extension and size in pixels."""

    content: bytes
    media_type: str
    extension: str
    width: int
    height: int


@dataclass(frozen=True)
class Rendition:
    """One form in which a picture is offered: its width in pixels and its kind, "avif"."""

    width: int
    kind: str

    @property
    def name(self) -> str:
        """The last part of its address: "720.avif"."""
        return f"{self.width}.{self.kind}"

    @property
    def media_type(self) -> str:
        return MEDIA_TYPES[self.kind]


def check_size(size: int) -> None:
    """Raise ValidationError, with a sentence for the person, when ``size`` (bytes) is too much."""
    if size > settings.MAX_IMAGE_BYTES:
        raise ValidationError(
            _("The picture is larger than %(limit)d MB. Please make it smaller and try again.")
            % {"limit": settings.MAX_IMAGE_BYTES // 2**20}
        )


def judge(content: bytes) -> Picture:
    """Return the picture in ``content`` without metadata, upright, at most 2,560 px a side.

    Decoding and encoding it again leaves nothing of a foreign format, EXIF or GPS in the result.
    Raises ValidationError, with a sentence for the person, when it is no JPEG, PNG or WebP, is
    damaged, or is too large.
    """
    check_size(len(content))
    if content.count(SCAN) > MAX_SCANS:
        raise _damaged()
    try:
        with Image.open(io.BytesIO(content), formats=list(FORMATS)) as image:
            # Phones also write JPEG with a second picture behind it, which Pillow calls MPO.
            kind = image.format if image.format in FORMATS else "JPEG"
            _check_pixels(image, kind)
            # Asked for before it is read, a JPEG is decoded at a half, a quarter or an eighth.
            image.draft(None, _within(image.size, MAX_SIDE))
            clean = _upright(image)
    except Image.DecompressionBombError as bomb:
        raise ValidationError(
            _("The picture has too many points; at most 50 million are accepted.")
        ) from bomb
    except UnidentifiedImageError as unknown:
        raise ValidationError(
            _("This file is not a picture in JPEG, PNG or WebP format.")
        ) from unknown
    except (OSError, SyntaxError, ValueError, EOFError, struct.error) as damaged:
        raise _damaged() from damaged
    media_type, extension = FORMATS[kind]
    return Picture(_encode(clean, kind), media_type, extension, clean.width, clean.height)


def _damaged() -> ValidationError:
    return ValidationError(
        _("The picture is damaged and cannot be read. Please save it again and retry.")
    )


def rendition_widths(width: int, kind: str = WEBP) -> list[int]:
    """Return the widths in pixels that a picture of ``width`` is offered in, smallest first."""
    steps = JPEG_WIDTHS if kind == JPEG else RENDITION_WIDTHS
    largest = min(width, steps[-1])
    return [size for size in steps if size < largest] + [largest]


def renditions(width: int) -> list[Rendition]:
    """Return every rendition of a picture of ``width`` pixels."""
    return [Rendition(size, kind) for kind in MEDIA_TYPES for size in rendition_widths(width, kind)]


def nearest(width: int, wanted: int, kind: str = WEBP) -> Rendition:
    """Return what a picture of ``width`` offers for a place of ``wanted`` pixels, or its widest."""
    widths = rendition_widths(width, kind)
    return Rendition(next((size for size in widths if size >= wanted), widths[-1]), kind)


def srcset(folder: str, width: int, kind: str = WEBP) -> str:
    """Return all widths of one kind for the browser to choose from.

    ``folder`` is the address of the picture's files with its last slash, ``width`` the picture's.
    """
    return ", ".join(f"{folder}{size}.{kind} {size}w" for size in rendition_widths(width, kind))


def render(content: bytes, wanted: Iterable[Rendition]) -> Iterator[tuple[Rendition, bytes]]:
    """Yield each wanted rendition of the stored picture in ``content`` with its bytes.

    At 960 px it is kept under 150 kB, at other widths under as much for each point; and an AVIF
    under the WebP beside it, which a browser would otherwise be wrong to pass over.
    """
    kinds: dict[int, list[str]] = {}
    for one in wanted:
        kinds.setdefault(one.width, []).append(one.kind)
    with Image.open(io.BytesIO(content), formats=list(FORMATS)) as image:
        for width, asked in kinds.items():
            height = max(1, round(image.height * width / image.width))
            small = image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)
            limit = round(MAX_BYTES_AT_960 * (width / 960) ** 2)
            webp = _squeezed(small, WEBP, limit) if {AVIF, WEBP} & set(asked) else b""
            for kind in asked:
                bound = min(limit, max(len(webp), SMALL)) if kind == AVIF else limit
                result = webp if kind == WEBP else _squeezed(small, kind, bound)
                yield Rendition(width, kind), result


def _squeezed(image: Image.Image, kind: str, limit: int) -> bytes:
    """Return ``image`` encoded at the best quality that keeps within ``limit`` bytes.

    Where none does, the worst has to do.
    """
    if kind == JPEG and image.mode != "RGB":
        image = _on_white(image)
    for quality in QUALITIES[kind]:
        target = io.BytesIO()
        image.save(target, quality=quality, **OPTIONS[kind])
        if target.tell() <= limit:
            break
    return target.getvalue()


def _on_white(image: Image.Image) -> Image.Image:
    """Return ``image`` for a format that knows no transparency."""
    paper = Image.new("RGB", image.size, "white")
    paper.paste(image, mask=image.getchannel("A"))
    return paper


def _check_pixels(image: Image.Image, kind: str) -> None:
    limit = MAX_PIXELS if kind == "JPEG" else MAX_PIXELS_WHOLE
    if image.width * image.height > limit:
        raise ValidationError(
            _(
                "The picture has %(width)d × %(height)d points; at most %(limit)d million are "
                "accepted in this format."
            )
            % {"width": image.width, "height": image.height, "limit": limit // 1_000_000}
        )


def _within(size: tuple[int, int], side: int) -> tuple[int, int]:
    """Return ``size`` shrunk, its proportions kept, until both sides are at most ``side``."""
    scale = min(1.0, side / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _upright(image: Image.Image) -> Image.Image:
    """Return ``image`` as it is to be stored: small enough, upright, in sRGB, nothing beside it.

    It is shrunk before anything else copies it.
    """
    profile = image.info.get("icc_profile")
    see_through = "A" in image.getbands() or "transparency" in image.info
    if image.mode == "1" and not see_through:
        # A byte a point, where RGB would take three while it is still large.
        image = image.convert("L")
    elif image.mode not in ("RGB", "RGBA", "CMYK", "L"):
        image = image.convert("RGBA" if see_through else "RGB")
    image.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS)
    return _in_srgb(ImageOps.exif_transpose(image), profile, "RGBA" if see_through else "RGB")


def _in_srgb(image: Image.Image, profile: bytes | None, mode: str) -> Image.Image:
    """Return ``image`` in the colour space browsers assume, without metadata."""
    converted = image.convert(mode)
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            moved = ImageCms.profileToProfile(
                converted, source, ImageCms.createProfile("sRGB"), outputMode=mode
            )
            converted = moved or converted
        except (ImageCms.PyCMSError, OSError):
            pass  # A broken profile is dropped like the rest of the metadata.
    bare = Image.new(mode, converted.size)
    bare.paste(converted)
    return bare


def _encode(image: Image.Image, kind: str) -> bytes:
    target = io.BytesIO()
    if kind == "PNG":
        image.save(target, "PNG", optimize=True)
    elif kind == "WEBP":
        image.save(target, "WEBP", quality=90, method=4)
    else:
        image.convert("RGB").save(target, "JPEG", quality=90, optimize=True, progressive=True)
    return target.getvalue()
