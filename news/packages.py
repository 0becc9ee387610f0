"""ZIP packages looked through whole, but never unpacked whole: what Office, ODF and ZIP files are.

Every part is unpacked piece by piece and thrown away; what all of them hold together is bounded,
so a bomb costs a fixed price. A package that two programs could read in two ways is refused: parts
that overlap or are there twice, names that climb, something before or behind.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from news.vietnamese import CONTROL, HIDDEN

SIGNATURE = b"PK\x03\x04"
END = b"PK\x05\x06"
END_SIZE = 22
MAX_COMMENT = 65_535
MAX_PARTS = 10_000
MAX_DIRECTORY = 2 * 2**20
MAX_UNPACKED = 400 * 2**20
# Beyond this a package may hold no more than so many times its own size.
FREE_UNPACKED = 100 * 2**20
MAX_RATIO = 100
MAX_READ = 50 * 2**20
PIECE = 2**20
LOCAL_HEADER = 30
SYMLINK = 0o120000
FORMAT = 0o170000
LINE = re.compile(r"[\t\n\r]")
DRIVE = re.compile(r"^[A-Za-z]:")
# Longer than anything looked for, so that nothing hides between two pieces.
OVERLAP = 64
DAMAGE = (zipfile.BadZipFile, zlib.error, OSError, NotImplementedError, EOFError, ValueError)
Look = Callable[[bytes], None]


@dataclass
class Budget:
    """How many bytes a package and all packages in it may still unpack."""

    left: int = MAX_UNPACKED

    def spend(self, size: int) -> None:
        """Take ``size`` bytes; raises ValidationError when that is more than is left."""
        self.left -= size
        if self.left < 0:
            raise too_large()


def too_large() -> ValidationError:
    """Return the refusal of what would fill a computer when it is unpacked."""
    return ValidationError(_("The file is too large when unpacked."))


def damaged() -> ValidationError:
    """Return the refusal of what cannot be read."""
    return ValidationError(_("The file is damaged and cannot be read."))


def locked() -> ValidationError:
    """Return the refusal of what asks for a password."""
    return ValidationError(_("The file is locked with a password. Please save it without one."))


def two_in_one() -> ValidationError:
    """Return the refusal of what is one kind of file to one program and another to the next."""
    return ValidationError(
        _("Something else is hidden in this file. Please save it again in its own program.")
    )


@dataclass
class Package:
    """A package whose list of parts is sound; its parts are read by ``pieces`` and ``read``."""

    content: bytes
    parts: dict[str, zipfile.ZipInfo]
    comment: bytes = b""
    budget: Budget = field(default_factory=Budget)

    def pieces(self, name: str) -> Iterator[bytes]:
        """Yield the unpacked part piece by piece.

        Raises ValidationError when it is not what the list says of it, or too much altogether.
        """
        part = self.parts[name]
        start, end = _extent(self.content, part)
        packed = memoryview(self.content)[start:end]
        unpack = _inflated(packed) if part.compress_type == zipfile.ZIP_DEFLATED else _cut(packed)
        size = check = 0
        for piece in unpack:
            size += len(piece)
            if size > part.file_size:
                raise damaged()
            self.budget.spend(len(piece))
            check = zlib.crc32(piece, check)
            yield piece
        if size != part.file_size or check != part.CRC:
            raise damaged()

    def read(self, name: str, limit: int = MAX_READ) -> bytes:
        """Return the whole part; raises ValidationError past ``limit`` bytes."""
        if self.parts[name].file_size > limit:
            raise too_large()
        return b"".join(self.pieces(name))

    def look_at(self, name: str, look: Look) -> None:
        """Show the unpacked part to ``look``, a piece at a time, each with the end of the last."""
        tail = b""
        for piece in self.pieces(name):
            look(tail + piece)
            tail = piece[-OVERLAP:]


def opened(content: bytes, budget: Budget | None = None) -> Package:
    """Return the package in ``content``, its list judged and its parts still packed.

    Raises ValidationError, with a sentence for the person, when it is not sound.
    """
    end = _end_of(content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            listed = archive.infolist()
    except DAMAGE as broken:
        raise damaged() from broken
    parts = {part.filename: part for part in listed}
    if len(listed) > MAX_PARTS:
        raise too_large()
    if len(parts) != len(listed):
        raise two_in_one()
    for part in listed:
        _check_part(part)
    _check_places(content, listed, end)
    size = sum(part.file_size for part in listed)
    if size > MAX_UNPACKED or size > max(FREE_UNPACKED, MAX_RATIO * len(content)):
        raise too_large()
    return Package(content, parts, content[end + END_SIZE :], budget or Budget())


def _end_of(content: bytes) -> int:
    """Return where the end record begins; it must end the file, and its list be of fair size."""
    at = content.rfind(END, max(0, len(content) - END_SIZE - MAX_COMMENT))
    if at < 0 or at + END_SIZE > len(content):
        raise damaged()
    comment = int.from_bytes(content[at + 20 : at + 22], "little")
    if at + END_SIZE + comment != len(content) or content[at - 20 : at - 16] == b"PK\x06\x07":
        raise two_in_one()
    if b"<" in content[at + END_SIZE :] or b"%PDF" in content[at + END_SIZE :]:
        raise two_in_one()
    size = int.from_bytes(content[at + 12 : at + 16], "little")
    offset = int.from_bytes(content[at + 16 : at + 20], "little")
    if size > MAX_DIRECTORY:
        raise too_large()
    # Otherwise something stands before the package, or between its list and its end.
    if offset + size != at:
        raise two_in_one()
    return at


def _check_part(part: zipfile.ZipInfo) -> None:
    name = part.filename
    climbs = name.startswith("/") or ".." in name.split("/") or DRIVE.match(name)
    # zipfile has cut the name at a null character and turned nothing else round.
    if climbs or "\\" in name or name != part.orig_filename or not name:
        raise ValidationError(
            _("The file holds the name “%(name)s”, which leads out of its folder.")
            % {"name": CONTROL.sub("", HIDDEN.sub("", part.orig_filename))[:80]}
        )
    if CONTROL.search(name) or HIDDEN.search(name) or LINE.search(name):
        raise ValidationError(_("The file holds names with hidden characters."))
    if (part.external_attr >> 16) & FORMAT == SYMLINK:
        raise ValidationError(_("The file holds links to other places of a computer."))
    if part.flag_bits & 1 or part.flag_bits & 0x40:
        raise locked()
    if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ValidationError(
            _("The file is packed in a way that not every computer opens. Please pack it as ZIP.")
        )


def _check_places(content: bytes, parts: list[zipfile.ZipInfo], end: int) -> None:
    """Refuse parts that lie over one another, as in a bomb, and a package that begins late."""
    reached = 0
    for part in sorted(parts, key=lambda one: one.header_offset):
        start, stop = _extent(content, part)
        if part.header_offset < reached or stop > end or start > stop:
            raise two_in_one()
        if reached == 0 and part.header_offset != 0:
            raise two_in_one()
        reached = stop


def _extent(content: bytes, part: zipfile.ZipInfo) -> tuple[int, int]:
    """Return from where to where the packed bytes of ``part`` lie; its own header must agree."""
    header = content[part.header_offset : part.header_offset + LOCAL_HEADER]
    if len(header) < LOCAL_HEADER or header[:4] != SIGNATURE:
        raise damaged()
    name_size = int.from_bytes(header[26:28], "little")
    start = part.header_offset + LOCAL_HEADER
    flags = int.from_bytes(header[6:8], "little")
    encoding = "utf-8" if flags & 0x800 else "cp437"
    name = content[start : start + name_size].decode(encoding, "replace")
    method = int.from_bytes(header[8:10], "little")
    if name != part.filename or method != part.compress_type or flags & 1:
        raise two_in_one()
    start += name_size + int.from_bytes(header[28:30], "little")
    return start, start + part.compress_size


def _inflated(packed: memoryview) -> Iterator[bytes]:
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for at in range(0, len(packed), PIECE):
            waiting: bytes | memoryview = packed[at : at + PIECE]
            while waiting:
                yield inflater.decompress(waiting, PIECE)
                waiting = inflater.unconsumed_tail
    except zlib.error as broken:
        raise damaged() from broken
    if not inflater.eof or inflater.unused_data:
        raise damaged()


def _cut(packed: memoryview) -> Iterator[bytes]:
    for at in range(0, len(packed), PIECE):
        yield bytes(packed[at : at + PIECE])
