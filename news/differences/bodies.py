"""Two bodies, block by block: what stayed, came, went, was changed, was moved elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

from news.differences import alignment, tables, words
from news.differences.blocks import Block, BlockKind, Tokens
from news.differences.words import RunKind, Runs

# Blocks that share half of their words are the same block, changed.
ALIKE = 0.5
# So much of a block's words must be found again elsewhere for it to have been moved and changed.
MOVED_ALIKE = 0.8
MOVED_WORDS = 6
# So many of a list's words must be found in a table for the list to have become it.
RESHAPED_ALIKE = 0.6
TEXTS = {BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.ITEM, BlockKind.CAPTION}


class PieceKind(StrEnum):
    """What happened to a block; a moved one stands at both places, as LEFT at the old one."""

    SAME = "same"
    INSERTED = "inserted"
    DELETED = "deleted"
    CHANGED = "changed"
    MOVED = "moved"
    LEFT = "left"


@dataclass(frozen=True, eq=False)
class Piece:
    """One block of both bodies together.

    ``old_place`` and ``new_place`` count the blocks of each body from 1; 0 where it is not there.
    ``reshaped`` marks the items of a list, and the table, of which one became the other.
    """

    kind: PieceKind
    old: Block | None = None
    new: Block | None = None
    old_place: int = 0
    new_place: int = 0
    reshaped: bool = False

    @property
    def block(self) -> Block:
        """The block as it is now; as it was where it is no more."""
        found = self.new or self.old
        if found is None:
            raise ValueError("a piece without a block")
        return found

    @cached_property
    def runs(self) -> Runs:
        """Its words, or its picture's description, with what happened to them."""
        if self.kind in (PieceKind.DELETED, PieceKind.LEFT):
            return words.whole(RunKind.DELETED, _said(self.old))
        if self.kind == PieceKind.INSERTED:
            return words.whole(RunKind.INSERTED, _said(self.new))
        return words.compare(_said(self.old), _said(self.new))

    @cached_property
    def table(self) -> tables.TableChange | None:
        """Both tables as one, where this is a changed table that can be drawn so."""
        if self.old and self.new and self.old.table and self.new.table:
            return tables.compare(self.old.table, self.new.table)
        return None

    @property
    def is_altered(self) -> bool:
        """Whether it is there on both sides and differs."""
        return self.kind == PieceKind.CHANGED or (
            self.kind == PieceKind.MOVED and self.old != self.new
        )


def compare(old: list[Block], new: list[Block]) -> list[Piece]:
    """Return the pieces of both bodies in the order of the new one, what went where it stood."""
    same = alignment.matches(old, new)
    free = list(alignment.gaps(same, len(old), len(new)))
    moved = _moved(old, new, free)
    taken = set(moved.values())
    changed: list[tuple[int, int]] = []
    for (i1, i2, j1, j2), _match in free:
        left = [i for i in range(i1, i2) if i not in taken]
        right = [j for j in range(j1, j2) if j not in moved]
        changed += _changed(old, new, left, right)
    moved |= _moved_and_changed(old, new, free, changed, moved)
    pieces: list[Piece] = []
    for gap, (i, j, length) in free:
        pieces += _reshaped(list(_in_gap(old, new, gap, changed, moved)))
        pieces += (
            Piece(PieceKind.SAME, old[i + step], new[j + step], i + step + 1, j + step + 1)
            for step in range(length)
        )
    return pieces


def _in_gap(
    old: list[Block],
    new: list[Block],
    gap: alignment.Gap,
    changed: list[tuple[int, int]],
    moved: dict[int, int],
) -> Iterator[Piece]:
    """Yield the pieces between two runs of same blocks."""
    i1, i2, j1, j2 = gap
    origin = {i: j for j, i in moved.items()}
    inside = [(i - i1, j - j1, 1) for i, j in changed if i1 <= i < i2 and j1 <= j < j2]
    for (a1, a2, b1, b2), (a, b, length) in alignment.gaps(inside, i2 - i1, j2 - j1):
        for i in range(i1 + a1, i1 + a2):
            if i in origin:
                j = origin[i]
                yield Piece(PieceKind.LEFT, old[i], new[j], i + 1, j + 1)
            else:
                yield Piece(PieceKind.DELETED, old=old[i], old_place=i + 1)
        for j in range(j1 + b1, j1 + b2):
            if j in moved:
                i = moved[j]
                yield Piece(PieceKind.MOVED, old[i], new[j], i + 1, j + 1)
            else:
                yield Piece(PieceKind.INSERTED, new=new[j], new_place=j + 1)
        if length:
            i, j = i1 + a, j1 + b
            yield Piece(PieceKind.CHANGED, old[i], new[j], i + 1, j + 1)


def likeness(one: Block, other: Block) -> float:
    """Return how much two blocks that differ are the same block, from 0 to 1."""
    kinds = {one.kind, other.kind}
    if kinds <= TEXTS:
        return _overlap(one.words, other.words) - 0.05 * (len(kinds) - 1)
    if len(kinds) > 1:
        return 0.0
    if one.image and other.image:
        return 0.95 if one.image.src == other.image.src else ALIKE
    if one.table:
        return max(ALIKE, _overlap(one.words, other.words))
    return 1.0


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    size = len(one) + len(other)
    return 2 * len(one & other) / size if size else 0.0


def _changed(
    old: list[Block], new: list[Block], left: list[int], right: list[int]
) -> list[tuple[int, int]]:
    """Pair the blocks of a gap that are alike, in order."""
    found = alignment.pairs_in_order(
        len(left), len(right), lambda a, b: likeness(old[left[a]], new[right[b]]), ALIKE
    )
    return [(left[a], right[b]) for a, b in found]


def _moved(
    old: list[Block], new: list[Block], free: list[tuple[alignment.Gap, alignment.Match]]
) -> dict[int, int]:
    """Return for each block that came (its index) the equal one that went elsewhere."""
    waiting: dict[Block, list[int]] = {}
    for (i1, i2, _j1, _j2), _match in free:
        for i in range(i1, i2):
            if len(old[i].words) >= 3 or old[i].image or old[i].table:
                waiting.setdefault(old[i], []).append(i)
    found = {}
    for (_i1, _i2, j1, j2), _match in free:
        for j in range(j1, j2):
            if waiting.get(new[j]):
                found[j] = waiting[new[j]].pop(0)
    return found


def _moved_and_changed(
    old: list[Block],
    new: list[Block],
    free: list[tuple[alignment.Gap, alignment.Match]],
    changed: list[tuple[int, int]],
    moved: dict[int, int],
) -> dict[int, int]:
    """Return the same for blocks of text that were moved and changed a little."""
    gone = {i for i, _j in changed} | set(moved.values())
    come = {j for _i, j in changed} | set(moved)
    left = [i for gap, _match in free for i in range(*gap[:2]) if i not in gone]
    right = [j for gap, _match in free for j in range(*gap[2:]) if j not in come]
    left = [i for i in left if len(old[i].words) >= MOVED_WORDS]
    right = [j for j in right if len(new[j].words) >= MOVED_WORDS]
    found: dict[int, int] = {}
    if len(left) * len(right) > alignment.MAX_LIKENESSES:
        return found
    for j in right:
        likest = max(left, key=lambda i: likeness(old[i], new[j]), default=None)
        if likest is not None and likeness(old[likest], new[j]) >= MOVED_ALIKE:
            found[j] = likest
            left.remove(likest)
    return found


def _reshaped(pieces: list[Piece]) -> list[Piece]:
    """Mark the list that became a table, or the table that became a list."""
    for items, table in (
        (PieceKind.DELETED, PieceKind.INSERTED),
        (PieceKind.INSERTED, PieceKind.DELETED),
    ):
        listed = [p for p in pieces if p.kind == items and p.block.kind == BlockKind.ITEM]
        drawn = [p for p in pieces if p.kind == table and p.block.table]
        if not listed or len(drawn) != 1:
            continue
        said = frozenset().union(*(piece.block.words for piece in listed))
        shared = len(said & drawn[0].block.words)
        if said and shared >= RESHAPED_ALIKE * len(said):
            marked = {*map(id, listed), id(drawn[0])}
            pieces = [replace(p, reshaped=True) if id(p) in marked else p for p in pieces]
    return pieces


def _said(block: Block | None) -> Tokens:
    return block.tokens if block else ()
