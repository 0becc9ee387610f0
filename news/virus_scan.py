"""Viruses: each upload is shown to a ClamAV daemon over its socket before it is stored.

Nothing is scanned where CLAMAV_SOCKET is not set. While the daemon is down, what comes in waits:
its writers see it, readers do not, until ``scan_waiting`` has had it looked at.
"""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from news.models import ContentGeneration, StoredFile, WaitingFile

SECONDS = 20
PIECE = 2**18
MOST_ANSWER = 4096
FOUND = " FOUND"


class ScannerDown(Exception):
    """The daemon cannot be reached, or does not answer as one."""


@dataclass(frozen=True)
class Round:
    """What scanning everything that waited has come to, in files; ``error`` says why it stopped."""

    clean: int = 0
    infected: int = 0
    left: int = 0
    error: str = ""


def is_wanted() -> bool:
    """Tell whether uploads are to be scanned."""
    return bool(settings.CLAMAV_SOCKET)


def virus_in(pieces: Iterable[bytes]) -> str:
    """Return the name of the virus in a file given in ``pieces``; empty: none was found.

    Raises ScannerDown. The protocol is clamd's INSTREAM: each piece with its length before it.
    """
    try:
        with _connected() as line:
            line.sendall(b"zINSTREAM\0")
            for piece in pieces:
                for at in range(0, len(piece), PIECE):
                    part = piece[at : at + PIECE]
                    line.sendall(struct.pack(">I", len(part)) + part)
            line.sendall(struct.pack(">I", 0))
            answer = _answer(line)
    except OSError as fault:
        raise ScannerDown(str(fault)) from fault
    told = answer.partition(": ")[2] or answer
    if told.endswith(FOUND):
        return told.removesuffix(FOUND)[:200] or _("something unnamed")
    if told != "OK":
        raise ScannerDown(told[:200] or "no answer")
    return ""


def _connected() -> socket.socket:
    """Return a connection: to a path, or to ``host:port``."""
    address = settings.CLAMAV_SOCKET
    host, colon, port = address.rpartition(":")
    if not address.startswith("/") and colon and port.isdecimal():
        return socket.create_connection((host, int(port)), SECONDS)
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        line.settimeout(SECONDS)
        line.connect(address)
    except OSError:
        line.close()
        raise
    return line


def _answer(line: socket.socket) -> str:
    told = b""
    while b"\0" not in told and len(told) < MOST_ANSWER:
        piece = line.recv(MOST_ANSWER)
        if not piece:
            break
        told += piece
    return told.partition(b"\0")[0].decode("utf-8", "replace").strip()


def passed(content: bytes) -> bool:
    """Tell whether ``content`` was found clean; False: it was not looked at and has to wait.

    Raises ValidationError, with a sentence for the person, when it holds a virus.
    """
    if not is_wanted():
        return True
    try:
        found = virus_in([content])
    except ScannerDown:
        return False
    if found:
        raise ValidationError(
            _(
                "The file holds a virus (%(virus)s) and was not taken. Please have your computer "
                "looked at."
            )
            % {"virus": found}
        )
    return True


def scan_waiting() -> Round:
    """Show the daemon everything that waits, the oldest first.

    A clean file is readers' from then on; an infected one waits for ever under its virus's name.
    """
    clean = infected = 0
    waiting = WaitingFile.objects.filter(found="").order_by("since").select_related("file")
    for row in list(waiting):
        try:
            found = virus_in(_pieces(row.file))
        except ScannerDown as down:
            return Round(clean, infected, waiting.count(), str(down))
        if found:
            infected += 1
            WaitingFile.objects.filter(pk=row.pk).update(found=found)
        else:
            clean += 1
            row.delete()
    if clean:
        # Kept pages may have been told that a file is not there.
        ContentGeneration.bump()
    return Round(clean, infected)


def _pieces(file: StoredFile) -> Iterator[bytes]:
    with default_storage.open(file.path) as stored:
        yield from stored.chunks(PIECE)


@dataclass(frozen=True)
class Standing:
    """What staff are told: files that wait for the scanner, and those with a virus."""

    waiting: int = 0
    infected: int = 0


def standing() -> Standing:
    """Return what readers do not get; no query where nothing is scanned."""
    if not is_wanted():
        return Standing()
    found = list(WaitingFile.objects.values_list("found", flat=True))
    return Standing(found.count(""), len(found) - found.count(""))


def let_wait(file: StoredFile, at: datetime) -> None:
    """Keep ``file`` from readers until it is scanned."""
    WaitingFile.objects.get_or_create(file=file, defaults={"since": at})
