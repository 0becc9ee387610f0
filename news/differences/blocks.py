"""A body as the sequence of blocks that a reader sees: paragraphs, items, pictures, tables.

White space that a browser does not show is not there; everything else is, so that two bodies with
equal blocks look the same to readers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

import lxml.html
from lxml.html import HtmlElement

from news.vietnamese import nfc

MARKS = ("strong", "em", "s", "sub", "sup")
LISTS = ("ul", "ol")
HEADINGS = {"h2": 2, "h3": 3, "h4": 4}
ALIGNMENTS = {"text-center": "center", "text-right": "right"}
BREAK = "\n"
BULLET = "•"
# White space, a number with its separators, a word, any other sign.
PIECES = re.compile(r"(\s+)|\d+(?:[.,:/]\d+)*|\w+|[^\w\s]")
# A table that claims more columns or rows than anybody reads is not believed.
MAX_SPAN = 200


class BlockKind(StrEnum):
    """What a block is to a reader."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    ITEM = "item"
    CAPTION = "caption"
    PICTURE = "picture"
    TABLE = "table"
    RULE = "rule"


class Style(NamedTuple):
    """How a word is set: its marks from the outermost (strong, em …) and where it links to."""

    marks: tuple[str, ...] = ()
    href: str = ""
    title: str = ""


@dataclass(frozen=True)
class Image:
    """A picture of a body: its address, its description, the link around it.

    The size, in pixels, belongs to the file and is not compared; 0 where the body does not tell it.
    """

    src: str
    alt: str
    href: str = ""
    # The classes that name what matters on it.
    focus: str = ""
    width: int = field(default=0, compare=False)
    height: int = field(default=0, compare=False)


class Token(NamedTuple):
    """A word, sign, line break or picture; ``gap`` tells whether white space stands before it."""

    text: str
    gap: bool
    style: Style
    image: Image | None = None


Tokens = tuple[Token, ...]


class Cell(NamedTuple):
    """A cell of a table; spans count columns and rows."""

    tokens: Tokens
    is_header: bool
    colspan: int
    rowspan: int
    align: str


class Table(NamedTuple):
    """The rows of a table and what its caption says."""

    rows: tuple[tuple[Cell, ...], ...]
    caption: Tokens


@dataclass(frozen=True)
class Block:
    """One block; ``frames`` are the quotes and lists around it, from the outermost.

    ``marker`` is what stands before a list's item: it follows from the items before and is not
    compared.
    """

    kind: BlockKind
    tokens: Tokens = ()
    level: int = 0
    frames: tuple[str, ...] = ()
    align: str = ""
    image: Image | None = None
    table: Table | None = None
    marker: str = field(default="", compare=False)

    @cached_property
    def words(self) -> frozenset[str]:
        """The words in it, in lower case, without signs; a table's from all its cells."""
        tokens = list(self.tokens)
        if self.table:
            tokens += [token for row in self.table.rows for cell in row for token in cell.tokens]
        return frozenset(token.text.lower() for token in tokens if token.text[:1].isalnum())

    @cached_property
    def word_pairs(self) -> frozenset[str]:
        """Each word with the next, in lower case: syllables alone are shared by all texts."""
        said = [token.text.lower() for token in self.tokens if token.text[:1].isalnum()]
        return frozenset(map(" ".join, pairwise(said)))

    @property
    def opening(self) -> str:
        """Its first words, to name it by."""
        said = text_of(self.tokens[:9])
        return said if len(self.tokens) <= 9 else said.rstrip(" .,;:–-") + "…"


def text_of(tokens: Tokens) -> str:
    """Return the words of ``tokens`` as one line; a picture says its description."""
    said = (
        f"{' ' * token.gap}{token.image.alt if token.image else token.text}" for token in tokens
    )
    return " ".join("".join(said).split())


def blocks_of(body: str) -> list[Block]:
    """Return the blocks of a clean body in the order they are read."""
    if not body.strip():
        return []
    reader = _Reader()
    root = lxml.html.fragment_fromstring(nfc(body), create_parent="div")
    reader.read(root, _Place(), Style())
    reader.end_line(_Place())
    return reader.blocks


def plain_blocks(text: str) -> list[Block]:
    """Return the lines of a plain text as paragraphs."""
    reader = _Reader()
    for line in text.splitlines():
        reader.write(line, Style())
        reader.end_line(_Place())
    return reader.blocks


def tokens_of(text: str) -> Tokens:
    """Return the words of a plain text; its line breaks are kept."""
    return _joined(plain_blocks(nfc(text)))


@dataclass(frozen=True)
class _Place:
    """Where a line stands."""

    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0
    frames: tuple[str, ...] = ()
    align: str = ""


class _Reader:
    """Gathers tokens into a line and, where a block ends, the line into a block."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._line: list[Token] = []
        self._gap = True
        self._marker = ""

    def read(self, element: HtmlElement, place: _Place, style: Style) -> None:
        """Read what is in ``element``, which opened ``place`` or set ``style``."""
        if element.text:
            self.write(element.text, style)
        number = _first_number(element)
        for child in element:
            if child.tag == "li":
                self._marker = BULLET if element.tag != "ol" else f"{number}."
                number += 1
            if isinstance(child.tag, str):
                self._read_child(child, place, style)
            if child.tail:
                self.write(child.tail, style)

    def _read_child(self, child: HtmlElement, place: _Place, style: Style) -> None:
        if child.tag == "br":
            self._line.append(Token(BREAK, False, Style()))
            self._gap = True
        elif child.tag == "img":
            self._line.append(Token("", self._gap, style, _image(child, style)))
            self._gap = False
        elif child.tag in MARKS:
            marks = tuple(mark for mark in MARKS if mark in style.marks or mark == child.tag)
            self.read(child, place, style._replace(marks=marks))
        elif child.tag == "a":
            address, title = child.get("href", ""), child.get("title", "")
            self.read(child, place, style._replace(href=address, title=title))
        else:
            self.end_line(place)
            self._read_block(child, _place_in(child, place), style)

    def _read_block(self, child: HtmlElement, place: _Place, style: Style) -> None:
        if child.tag == "hr":
            self.blocks.append(Block(BlockKind.RULE, frames=place.frames))
        elif child.tag == "table":
            table = _table(child)
            if table.rows or table.caption:
                self.blocks.append(Block(BlockKind.TABLE, frames=place.frames, table=table))
        else:
            self.read(child, place, style)
            self.end_line(place)
        if child.tag == "li":
            self._marker = ""

    def write(self, text: str, style: Style) -> None:
        """Add the words of ``text`` to the line."""
        for piece in PIECES.finditer(text):
            if piece[1]:
                self._gap = True
            else:
                self._line.append(Token(piece[0], self._gap, style))
                self._gap = False

    def end_line(self, place: _Place) -> None:
        """Make a block of the line, if it says anything; one of pictures only is their blocks."""
        line, self._line, self._gap = self._line, [], True
        while line and line[-1].text == BREAK:
            line.pop()
        if not line:
            return
        if all(token.image or token.text == BREAK for token in line):
            for token in line:
                if token.image:
                    self.blocks.append(
                        Block(
                            BlockKind.PICTURE,
                            frames=place.frames,
                            align=place.align,
                            image=token.image,
                        )
                    )
            return
        kind = place.kind
        if self._marker and kind == BlockKind.PARAGRAPH:
            kind = BlockKind.ITEM
        marker, self._marker = self._marker, ""
        self.blocks.append(
            Block(kind, tuple(line), place.level, place.frames, place.align, marker=marker)
        )


def _place_in(element: HtmlElement, around: _Place) -> _Place:
    """Return where the lines of a block element stand."""
    tag = element.tag
    align = ALIGNMENTS.get((element.get("class") or "").replace("image", "").strip(), "")
    frames = around.frames
    if tag == "blockquote":
        frames = (*frames, tag)
    elif tag in LISTS:
        more = [f"{name}={element.get(name)}" for name in ("type", "start") if element.get(name)]
        frames = (*frames, " ".join([tag, *more]))
    if tag in HEADINGS:
        return _Place(BlockKind.HEADING, HEADINGS[tag], frames, align)
    if tag == "figcaption":
        return _Place(BlockKind.CAPTION, 0, frames, around.align)
    return _Place(BlockKind.PARAGRAPH, 0, frames, align or around.align)


def _first_number(element: HtmlElement) -> int:
    start = _number(element.get("start")) if element.tag == "ol" else None
    return 1 if start is None else start


def _image(element: HtmlElement, style: Style) -> Image:
    width, height = (_number(element.get(name)) for name in ("width", "height"))
    return Image(
        element.get("src", ""),
        element.get("alt", ""),
        style.href,
        element.get("class", ""),
        width or 0,
        height or 0,
    )


def _table(element: HtmlElement) -> Table:
    rows = []
    for row in element.iter("tr"):
        if next(row.iterancestors("table")) is element:
            rows.append(tuple(_cell(cell) for cell in row if cell.tag in ("td", "th")))
    caption = element.find("caption")
    inside = _read_alone(caption) if caption is not None else ()
    return Table(tuple(row for row in rows if row), inside)


def _cell(element: HtmlElement) -> Cell:
    align = _place_in(element, _Place()).align
    across, down = _span(element.get("colspan")), _span(element.get("rowspan"))
    return Cell(_read_alone(element), element.tag == "th", across, down, align)


def _span(written: str | None) -> int:
    return min(MAX_SPAN, max(1, _number(written) or 1))


def _number(written: str | None) -> int | None:
    return int(written) if written and re.fullmatch("[0-9]{1,5}", written) else None


def _read_alone(element: HtmlElement) -> Tokens:
    reader = _Reader()
    reader.read(element, _Place(), Style())
    reader.end_line(_Place())
    return _joined(reader.blocks)


def _joined(blocks: list[Block]) -> Tokens:
    """Return the tokens of several blocks as one line with breaks, as in a cell."""
    joined: list[Token] = []
    for block in blocks:
        if joined:
            joined.append(Token(BREAK, False, Style()))
        if block.marker:
            joined.append(Token(block.marker, True, Style()))
        joined += block.tokens
        if block.image:
            joined.append(Token("", True, Style(href=block.image.href), block.image))
        if block.table:
            joined += _joined(
                [
                    Block(BlockKind.PARAGRAPH, cell.tokens)
                    for row in block.table.rows
                    for cell in row
                ]
            )
    return tuple(joined)
