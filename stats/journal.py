"""The journal: one line for every accepted beacon, in files of this node, before any database.

A line is appended by one write to a file opened with O_APPEND, so processes never mix theirs, and
what was written stays when a process is killed. Each process asks the disk for it at the latest a
second later: a power cut may cost that second. stats.folding turns lines into daily rows.

A file begins with an identity of its own, so one that was deleted and made anew under the same name
is another file. Every line is framed by line breaks on both sides: what a full disk cut off spoils
no line that follows.
"""

from __future__ import annotations

import json
import os
import tempfile
import threading
import uuid
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from stats import tokens

SUFFIX = ".journal"
HEAD = b"journal "
SYNC_SECONDS = 1.0
# What is read at a time, in bytes: some twenty thousand lines.
BATCH_BYTES = 4_000_000

_encode = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode


@dataclass(frozen=True)
class Line:
    """One shown page: when (aware), which (as its token names it), to which visitor of that day.

    ``bot`` tells that a program asked. ``details`` are values by dimension. A line may stand for
    an ``amount`` of what is no view. No address and no browser's name is written.
    """

    at: datetime
    page: str
    visitor: str
    bot: bool
    details: Mapping[str, str] = field(default_factory=dict)
    amount: int = 1


@dataclass(frozen=True)
class Batch:
    """Lines of one journal from a position on.

    ``end`` is the position after the last whole line, in bytes; ``damaged`` says how many pieces
    between were no lines; ``more`` tells that the file goes on after ``end``.
    """

    lines: list[Line]
    end: int
    damaged: int
    more: bool


class _Writer:
    """The open journal of this process: of one folder and day at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._file: int | None = None
        self._place: Path | None = None
        self._sync: threading.Timer | None = None

    def write(self, place: Path, content: bytes) -> None:
        with self._lock:
            file = self._open(place)
            # A short write is what a full disk leaves; the line is then not acknowledged.
            if os.write(file, content) != len(content):
                raise OSError(f"{place} takes no more")
            if self._sync is None:
                self._sync = threading.Timer(SYNC_SECONDS, self._synchronise)
                self._sync.daemon = True
                self._sync.start()

    def _open(self, place: Path) -> int:
        if self._file is not None:
            # A file that somebody deleted would swallow what is written to it.
            if self._place == place and os.fstat(self._file).st_nlink:
                return self._file
            self._close()
        _make(place)
        self._file, self._place = os.open(place, os.O_WRONLY | os.O_APPEND), place
        return self._file

    def _close(self) -> None:
        if self._file is not None:
            file, self._file = self._file, None
            with suppress(OSError):
                os.fsync(file)
            os.close(file)

    def _synchronise(self) -> None:
        with self._lock:
            self._sync = None
            if self._file is not None:
                with suppress(OSError):
                    os.fdatasync(self._file)


_writer = _Writer()


def folder() -> Path:
    """Return where this node keeps its journals."""
    return Path(settings.JOURNAL_DIR)


def append(line: Line) -> None:
    """Keep ``line``; raises OSError when the disk does not take it, and then it does not count."""
    values = {
        "at": line.at.timestamp(),
        "page": line.page,
        "visitor": line.visitor,
        "bot": int(line.bot),
    }
    if line.details:
        values["details"] = line.details
    if line.amount != 1:
        values["amount"] = line.amount
    _writer.write(_place(line.at), f"\n{_encode(values)}\n".encode())


def is_writable() -> bool:
    """Tell whether the disk takes another line now, by writing an empty one."""
    try:
        _writer.write(_place(timezone.now()), b"\n")
    except OSError:
        return False
    return True


def files() -> list[Path]:
    """Return this node's journals, oldest first."""
    return sorted(folder().glob(f"*{SUFFIX}"))


def day_of(file: Path) -> date:
    """Return the day whose lines ``file`` takes."""
    return date.fromisoformat(file.stem)


def identity(file: Path) -> str:
    """Return the identity that ``file`` was made with; empty for a file that is no journal."""
    with file.open("rb") as journal:
        first = journal.readline(len(HEAD) + 40)
    return first.removeprefix(HEAD).decode("ascii", "replace").strip() if HEAD in first else ""


def read(file: Path, start: int) -> Batch:
    """Return the whole lines of ``file`` from position ``start`` on, at most BATCH_BYTES."""
    with file.open("rb") as journal:
        journal.seek(start)
        content = journal.read(BATCH_BYTES)
        more = bool(journal.read(1))
    whole = content[: content.rfind(b"\n") + 1]
    lines, damaged = [], 0
    for piece in _pieces(whole):
        if piece.startswith(HEAD):
            continue
        line = _line(piece)
        if line is None:
            damaged += 1
        else:
            lines.append(line)
    return Batch(lines, start + len(whole), damaged, more and bool(whole))


def local_time(at: datetime) -> datetime:
    """Return ``at`` by the portal's clock; asked for every beacon and every line."""
    return at.astimezone(timezone.get_default_timezone())


def _place(at: datetime) -> Path:
    return _place_of(settings.JOURNAL_DIR, local_time(at).date())


@lru_cache(maxsize=4)
def _place_of(place: Path, day: date) -> Path:
    return Path(place) / f"{day.isoformat()}{SUFFIX}"


def _pieces(content: bytes) -> Iterator[bytes]:
    return (piece for piece in content.split(b"\n") if piece)


def _line(piece: bytes) -> Line | None:
    try:
        values = json.loads(piece)
        return Line(
            at=datetime.fromtimestamp(values["at"], UTC),
            page=_name(values["page"]),
            visitor=str(values["visitor"]),
            bot=bool(values["bot"]),
            details={str(key): str(one) for key, one in values.get("details", {}).items()},
            amount=int(values.get("amount", 1)),
        )
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, OSError):
        return None


def _name(page: object) -> str:
    """Return a page's name as a line has it; ValueError for what is none. A line may name none."""
    if page:
        tokens.parsed(str(page))
    return str(page)


def _make(place: Path) -> None:
    """Make a journal at ``place`` unless there is one; of several processes one makes it."""
    if place.exists():
        return
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, part = tempfile.mkstemp(dir=place.parent)
    try:
        with os.fdopen(handle, "wb") as new:
            new.write(HEAD + uuid.uuid4().hex.encode() + b"\n")
            new.flush()
            os.fsync(new.fileno())
        with suppress(FileExistsError):
            os.link(part, place)
    finally:
        Path(part).unlink()
