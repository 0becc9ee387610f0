"""Parts of a file: what a Range header asks for (RFC 9110), and reading no more than that."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.core.files.base import File

# One range only; several in one answer serve no browser and multiply the work.
ONE_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})", re.IGNORECASE)
# What is handed to the server at once. It sends one piece by itself, however slow the reader; only
# what has several holds a worker until the last of them is taken.
CHUNK = 1024 * 1024
# What a player gets of "from here on": it asks again, and no film holds a worker.
STRETCH = CHUNK


class NotSatisfiable(Exception):
    """The range lies outside the file: 416."""


def asked(header: str, size: int, *, in_stretches: bool = False) -> range | None:
    """Return the positions that a Range ``header`` asks of a file of ``size`` bytes.

    ``in_stretches`` cuts a range without an end, as players send it. None when the header is to be
    passed over: it is empty, malformed or names several ranges.
    Raises NotSatisfiable when nothing of the range lies in the file.
    """
    found = ONE_RANGE.fullmatch(header.strip())
    if found is None or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    if not first:
        positions = range(max(0, size - int(last)), size)
    elif last and int(last) < int(first):
        return None
    else:
        open_end = int(first) + STRETCH if in_stretches else size
        positions = range(int(first), min(int(last) + 1 if last else open_end, size))
    if not positions:
        raise NotSatisfiable
    return positions


class Part:
    """The bytes of an open file at some positions, in chunks; closing it closes the file."""

    def __init__(self, file: File[bytes], positions: range) -> None:
        self._file = file
        self._positions = positions

    def __iter__(self) -> Iterator[bytes]:
        self._file.seek(self._positions.start)
        left = len(self._positions)
        while left and (chunk := self._file.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk

    def close(self) -> None:
        """Close the file; the answer does so when it is sent or given up."""
        self._file.close()
