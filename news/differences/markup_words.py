"""The HTML of compared words: well-formed, every value escaped.

What came stands in <ins> and what went in <del>, each with a word for who does not see the marks.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from html import escape
from itertools import groupby
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from news import addresses, images, richtext
from news.differences import wording, words
from news.differences.blocks import BREAK, Image, Style, Token, Tokens
from news.differences.words import Run, RunKind, Runs

THUMBNAIL = 320


class Reading(StrEnum):
    """Which of the two texts is shown."""

    BOTH = "both"
    OLD = "old"
    NEW = "new"


UNSEEN = {Reading.OLD: RunKind.INSERTED, Reading.NEW: RunKind.DELETED, Reading.BOTH: None}


def line(runs: Runs, reading: Reading = Reading.BOTH) -> str:
    """Return compared words as inline HTML."""
    known = {token.style.href for token in words.old_side(runs)}
    parts = []
    for run in runs:
        if run.kind == UNSEEN[reading]:
            continue
        tokens = run.was if reading == Reading.OLD and run.was else run.tokens
        parts.append(" " * tokens[0].gap + _run(run, tokens, reading, known))
    return "".join(parts).strip()


def _run(run: Run, tokens: Tokens, reading: Reading, known: set[str]) -> str:
    if run.kind == RunKind.DELETED:
        return f"<del>{hidden(_('removed:'))}{_set(tokens, '↵')}</del>"
    if run.kind == RunKind.INSERTED:
        return f"<ins>{hidden(_('added:'))}{_set(tokens, '↵<br>')}</ins>{_new_links(tokens, known)}"
    if run.kind == RunKind.RESTYLED:
        marked = f'<span class="restyled">{_set(tokens)}</span>'
        if reading == Reading.OLD or not run.was:
            return marked
        return marked + note(wording.restyled(run.was[0].style, tokens[0].style))
    return _set(tokens)


def hidden(word: str) -> str:
    """Return a word that only a screen reader says."""
    return f'<span class="visually-hidden">{word} </span>'


def note(text: str) -> str:
    """Return a remark beside a change; nothing for an empty one."""
    return f' <span class="diff-note">({escape(text)})</span>' if text else ""


def _new_links(tokens: Tokens, known: set[str]) -> str:
    """Return where the links lead that were not there before: nobody should approve them blind."""
    new = dict.fromkeys(token.style.href for token in tokens if token.style.href not in known)
    return "".join(
        note(_("link to %(address)s") % {"address": address}) for address in new if address
    )


def _set(tokens: Iterable[Token], ending: str = "<br>") -> str:
    """Return words as they are set, without the space before the first; ``ending`` breaks lines."""
    parts: list[str] = []
    for style, alike in groupby(tokens, key=lambda token: token.style):
        parts.append(_styled(style, list(alike), ending, first=not parts))
    return "".join(parts)


def _styled(style: Style, tokens: list[Token], ending: str, *, first: bool) -> str:
    space = "" if first or not tokens[0].gap else " "
    said = "".join(
        " " * (token.gap and number > 0) + _token(token, ending)
        for number, token in enumerate(tokens)
    )
    for mark in reversed(style.marks):
        said = f"<{mark}>{said}</{mark}>"
    if style.href:
        title = f' title="{escape(style.title)}"' if style.title else ""
        if _is_harmless(style.href):
            said = f'<a href="{escape(style.href)}"{title} rel="noopener">{said}</a>'
    return space + said


def _token(token: Token, ending: str) -> str:
    if token.image:
        return image(token.image, token.image.alt)
    if token.text == BREAK:
        return ending
    return escape(token.text)


def _is_harmless(address: str) -> bool:
    """Tell whether a link may lead there: cleaned bodies hold no other."""
    try:
        scheme = urlsplit(address.strip()).scheme
    except ValueError:
        return False
    return not scheme or scheme.lower() in richtext.SCHEMES


def class_of(classes: list[str]) -> str:
    """Return the attribute for ``classes``; nothing for none."""
    return f' class="{" ".join(classes)}"' if classes else ""


def image(shown: Image, alt: str) -> str:
    """Return a small rendition of a picture of this site; of any other only its description."""
    sha256 = richtext.file_hash(shown.src)
    if not sha256:
        return escape(shown.alt)
    source, size = shown.src, ""
    if shown.width and shown.height:
        source = addresses.file(sha256, images.nearest(shown.width, THUMBNAIL).name)
        size = f' width="{shown.width}" height="{shown.height}"'
    return f'<img src="{escape(source)}" alt="{escape(alt)}"{size} loading="lazy">'
