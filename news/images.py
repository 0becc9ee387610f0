"""Pictures: judged by their content, freed of what the camera added, and made in several widths."""

from __future__ import annotations

import io
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

FORMATS = {
    "JPEG": ("image/jpeg", ".jpg"),
    "PNG": ("image/png", ".png"),
    "WEBP": ("image/webp", ".webp"),
}
MAX_PIXELS = 50_000_000
MAX_SIDE = 2560
RENDITION_WIDTHS = (320, 640, 960, 1440)
RENDITION_QUALITY = 78

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


def judge(content: bytes) -> Picture:
    """Return the picture in ``content`` without metadata, upright, at most 2,560 px a side.

    Decoding and encoding it again leaves nothing of a foreign format, EXIF or GPS in the result.
    Raises ValidationError, with a sentence for the person, when it is no JPEG, PNG or WebP, is
    damaged, or is too large.
    """
    if len(content) > settings.MAX_IMAGE_BYTES:
        raise ValidationError(
            _("The picture is larger than %(limit)d MB. Please make it smaller and try again.")
            % {"limit": settings.MAX_IMAGE_BYTES // 2**20}
        )
    try:
        with Image.open(io.BytesIO(content), formats=list(FORMATS)) as image:
            if image.width * image.height > MAX_PIXELS:
                raise _too_many_pixels(image.width, image.height)
            kind = image.format or "JPEG"
            image.load()
            upright = ImageOps.exif_transpose(image)
            clean = _in_srgb(upright, image.info.get("icc_profile"))
    except Image.DecompressionBombError as bomb:
        raise _too_many_pixels() from bomb
    except UnidentifiedImageError as unknown:
        raise ValidationError(
            _("This file is not a picture in JPEG, PNG or WebP format.")
        ) from unknown
    except (OSError, SyntaxError, ValueError) as damaged:
        raise ValidationError(
            _("The picture is damaged and cannot be read. Please save it again and retry.")
        ) from damaged
    clean.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS)
    media_type, extension = FORMATS[kind]
    return Picture(_encode(clean, kind), media_type, extension, clean.width, clean.height)


def rendition_widths(width: int) -> list[int]:
    """Return the widths in pixels that a picture of ``width`` is offered in, smallest first."""
    largest = min(width, RENDITION_WIDTHS[-1])
    return [size for size in RENDITION_WIDTHS if size < largest] + [largest]


def render(content: bytes, width: int) -> bytes:
    """Return the stored picture in ``content`` as WebP, ``width`` pixels wide."""
    with Image.open(io.BytesIO(content), formats=list(FORMATS)) as image:
        height = max(1, round(image.height * width / image.width))
        small = image.resize((width, height), Image.Resampling.LANCZOS)
        target = io.BytesIO()
        small.save(target, "WEBP", quality=RENDITION_QUALITY, method=4)
    return target.getvalue()


def _too_many_pixels(width: int = 0, height: int = 0) -> ValidationError:
    if width:
        return ValidationError(
            _("The picture has %(width)d × %(height)d points; at most 50 million are accepted.")
            % {"width": width, "height": height}
        )
    return ValidationError(_("The picture has too many points; at most 50 million are accepted."))


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Return ``image`` as RGB or RGBA in the colour space browsers assume, without metadata."""
    see_through = "A" in image.getbands() or "transparency" in image.info
    mode = "RGBA" if see_through else "RGB"
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
