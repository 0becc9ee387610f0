"""The objects of a PDF, found by walking the file once: bounded, whatever the file claims."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

# Bounds of one PDF: objects looked at, and bytes unpacked from its object streams.
MAX_OBJECTS = 100_000
MAX_UNPACKED = 64 * 1024 * 1024

# Every repetition is bounded, so that no content makes a search slow.
HEAD = re.compile(rb"(?<!\d)(\d{1,10})\s{1,4}\d{1,5}\s{1,4}$")
STREAM = re.compile(rb">>\s{0,4}stream\r?\n")
TYPE = re.compile(rb"/Type\s{0,8}/(Pages?|Catalog|ObjStm)(?![A-Za-z0-9])")
NUMBER_OF = {
    name: re.compile(rb"/" + name + rb"\s{1,8}(\d{1,10})(?!\d)") for name in (b"N", b"First")
}


class Unclear(Exception):
    """The objects cannot be told, or not at a fair price."""


def kind(body: bytes) -> bytes:
    """Return what an object's dictionary says it is: b"Page", b"Pages", b"Catalog" or nothing."""
    found = TYPE.search(body)
    return found[1] if found else b""


def walk(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield (number, dictionary) of every object in the order of the file, unpacked ones too."""
    looked_at = unpacked = at = 0
    end = -1
    while (at := content.find(b"obj", at)) >= 0:
        looked_at += 1
        if looked_at > MAX_OBJECTS:
            raise Unclear
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
        if kind(body) == b"ObjStm":
            packed = _unpack(body, content[stream.end() : at], MAX_UNPACKED - unpacked)
            unpacked += len(packed)
            for number, inner in _packed_objects(body, packed):
                looked_at += 1
                yield number, inner


def _unpack(body: bytes, packed: bytes, limit: int) -> bytes:
    """Return the content of an object stream; raises Unclear past ``limit`` bytes."""
    if b"/Filter" not in body:
        return packed
    if b"/FlateDecode" not in body or b"/DecodeParms" in body or limit <= 0:
        raise Unclear
    inflater = zlib.decompressobj()
    content = inflater.decompress(packed, limit)
    if inflater.unconsumed_tail:
        raise Unclear
    return content


def _packed_objects(body: bytes, content: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield (number, dictionary) of the objects in an unpacked object stream."""
    declared = NUMBER_OF[b"N"].search(body), NUMBER_OF[b"First"].search(body)
    if declared[0] is None or declared[1] is None:
        raise Unclear
    amount, first = int(declared[0][1]), int(declared[1][1])
    if amount > MAX_OBJECTS:
        raise Unclear
    numbers = [int(number) for number in content[:first].split(maxsplit=2 * amount)[: 2 * amount]]
    places = sorted(zip(numbers[1::2], numbers[0::2], strict=True))
    ends = [place for place, _number in places[1:]]
    for (place, number), end in zip(places, [*ends, len(content)], strict=True):
        yield number, content[first + place : first + end]
