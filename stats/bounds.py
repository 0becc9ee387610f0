"""How much is counted of what one reader, one address, one message may bring; /cach-dem/ says so.

Exact per visitor: it is decided when lines are folded, so it holds through any number of processes.
At the door each process bounds what one address may write to the disk, in memory alone.
"""

from __future__ import annotations

import time
from collections import Counter
from ipaddress import IPv6Network
from threading import Lock

from django.utils import timezone

from stats import journal
from stats.dimensions import Dimension, Refusal

# Of one visitor and minute: views that count, and different pages before it is a program.
VISITOR_VIEWS = 60
VISITOR_PAGES = 30
# Of one address (IPv6: one /64) and minute, in each server process.
ADDRESS_MESSAGES = 600
# How many addresses a process tells apart in a minute; all beyond share the bound of one.
ADDRESSES = 50_000
# A beacon's body, in bytes, and a token in it, in characters.
BODY_BYTES = 4096
TOKEN_CHARACTERS = 500


class Door:
    """How many messages each address has sent in this minute; forgotten with it."""

    def __init__(self) -> None:
        self._minute = 0
        self._seen: dict[str, int] = {}

    def admits(self, address: str) -> bool:
        """Count a message of ``address``; tell whether it is within the bound."""
        minute = int(time.monotonic() // 60)
        if minute != self._minute:
            self._minute, self._seen = minute, {}
        sender = _network(address) if ":" in address else address
        if sender not in self._seen and len(self._seen) >= ADDRESSES:
            sender = ""
        sent = self._seen.get(sender, 0) + 1
        self._seen[sender] = sent
        return sent <= ADDRESS_MESSAGES

    def clear(self) -> None:
        """Forget all addresses."""
        self._seen = {}


def _network(address: str) -> str:
    try:
        return str(IPv6Network((address, 64), strict=False))
    except ValueError:
        return address


class Refused:
    """What was refused and why, in memory, noted as one line a reason now and then.

    So a flood costs no disk. What a process has not noted when it ends is lost: nothing counted
    hangs on it.
    """

    SECONDS = 10.0

    def __init__(self) -> None:
        self._lock = Lock()
        self._amounts = Counter[str]()
        self._next_time = 0.0

    def add(self, reason: Refusal) -> None:
        """Count one message that was refused for ``reason``."""
        with self._lock:
            self._amounts[str(reason)] += 1
        self.note_if_due()

    def note_if_due(self) -> None:
        """Write what was refused to the journal when the last time was SECONDS ago or more."""
        if not self._amounts or time.monotonic() < self._next_time:
            return
        with self._lock:
            amounts, self._amounts = self._amounts, Counter()
            self._next_time = time.monotonic() + self.SECONDS
        for reason, amount in amounts.items():
            line = journal.Line(
                at=timezone.now(),
                page="",
                visitor="",
                bot=False,
                details={Dimension.REFUSED.value: reason},
                amount=amount,
            )
            try:
                journal.append(line)
            except OSError:
                # The disk is full: told beside the beacons themselves, and tried again later.
                with self._lock:
                    self._amounts[reason] += amount

    def clear(self) -> None:
        """Forget what was not noted yet."""
        self._amounts, self._next_time = Counter(), 0.0


door = Door()
refused = Refused()
