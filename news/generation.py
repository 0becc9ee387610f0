"""The content generation: one number that grows with whatever readers could see.

Each process may keep finished things in memory as long as the number stays the same. Comparing it
costs one small query, made at most twice a second; so a change is seen by every process within that
time, with nothing but the database between them.
"""

import math
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from news.models import ContentGeneration

CHECK_SECONDS = 0.5
Value = TypeVar("Value")


def current() -> int:
    """Return the number as the database has it now; 0 before the first change."""
    return ContentGeneration.objects.values_list("number", flat=True).first() or 0


class Shell:
    """What pages share, kept in this process for one generation: pieces made on first use.

    ``fresh_until`` is the first moment (aware) at which the clock alone changes what readers see,
    midnight at the latest. Nor do they hold before they were made: a clock that went fast may be
    set right. ``asked`` is the monotonic time just before the database was asked for the number; a
    slow machine must not make it seem younger.
    """

    def __init__(
        self,
        number: int,
        fresh_until: datetime,
        *,
        asked: float | None = None,
        **pieces: Any,
    ) -> None:
        self.number = number
        # As seconds: a page asks a dozen times.
        self._begins = time.time()
        self._ends = fresh_until.timestamp()
        self._checked = time.monotonic() if asked is None else asked
        self._pieces: dict[str, tuple[Any, float]] = {
            name: (piece, math.inf) for name, piece in pieces.items()
        }

    def piece(self, name: str, make: Callable[[], Value], seconds: float = math.inf) -> Value:
        """Return the piece called ``name``, made by ``make()`` when missing.

        With ``seconds`` it is made again when older than that, for figures that no generation
        covers.
        """
        kept = self._pieces.get(name)
        if kept is None or time.monotonic() >= kept[1]:
            kept = self._pieces[name] = (make(), time.monotonic() + seconds)
        return kept[0]

    def is_fresh(self) -> bool:
        """Tell whether the pieces may still be shown, asking the database twice a second."""
        if not self._begins <= time.time() < self._ends:
            return False
        if time.monotonic() - self._checked >= CHECK_SECONDS:
            asked = time.monotonic()
            if current() != self.number:
                return False
            self._checked = asked
        return True


class Holder:
    """Holds this process's shell and makes the next one when it is stale."""

    def __init__(self) -> None:
        self._shell: Shell | None = None

    def get(self, build: Callable[[], Shell]) -> Shell:
        """Return the shell, made afresh by ``build()`` when there is none or it is stale."""
        if self._shell is None or not self._shell.is_fresh():
            self._shell = build()
        return self._shell

    def peek(self) -> Shell | None:
        """Return the shell that is held, unchecked: a label that can be too old, never too new."""
        return self._shell

    def clear(self) -> None:
        """Forget it; the next reader builds another."""
        self._shell = None


holder = Holder()
