"""What is said beside a change: what a block was, how words were set, what became of a cell."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from news.differences.blocks import Block, BlockKind, Style
from news.differences.bodies import Piece, PieceKind
from news.differences.fields import AttachmentChange
from news.differences.tables import CellChange, TableChange


def label(piece: Piece) -> str:
    """Return what happened to a piece, in a word or two; empty for one that stayed."""
    if piece.kind == PieceKind.MOVED:
        place = {"place": piece.old_place}
        if piece.is_altered:
            return _("Moved from place %(place)d and changed") % place
        return _("Moved from place %(place)d") % place
    if piece.kind == PieceKind.LEFT:
        return _("Moved to place %(place)d") % {"place": piece.new_place}
    if piece.reshaped and piece.block.table:
        came = piece.kind == PieceKind.INSERTED
        return _("The list became this table") if came else _("This table became a list")
    return {
        PieceKind.SAME: "",
        PieceKind.INSERTED: _("Added"),
        PieceKind.DELETED: _("Removed"),
        PieceKind.CHANGED: _("Changed"),
    }[piece.kind]


def notes(piece: Piece) -> list[str]:
    """Return what changed in a piece besides its words; at its new place where it was moved."""
    before, after = piece.old, piece.new
    if before is None or after is None or before == after or piece.kind == PieceKind.LEFT:
        return []
    found = []
    if (before.kind, before.level) != (after.kind, after.level):
        found.append(_turned(_block_name(before), _block_name(after)))
    elif before.frames != after.frames:
        found.append(_turned(_frames_name(before.frames), _frames_name(after.frames)))
    if before.align != after.align:
        found.append(_turned(_alignment(before.align), _alignment(after.align)))
    if before.image and after.image and before.image.src != after.image.src:
        found.append(_("another picture"))
    if before.image and after.image:
        found += _link_notes(before.image.href, after.image.href)
        if before.image.focus != after.image.focus:
            found.append(_("another part of the picture matters"))
    if before.table and after.table:
        found += _table_notes(piece.table)
    return found


def restyled(before: Style, after: Style) -> str:
    """Return how words are set now that were set otherwise: "bold", "no longer italic"."""
    found = [_marks()[mark] for mark in after.marks if mark not in before.marks]
    found += [
        _("no longer %(mark)s") % {"mark": _marks()[mark]}
        for mark in before.marks
        if mark not in after.marks
    ]
    found += _link_notes(before.href, after.href)
    if before.href and before.href == after.href and before.title != after.title:
        found.append(_("another tooltip of the link"))
    return ", ".join(found)


def cell_notes(change: CellChange) -> list[str]:
    """Return what became of a cell besides its words."""
    if change.new is None or not change.old:
        return []
    before, after = change.old[0], change.new
    found = []
    if change.is_merged:
        number = len(change.old)
        found.append(
            ngettext("merged from %(count)d cell", "merged from %(count)d cells", number)
            % {"count": number}
        )
    if change.is_split:
        found.append(_("split"))
    if before.is_header != after.is_header:
        found.append(_("now a heading cell") if after.is_header else _("no longer a heading cell"))
    if before.align != after.align:
        found.append(_turned(_alignment(before.align), _alignment(after.align)))
    return found


def attachment_label(change: AttachmentChange) -> str:
    """Return what happened to an attachment, with its places where it was moved."""
    said = {
        "added": _("Added"),
        "removed": _("Removed"),
        "replaced": _("Another file"),
        "renamed": _("Renamed"),
        "moved": "",
    }[change.kind]
    if not (change.old and change.new and change.old_place):
        return said
    places = {"old": change.old_place, "new": change.new_place}
    moved = _("Moved from place %(old)d to %(new)d") % places
    return f"{said}. {moved}" if said else moved


def _table_notes(change: TableChange | None) -> list[str]:
    if change is None:
        return [_("the table was built anew")]
    numbers = (
        (change.rows_added, ngettext("%(count)d row added", "%(count)d rows added", 2)),
        (change.rows_removed, ngettext("%(count)d row removed", "%(count)d rows removed", 2)),
        (change.columns_added, ngettext("%(count)d column added", "%(count)d columns added", 2)),
        (
            change.columns_removed,
            ngettext("%(count)d column removed", "%(count)d columns removed", 2),
        ),
    )
    return [phrase % {"count": number} for number, phrase in numbers if number]


def _link_notes(before: str, after: str) -> list[str]:
    if before == after:
        return []
    if not before:
        return [_("link to %(address)s") % {"address": after}]
    if not after:
        return [_("no longer a link to %(address)s") % {"address": before}]
    return [_("link: %(turned)s") % {"turned": _turned(before, after)}]


def _turned(before: str, after: str) -> str:
    return f"{before} → {after}"


def _marks() -> dict[str, str]:
    return {
        "strong": _("bold"),
        "em": _("italic"),
        "s": _("struck through"),
        "sub": _("subscript"),
        "sup": _("superscript"),
    }


def _alignment(align: str) -> str:
    return {"": _("aligned left"), "center": _("centred"), "right": _("aligned right")}[align]


def _block_name(block: Block) -> str:
    if block.kind == BlockKind.HEADING:
        return _("heading of level %(level)d") % {"level": block.level}
    return {
        BlockKind.PARAGRAPH: _("paragraph"),
        BlockKind.ITEM: _("list item"),
        BlockKind.CAPTION: _("caption"),
        BlockKind.PICTURE: _("picture"),
        BlockKind.TABLE: _("table"),
        BlockKind.RULE: _("line"),
    }[block.kind]


def _frames_name(frames: tuple[str, ...]) -> str:
    """Return the names of the quotes and lists around a block."""
    names = {"blockquote": _("quotation"), "ul": _("list"), "ol": _("numbered list")}
    said = [names[frame.split()[0]] for frame in frames]
    return ", ".join(said) or _("plain text")
