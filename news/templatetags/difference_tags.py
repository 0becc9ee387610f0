"""How differences between two texts are written out; news.differences finds them."""

from django import template
from django.utils.safestring import SafeString

from news.differences import markup, wording
from news.differences.bodies import Piece
from news.differences.fields import AttachmentChange
from news.differences.words import Runs

register = template.Library()


@register.filter
def piece_html(piece: Piece, reading: str = "both") -> SafeString:
    """Return a block of the body: of both texts ("both"), the "old" or the "new" one."""
    return markup.piece(piece, markup.Reading(reading))


@register.filter
def words_html(runs: Runs, reading: str = "both") -> SafeString:
    """Return compared words: of both texts ("both"), the "old" or the "new" one."""
    return markup.line(runs, markup.Reading(reading))


@register.filter
def whole_html(value: str, kind: str) -> SafeString:
    """Return a value that came ("inserted") or went ("deleted") as a whole."""
    return markup.plain(value, kind)


@register.filter
def piece_label(piece: Piece) -> str:
    """Return what happened to a block."""
    return wording.label(piece)


@register.filter
def piece_notes(piece: Piece) -> list[str]:
    """Return what changed in a block besides its words."""
    return wording.notes(piece)


@register.filter
def attachment_label(change: AttachmentChange) -> str:
    """Return what happened to an attachment."""
    return wording.attachment_label(change)
