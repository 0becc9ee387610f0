"""How much was changed, as numbers an event can keep, and the same in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from news.differences.blocks import BlockKind
from news.differences.bodies import Piece, PieceKind
from news.differences.fields import LABELS, AttachmentChange, FieldChange, PictureChange

# {"fields": [names in the order of the page], and the numbers that are not zero}
Tally = dict[str, Any]
ENDINGS = {
    PieceKind.INSERTED: "added",
    PieceKind.DELETED: "removed",
    PieceKind.CHANGED: "changed",
    PieceKind.MOVED: "moved",
}
ORDER = (
    *("paragraphs_changed", "paragraphs_added", "paragraphs_removed", "paragraphs_moved"),
    *("pictures_replaced", "pictures_described", "pictures_added", "pictures_removed"),
    *("pictures_moved", "pictures_changed"),
    *("tables_changed", "tables_added", "tables_removed", "tables_moved"),
    *("lists_to_tables", "tables_to_lists"),
    *("attachments_added", "attachments_removed", "attachments_replaced"),
    *("attachments_renamed", "attachments_moved"),
)


def count(
    pieces: Iterable[Piece],
    fields: Iterable[FieldChange],
    picture: PictureChange | None,
    attachments: Iterable[AttachmentChange],
) -> Tally:
    """Return how many of what were changed."""
    numbers: Counter[str] = Counter()
    for piece in pieces:
        numbers.update(_counted(piece))
    numbers.update(f"attachments_{change.kind}" for change in attachments)
    names = [change.name for change in fields]
    found: Tally = {name: number for name, number in numbers.items() if number}
    if picture:
        names.append("image")
    if names:
        found["fields"] = names
    return found


def in_words(tally: Tally) -> list[str]:
    """Return a phrase for each kind of change, paragraphs first; empty when nothing was changed."""
    phrases = [
        _phrase(name, tally[name]) % {"count": tally[name]} for name in ORDER if tally.get(name)
    ]
    labels = [str(LABELS[name]) for name in tally.get("fields", []) if name in LABELS]
    if labels:
        phrases.append(_("changed: %(fields)s") % {"fields": ", ".join(labels)})
    return phrases


def _counted(piece: Piece) -> list[str]:
    """Return under which names a piece counts."""
    if piece.kind in (PieceKind.SAME, PieceKind.LEFT):
        return []
    if piece.reshaped:
        if not piece.block.table:
            return []
        came = piece.kind == PieceKind.INSERTED
        return ["lists_to_tables" if came else "tables_to_lists"]
    kind = piece.block.kind
    ending = ENDINGS[piece.kind]
    if kind == BlockKind.TABLE:
        return [f"tables_{ending}"]
    if kind == BlockKind.PICTURE:
        return [f"pictures_{_picture_ending(piece, ending)}"]
    if piece.kind == PieceKind.MOVED and piece.is_altered:
        return ["paragraphs_moved", "paragraphs_changed"]
    return [f"paragraphs_{ending}"]


def _picture_ending(piece: Piece, ending: str) -> str:
    if piece.kind != PieceKind.CHANGED or not piece.old or not piece.new:
        return ending
    before, after = piece.old.image, piece.new.image
    if before and after and before.src != after.src:
        return "replaced"
    return "described" if before and after and before.alt != after.alt else ending


def _phrase(name: str, number: int) -> str:
    """Return the phrase of a number, its place left open."""
    return {
        "paragraphs_changed": ngettext(
            "%(count)d paragraph changed", "%(count)d paragraphs changed", number
        ),
        "paragraphs_added": ngettext(
            "%(count)d paragraph added", "%(count)d paragraphs added", number
        ),
        "paragraphs_removed": ngettext(
            "%(count)d paragraph removed", "%(count)d paragraphs removed", number
        ),
        "paragraphs_moved": ngettext(
            "%(count)d paragraph moved", "%(count)d paragraphs moved", number
        ),
        "pictures_replaced": ngettext(
            "%(count)d picture replaced", "%(count)d pictures replaced", number
        ),
        "pictures_described": ngettext(
            "%(count)d picture described anew", "%(count)d pictures described anew", number
        ),
        "pictures_added": ngettext("%(count)d picture added", "%(count)d pictures added", number),
        "pictures_removed": ngettext(
            "%(count)d picture removed", "%(count)d pictures removed", number
        ),
        "pictures_moved": ngettext("%(count)d picture moved", "%(count)d pictures moved", number),
        "pictures_changed": ngettext(
            "%(count)d picture set otherwise", "%(count)d pictures set otherwise", number
        ),
        "tables_changed": ngettext("%(count)d table changed", "%(count)d tables changed", number),
        "tables_added": ngettext("%(count)d table added", "%(count)d tables added", number),
        "tables_removed": ngettext("%(count)d table removed", "%(count)d tables removed", number),
        "tables_moved": ngettext("%(count)d table moved", "%(count)d tables moved", number),
        "lists_to_tables": ngettext(
            "%(count)d list turned into a table", "%(count)d lists turned into tables", number
        ),
        "tables_to_lists": ngettext(
            "%(count)d table turned into a list", "%(count)d tables turned into lists", number
        ),
        "attachments_added": ngettext("%(count)d file added", "%(count)d files added", number),
        "attachments_removed": ngettext(
            "%(count)d file removed", "%(count)d files removed", number
        ),
        "attachments_replaced": ngettext(
            "%(count)d file replaced", "%(count)d files replaced", number
        ),
        "attachments_renamed": ngettext(
            "%(count)d file renamed", "%(count)d files renamed", number
        ),
        "attachments_moved": ngettext("%(count)d file moved", "%(count)d files moved", number),
    }[name]
