"""What a document tells of itself at a cheap price: how many pages it has, and whether it has text.

PDF: the pages its page tree reaches, also where the tree lies in compressed object streams. DOCX
and PPTX: what the program that saved them wrote down. Others, and anything unclear: None. The work
is bounded, whatever the file claims, and a damaged file is no fault: it only has no count.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from lxml import etree

from news.documents import DAMAGE

MAX_PAGES = 100_000
MAX_PROPERTIES = 2**20
# Bounds of one PDF: objects looked at, and bytes unpacked from its object streams.
MAX_OBJECTS = 300_000
MAX_UNPACKED = 64 * 1024 * 1024

PROPERTIES = "docProps/app.xml"
COUNTED_AS = {".docx": "Pages", ".pptx": "Slides"}

# Every repetition is bounded, so that no content makes a search slow.
HEAD = re.compile(rb"(?<!\d)(\d{1,10})\s{1,4}\d{1,5}\s{1,4}$")
STREAM = re.compile(rb">>\s{0,4}stream\r?\n")
TYPE = re.compile(rb"/Type\s{0,8}/(Pages?|Catalog|ObjStm)(?![A-Za-z0-9])")
NUMBER_OF = {
    name: re.compile(rb"/" + name + rb"\s{1,8}(\d{1,10})(?!\d)") for name in (b"N", b"First")
}
REFERENCE_TO = {
    name: re.compile(rb"/" + name + rb"\s{0,8}(\d{1,10})\s{1,4}\d{1,5}\s{1,4}R")
    for name in (b"Root", b"Pages")
}
# What text is set in; a scanner's pages name none, those with a text layer do.
FONT = re.compile(rb"/Font(?![A-Za-z0-9])")
REFERENCE = re.compile(rb"(?<!\d)(\d{1,10})\s{1,4}\d{1,5}\s{1,4}R(?![A-Za-z])")
Objects = dict[int, bytes]


class _Unclear(Exception):
    """The number of pages cannot be told, or not at a fair price."""


def count(content: bytes, extension: str) -> int | None:
    """Return the number of pages (slides) of a document; None when it is not known.

    ``extension`` is what news.documents has found it to be, with its dot.
    """
    try:
        if extension == ".pdf":
            pages = _count_pdf(content)
        elif extension in COUNTED_AS:
            pages = _property(content, COUNTED_AS[extension])
        else:
            return None
    except (_Unclear, *DAMAGE):
        return None
    return pages if 0 < pages <= MAX_PAGES else None


def has_text(content: bytes, extension: str) -> bool | None:
    """Tell whether a PDF names any font: one that does not holds pictures of its pages only.

    None for other kinds and where it cannot be told. A scan behind one page with text passes.
    """
    if extension != ".pdf":
        return None
    # Fonts mostly stand in the open; only where none does is everything unpacked.
    if FONT.search(content):
        return True
    try:
        if not _count_pdf(content):
            return None
        return any(FONT.search(body) for _number, body in _objects(content))
    except (_Unclear, *DAMAGE):
        return None


def _property(content: bytes, name: str) -> int:
    """Return a number from the properties that an Office package carries."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        if PROPERTIES not in package.namelist():
            raise _Unclear
        with package.open(PROPERTIES) as part:
            listed = part.read(MAX_PROPERTIES)
    root = etree.fromstring(listed, etree.XMLParser(resolve_entities=False, no_network=True))
    found = root.findtext(f"{{*}}{name}") or ""
    if not re.fullmatch(r"\s*[0-9]{1,9}\s*", found, re.ASCII):
        raise _Unclear
    return int(found)


def _count_pdf(content: bytes) -> int:
    """Return how many pages the tree reaches; without a tree, how many page objects there are."""
    objects: Objects = {}
    # A later object with the same number replaces the earlier one, as in a file saved again.
    for number, body in _objects(content):
        if TYPE.search(body):
            objects[number] = body
        else:
            objects.pop(number, None)
    reached = _reached(objects, _root(content, objects))
    return reached or sum(1 for body in objects.values() if _kind(body) == b"Page")


def _kind(body: bytes) -> bytes:
    found = TYPE.search(body)
    return found[1] if found else b""


def _objects(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield (number, dictionary) of every object in the order of the file, unpacked ones too."""
    looked_at = unpacked = at = 0
    end = -1
    while (at := content.find(b"obj", at)) >= 0:
        looked_at += 1
        if looked_at > MAX_OBJECTS:
            raise _Unclear
        head = HEAD.search(content[max(0, at - 24) : at])
        at += 3
        if head is None:
            continue
        # An end that lies ahead is not looked for again: the whole walk stays linear.
        end = end if end >= at else content.find(b"endobj", at)
        if end < 0:
            return
        stream = STREAM.search(content, at, end)
        body = content[at : stream.start() + 2 if stream else end]
        yield int(head[1]), body
        if stream is None:
            at = end + 6
            continue
        at = content.find(b"endstream", stream.end())
        if at < 0:
            return
        if _kind(body) == b"ObjStm":
            packed = _unpack(body, content[stream.end() : at], MAX_UNPACKED - unpacked)
            unpacked += len(packed)
            for number, inner in _packed_objects(body, packed):
                looked_at += 1
                yield number, inner


def _unpack(body: bytes, packed: bytes, limit: int) -> bytes:
    """Return the content of an object stream; raises _Unclear past ``limit`` bytes."""
    if b"/Filter" not in body:
        return packed
    if b"/FlateDecode" not in body or b"/DecodeParms" in body or limit <= 0:
        raise _Unclear
    inflater = zlib.decompressobj()
    content = inflater.decompress(packed, limit)
    if inflater.unconsumed_tail:
        raise _Unclear
    return content


def _packed_objects(body: bytes, content: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield (number, dictionary) of the objects in an unpacked object stream."""
    declared = NUMBER_OF[b"N"].search(body), NUMBER_OF[b"First"].search(body)
    if declared[0] is None or declared[1] is None:
        raise _Unclear
    amount, first = int(declared[0][1]), int(declared[1][1])
    if amount > MAX_OBJECTS:
        raise _Unclear
    numbers = [int(number) for number in content[:first].split(maxsplit=2 * amount)[: 2 * amount]]
    places = sorted(zip(numbers[1::2], numbers[0::2], strict=True))
    ends = [place for place, _number in places[1:]]
    for (place, number), end in zip(places, [*ends, len(content)], strict=True):
        yield number, content[first + place : first + end]


def _root(content: bytes, objects: Objects) -> int | None:
    """Return the number of the document's catalogue, as the newest trailer names it."""
    at = content.rfind(b"/Root")
    if at >= 0 and (named := REFERENCE_TO[b"Root"].match(content, at)):
        return int(named[1])
    catalogues = [number for number, body in objects.items() if _kind(body) == b"Catalog"]
    return catalogues[-1] if catalogues else None


def _reached(objects: Objects, root: int | None) -> int:
    """Return how many pages hang on the page tree below the catalogue ``root``."""
    tree = REFERENCE_TO[b"Pages"].search(objects.get(root, b"")) if root is not None else None
    waiting = [int(tree[1])] if tree else []
    seen: set[int] = set()
    pages = 0
    while waiting:
        number = waiting.pop()
        body = objects.get(number, b"")
        if number in seen:
            continue
        seen.add(number)
        if _kind(body) == b"Page":
            pages += 1
        elif _kind(body) == b"Pages":
            begin = body.find(b"[", body.find(b"/Kids"))
            kids = body[begin : body.find(b"]", begin)]
            waiting += [int(kid) for kid in REFERENCE.findall(kids)]
    return pages
