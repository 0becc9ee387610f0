"""What two texts say of themselves: title, dates, picture, attachments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import formats, timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from news.differences import words
from news.differences.blocks import tokens_of
from news.differences.sides import AttachedFile, LeadPicture, Side
from news.differences.words import Runs

LABELS = {
    "title": gettext_lazy("title"),
    "summary": gettext_lazy("summary"),
    "category_name": gettext_lazy("category"),
    "type_name": gettext_lazy("article type"),
    "author_name": gettext_lazy("author"),
    "published_at": gettext_lazy("publishing date"),
    "expires_at": gettext_lazy("shown until"),
    "redirect_url": gettext_lazy("link in place of the text"),
    "document_number": gettext_lazy("document number"),
    "document_date": gettext_lazy("document date"),
    "page_count": gettext_lazy("A4 pages"),
    "photo_count": gettext_lazy("photos"),
    "image": gettext_lazy("picture"),
    "image_caption": gettext_lazy("caption"),
    "image_alt": gettext_lazy("description of the picture"),
    "image_decorative": gettext_lazy("decorative picture"),
    "image_focus": gettext_lazy("what matters in the picture"),
    "video": gettext_lazy("video file"),
    "video_url": gettext_lazy("address of the video"),
}
# Texts whose words are compared; of the other fields the whole value came or went.
TEXTS = ("title", "summary", "image_caption", "image_alt")
VALUES = (
    *("category_name", "type_name", "author_name", "published_at", "expires_at"),
    *("redirect_url", "document_number", "document_date", "page_count", "photo_count"),
)


@dataclass(frozen=True)
class FieldChange:
    """A field that differs: both values as they are shown, and for a text its words."""

    name: str
    old: str
    new: str
    runs: Runs = ()

    @property
    def label(self) -> str:
        return capfirst(str(LABELS[self.name]))


@dataclass(frozen=True)
class PictureChange:
    """The picture above the text came (no old one), went (no new one) or was replaced."""

    old: LeadPicture | None
    new: LeadPicture | None


@dataclass(frozen=True)
class AttachmentChange:
    """An attachment that came, went, got another file, title or name, or another place.

    ``old_place`` and ``new_place`` count from 1 and are 0 where its place among the others stayed.
    """

    old: AttachedFile | None
    new: AttachedFile | None
    old_place: int = 0
    new_place: int = 0

    @property
    def kind(self) -> str:
        """The weightiest thing that happened: added, removed, replaced, renamed or moved."""
        if self.old is None:
            return "added"
        if self.new is None:
            return "removed"
        if self.old.sha256 != self.new.sha256:
            return "replaced"
        return "renamed" if self.old != self.new else "moved"


def compare(old: Side, new: Side) -> list[FieldChange]:
    """Return the fields that differ, in the order in which a page shows them."""
    found = [_text(name, old, new) for name in TEXTS[:2]]
    found += [_value(name, getattr(old, name), getattr(new, name)) for name in VALUES]
    found += [_text(name, old, new) for name in TEXTS[2:]]
    if old.image or new.image:
        found.append(_value("image_decorative", old.image_decorative, new.image_decorative))
        found.append(_value("image_focus", _focus(old), _focus(new)))
    if old.video_sha256 != new.video_sha256:
        found.append(FieldChange("video", old.video_name, new.video_name))
    found.append(_value("video_url", old.video_url, new.video_url))
    return [change for change in found if change]


def compare_pictures(old: Side, new: Side) -> PictureChange | None:
    """Return what happened to the picture above the text; None when it is the same file."""
    before = old.image.sha256 if old.image else ""
    after = new.image.sha256 if new.image else ""
    return PictureChange(old.image, new.image) if before != after else None


def compare_attachments(old: Side, new: Side) -> list[AttachmentChange]:
    """Return what happened to each attachment, those that are there now first.

    The same file is the same attachment; where the file differs, one of the same file name, else of
    the same title, was replaced.
    """
    partners = _partners(old.attachments, new.attachments)
    kept = [number for number in partners if number is not None]
    stayed = _longest_rise(kept)
    found = []
    for place, (attachment, number) in enumerate(zip(new.attachments, partners, strict=True), 1):
        if number is None:
            found.append(AttachmentChange(None, attachment, new_place=place))
            continue
        before = old.attachments[number]
        if number not in stayed:
            found.append(AttachmentChange(before, attachment, number + 1, place))
        elif before != attachment:
            found.append(AttachmentChange(before, attachment))
    found += [
        AttachmentChange(attachment, None, old_place=place + 1)
        for place, attachment in enumerate(old.attachments)
        if place not in kept
    ]
    return found


def _partners(old: tuple[AttachedFile, ...], new: tuple[AttachedFile, ...]) -> list[int | None]:
    """Return for each new attachment the index of the old one it was."""
    partners: list[int | None] = [None] * len(new)
    free = dict(enumerate(old))
    for same in ("sha256", "name", "title"):
        for place, attachment in enumerate(new):
            value = getattr(attachment, same)
            if partners[place] is None:
                alike = (number for number, one in free.items() if getattr(one, same) == value)
                found = partners[place] = next(alike, None)
                if found is not None:
                    del free[found]
    return partners


def _longest_rise(numbers: list[int]) -> set[int]:
    """Return the most of ``numbers`` that stand in rising order: the others were moved."""
    chains: list[list[int]] = [[]]
    for number in numbers:
        rising = [chain for chain in chains if not chain or chain[-1] < number]
        chains.append([*max(rising, key=len), number])
    longest = max(chains, key=len)
    return set(longest)


def _text(name: str, old: Side, new: Side) -> FieldChange | None:
    before, after = getattr(old, name), getattr(new, name)
    runs = words.compare(tokens_of(before), tokens_of(after))
    if words.old_side(runs) == words.new_side(runs):
        return None
    return FieldChange(name, before, after, runs)


def _value(name: str, before: Any, after: Any) -> FieldChange | None:
    return FieldChange(name, _shown(before), _shown(after)) if before != after else None


def _shown(value: Any) -> str:
    """Return a value as the admin writes it; nothing as an empty string."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return formats.date_format(timezone.localtime(value), "DATETIME_FORMAT")
    if isinstance(value, date):
        return formats.date_format(value, "DATE_FORMAT")
    return formats.localize(value) if not isinstance(value, str) else value


def _focus(side: Side) -> str:
    if side.image is None or side.image_focus_x is None or side.image_focus_y is None:
        return ""
    return _("%(x)d%% from the left, %(y)d%% from the top") % {
        "x": side.image_focus_x,
        "y": side.image_focus_y,
    }
