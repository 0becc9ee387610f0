"""The HTML of what differs between two texts: well-formed, every value escaped.

``Reading`` says what is shown: both texts in one, the old one, or the new one.
"""

from __future__ import annotations

from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from news.differences import markup_words, words
from news.differences.blocks import Block, BlockKind, Image, tokens_of
from news.differences.bodies import Piece, PieceKind
from news.differences.markup_tables import table_piece
from news.differences.markup_words import Reading, class_of, hidden, image
from news.differences.words import RunKind, Runs


def line(runs: Runs, reading: Reading = Reading.BOTH) -> SafeString:
    """Return compared words as inline HTML."""
    return _safe(markup_words.line(runs, reading))


def piece(shown: Piece, reading: Reading = Reading.BOTH) -> SafeString:
    """Return a piece of compared bodies as the HTML of its block; nothing where it is not there."""
    if reading == Reading.OLD and shown.old_place == 0:
        return _safe("")
    if reading == Reading.NEW and (shown.new_place == 0 or shown.kind == PieceKind.LEFT):
        return _safe("")
    if reading == Reading.OLD and shown.kind == PieceKind.MOVED:
        return _safe("")
    if shown.kind == PieceKind.LEFT and reading == Reading.BOTH:
        return _safe(f'<p class="diff-opening">“{escape(_name(shown.block))}”</p>')
    block = shown.old if reading == Reading.OLD and shown.old else shown.block
    if block.table:
        return _safe(table_piece(shown, reading))
    if block.image:
        return _safe(_picture_piece(shown, reading))
    if block.kind == BlockKind.RULE:
        return _safe("<hr>")
    return _safe(_text_block(block, markup_words.line(shown.runs, reading)))


def plain(text: str, kind: str) -> SafeString:
    """Return a field's whole value as what came ("inserted") or went ("deleted")."""
    return line(words.whole(RunKind(kind), tokens_of(text)))


def _text_block(block: Block, inside: str) -> str:
    """Return a block of text; its rank is a look here, for the page has headings of its own."""
    classes = []
    if block.kind == BlockKind.HEADING:
        classes.append(f"diff-heading-{block.level}")
    elif block.kind != BlockKind.PARAGRAPH:
        classes.append(f"diff-{block.kind}")
    classes += _around(block)
    marker = f'<span class="diff-marker">{escape(block.marker)}</span> ' if block.marker else ""
    return f"<p{class_of(classes)}>{marker}{inside}</p>"


def _around(block: Block) -> list[str]:
    """Return the classes for what stands around a block: lists by depth, quotes, alignment."""
    depth = min(3, sum(frame != "blockquote" for frame in block.frames))
    classes = [f"diff-depth-{depth}"] if depth else []
    classes += ["diff-quote"] if "blockquote" in block.frames else []
    return [*classes, f"text-{block.align}"] if block.align else classes


def _name(block: Block) -> str:
    """Return what to call a block by that stands elsewhere."""
    if block.image:
        return block.image.alt or _("picture")
    return _("table") if block.table else block.opening


def _picture_piece(shown: Piece, reading: Reading) -> str:
    """Return a picture: with its description in words where anything about it is new or gone."""
    before = shown.old.image if shown.old else None
    after = shown.new.image if shown.new else None
    if shown.kind == PieceKind.SAME or (shown.kind == PieceKind.MOVED and not shown.is_altered):
        return _figure([after or before], "", _around(shown.block))
    runs = words.compare(
        tokens_of(before.alt if before else ""), tokens_of(after.alt if after else "")
    )
    said = markup_words.line(runs, reading) or escape(_("none"))
    described = f'<p class="small">{escape(_("Description of the picture:"))} {said}</p>'
    swapped = before and after and before.src != after.src
    if reading == Reading.BOTH and swapped:
        return _figure([before, after], described, _around(shown.block))
    one = before if reading == Reading.OLD else after or before
    return _figure([one], described, _around(shown.block))


def _figure(shown: list[Image | None], described: str, classes: list[str]) -> str:
    """Return pictures, the one that went before the one that came, with what is said of them."""
    drawn = [image(one, "" if described else one.alt) for one in shown if one]
    if len(drawn) == 2:
        drawn = [
            f"<del>{hidden(_('removed:'))}{drawn[0]}</del>",
            f"<ins>{hidden(_('added:'))}{drawn[1]}</ins>",
        ]
    return f"<div{class_of(['diff-picture', *classes])}>{''.join(drawn)}{described}</div>"


def _safe(html: str) -> SafeString:
    return mark_safe(html)  # noqa: S308 -- every value in it was escaped above
