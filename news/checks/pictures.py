"""Checks of pictures: described in words, and large enough for the places that show them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from news import files, richtext
from news.checks.fault import Fault
from news.enums import Layout
from news.models import Article, ArticleVersion

# A phone shows a story's picture over its whole width, 320 to 430 px, at two dots a pixel.
MIN_WIDTH = 640
# What a camera, a scanner or a messenger calls a picture.
MACHINE_NAME = re.compile(
    r"(?:img|image|dsc[nf]?|pict?|photo|scan|screenshot|untitled|zalo|viber|z|hinh|anh)?"
    r"[ _-]*\(?[0-9][0-9 _()-]*",
    re.IGNORECASE,
)
FILE_NAME = re.compile(r"\S.*\.(?:jpe?g|png|webp|gif|bmp|tiff?|heic|avif)", re.IGNORECASE)


def described(article: Article, version: ArticleVersion, now: datetime) -> Iterator[Fault]:
    """The picture is described or marked as decorative."""
    if version.image_id and not version.image_alt and not version.image_decorative:
        yield Fault(
            "image_alt",
            _("Describe what is to be seen on the picture, or mark it as decorative."),
        )


def described_in_text(article: Article, version: ArticleVersion, now: datetime) -> Iterator[Fault]:
    """Every picture in the text is described, and in words."""
    alts = [alt.strip() for _hash, alt in richtext.pictures(version.body)]
    missing = alts.count("")
    if missing:
        yield Fault(
            "body",
            _("Pictures in the text without a description: %(count)d.") % {"count": missing},
        )
    for alt in dict.fromkeys(alt for alt in alts if is_file_name(alt)):
        yield _no_words("body", alt)


def described_in_words(article: Article, version: ArticleVersion, now: datetime) -> Iterator[Fault]:
    """The picture's description is no file name."""
    if version.image_id and is_file_name(version.image_alt):
        yield _no_words("image_alt", version.image_alt)


def large_enough(article: Article, version: ArticleVersion, now: datetime) -> Iterator[Fault]:
    """The picture, and an album's pictures, fill a phone's width sharply."""
    if version.image and (version.image.width or 0) < MIN_WIDTH:
        yield _small("image", version.image.name, version.image.width or 0)
    if version.layout == Layout.ALBUM:
        shown = files.by_hash(sha256 for sha256, _alt in richtext.pictures(version.body))
        for file in shown.values():
            if (file.width or 0) < MIN_WIDTH:
                yield _small("body", file.name, file.width or 0)


def is_file_name(alt: str) -> bool:
    """Tell whether a description is what a machine called the picture: "IMG_0001", "cau.jpg"."""
    return bool(FILE_NAME.fullmatch(alt.strip()) or MACHINE_NAME.fullmatch(alt.strip()))


def _no_words(field: str, alt: str) -> Fault:
    return Fault(
        field,
        _("“%(alt)s” is the name of a file. Describe in words what is to be seen.") % {"alt": alt},
    )


def _small(field: str, name: str, width: int) -> Fault:
    return Fault(
        field,
        _("The picture “%(name)s” is only %(width)d px wide; it looks blurred below %(least)d px.")
        % {"name": name, "width": width, "least": MIN_WIDTH},
        is_warning=True,
    )
