"""What is shown of a result: its title, and the text around the first hit, with the words marked.

A text comes back as pieces of plain text that templates escape; no markup is made here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from news import richtext
from news.models import Publication
from news.search.query import Query
from news.vietnamese import fold, mark, nfc

LENGTH = 240
BEFORE = 80
# Latin letters with marks, precomposed as texts are stored.
LETTERS = [*range(0x41, 0x5B), *range(0xC0, 0x250), *range(0x1E00, 0x1F00)]


class Piece(NamedTuple):
    """A piece of a text, and whether it is what was looked for."""

    text: str
    hit: bool


Excerpt = list[Piece]


class Hit(NamedTuple):
    """A result as it is shown."""

    publication: Publication
    title: Excerpt
    number: Excerpt
    excerpt: Excerpt


def hits(rows: Iterable[Publication], query: Query) -> list[Hit]:
    """Return ``rows`` with their titles and excerpts."""
    return [
        Hit(
            row,
            highlighted(row.title, query),
            highlighted(row.document_number or "", query),
            excerpt(row, query),
        )
        for row in rows
    ]


def highlighted(text: str, query: Query) -> Excerpt:
    """Return the whole of ``text`` with what ``query`` asks for marked."""
    return _pieces(text, _hits(text, query), 0, len(text))


def excerpt(publication: Publication, query: Query) -> Excerpt:
    """Return about 240 characters around the first hit in summary or text of ``publication``.

    A hit with the marks that were typed is preferred. Without a hit (it may be in the title, the
    author's name or an attachment) it is the beginning. ``publication.version`` should be at hand.
    """
    text = nfc(f"{publication.summary} {richtext.plain_text(publication.version.body)}").strip()
    text = " ".join(text.split())
    hits = _hits(text, query)
    marked = {mark(typed) for typed, _words in query.parts}
    exact = (hit for hit in hits if mark(text[hit[0] : hit[1]]) in marked)
    centre = next(exact, hits[0] if hits else (0, 0))[0]
    start = _between_words(text, max(0, centre - BEFORE)) if centre > BEFORE else 0
    end = len(text)
    if end - start > LENGTH:
        end = text.rfind(" ", start, start + LENGTH)
        end = end if end > centre else start + LENGTH
    pieces = _pieces(text, hits, start, end)
    before = [Piece("… ", False)] if start else []
    after = [Piece(" …", False)] if end < len(text) else []
    return [*before, *pieces, *after]


def _between_words(text: str, position: int) -> int:
    space = text.find(" ", position, position + BEFORE)
    return space + 1 if space >= 0 else position


def _hits(text: str, query: Query) -> list[tuple[int, int]]:
    """Return where the words and phrases of ``query`` stand in ``text``, in order."""
    if not query.phrases:
        return []
    longest_first = sorted(query.phrases, key=len, reverse=True)
    patterns = ("[^0-9a-z]+".join(words) for words in longest_first)
    pattern = rf"(?<![0-9a-z])(?:{'|'.join(patterns)})(?![0-9a-z])"
    return [found.span() for found in re.finditer(pattern, text.translate(_bare_letters()))]


def _pieces(text: str, hits: list[tuple[int, int]], start: int, end: int) -> Excerpt:
    pieces: Excerpt = []
    position = start
    for first, last in hits:
        if start <= first and last <= end:
            pieces += [Piece(text[position:first], False), Piece(text[first:last], True)]
            position = last
    pieces.append(Piece(text[position:end], False))
    return [piece for piece in pieces if piece.text]


@cache
def _bare_letters() -> dict[int, str]:
    """Return each letter's folded letter: one for one, so that places in the text stay the same."""
    folded = {code: fold(chr(code)) for code in LETTERS}
    return {code: letter for code, letter in folded.items() if len(letter) == 1}
