"""The whole result of a comparison, and how its blocks are gathered for a page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from news.differences import bodies, fields, tally
from news.differences.blocks import blocks_of
from news.differences.bodies import Piece, PieceKind
from news.differences.fields import AttachmentChange, FieldChange, PictureChange
from news.differences.sides import Side

# So many unchanged blocks stay open on either side of a change; fewer than this many fold nothing.
CONTEXT = 1
FOLDED_AT_LEAST = 3


@dataclass(frozen=True)
class Stretch:
    """Successive pieces; ``folded`` when they are unchanged and many."""

    pieces: tuple[Piece, ...]
    folded: bool = False


@dataclass(frozen=True)
class Differences:
    """What differs between ``old`` and ``new``."""

    old: Side
    new: Side
    fields: tuple[FieldChange, ...]
    picture: PictureChange | None
    attachments: tuple[AttachmentChange, ...]
    pieces: tuple[Piece, ...]

    @property
    def text_differs(self) -> bool:
        """Whether readers would see another body."""
        return any(piece.kind != PieceKind.SAME for piece in self.pieces)

    @property
    def is_empty(self) -> bool:
        """Whether readers would see no difference at all."""
        return not (self.fields or self.picture or self.attachments or self.text_differs)

    @cached_property
    def tally(self) -> tally.Tally:
        """How many of what were changed."""
        return tally.count(self.pieces, self.fields, self.picture, self.attachments)

    @cached_property
    def words(self) -> list[str]:
        """What was changed, a phrase for each kind of change; empty when nothing was."""
        return tally.in_words(self.tally)

    @cached_property
    def stretches(self) -> list[Stretch]:
        """The body's pieces, long unchanged ones folded."""
        changed = [n for n, piece in enumerate(self.pieces) if piece.kind != PieceKind.SAME]
        found: list[Stretch] = []
        shown_until = 0
        for start, end in zip([-1, *changed], [*changed, len(self.pieces)], strict=True):
            first = start + 1 + (CONTEXT if start >= 0 else 0)
            last = end - (CONTEXT if end < len(self.pieces) else 0)
            if last - first >= FOLDED_AT_LEAST:
                found += [
                    Stretch(self.pieces[shown_until:first]),
                    Stretch(self.pieces[first:last], folded=True),
                ]
                shown_until = last
        found.append(Stretch(self.pieces[shown_until:]))
        return [stretch for stretch in found if stretch.pieces]


def compare(old: Side, new: Side) -> Differences:
    """Return what differs between two texts."""
    return Differences(
        old=old,
        new=new,
        fields=tuple(fields.compare(old, new)),
        picture=fields.compare_pictures(old, new),
        attachments=tuple(fields.compare_attachments(old, new)),
        pieces=tuple(bodies.compare(blocks_of(old.body), blocks_of(new.body))),
    )
