"""The page memory: finished public pages, kept in this process within a bound of bytes.

All pages in it were made under one shell (news.generation) and are forgotten with it, so a change
that readers could see empties it within a second. Each page also has its own end, for what no
generation covers. An encoding is made once, when it is first asked for; all that is held counts.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

from django.conf import settings
from django.utils.http import parse_etags

from kientuong_portal import encodings
from kientuong_portal.page_keys import Key
from news.generation import Shell

# What Python needs for one page, and for one header, beside their bytes.
PAGE_OVERHEAD = 1_500
HEADER_OVERHEAD = 160
LARGEST_SHARE = 8


@dataclass(eq=False, slots=True)
class KeptPage:
    """One finished answer; times are seconds since 1970.

    ``headers`` are those that do not depend on the encoding. ``bodies`` has the body by encoding,
    plain only until one is made. ``cost`` is what the memory counts for it, 0 while it is not kept.
    """

    status: str
    headers: list[tuple[str, str]]
    etag: str
    made_at: float
    fresh_until: float
    bodies: dict[str, bytes]
    cost: int = 0

    def size(self) -> int:
        """Return how many bytes the page takes up."""
        headers = sum(len(name) + len(value) + HEADER_OVERHEAD for name, value in self.headers)
        return PAGE_OVERHEAD + headers + sum(map(len, self.bodies.values()))

    def is_named_by(self, if_none_match: str) -> bool:
        """Tell whether the browser holds this very page."""
        if not if_none_match or not self.etag:
            return False
        if if_none_match == self.etag:
            return True
        names = parse_etags(if_none_match)
        return names == ["*"] or self.etag in (
            name if name.startswith("W/") else f"W/{name}" for name in names
        )

    def best_encoding(self, accept_encoding: str) -> str:
        """Return the encoding in which to send it; a short text goes as it is."""
        plain = self.bodies.get(encodings.PLAIN)
        if plain is not None and len(plain) < encodings.WORTHWHILE:
            return encodings.PLAIN
        return encodings.accepted(accept_encoding)


class PageMemory:
    """Pages of one shell by their keys, at most ``limit`` bytes; the least recently used go first.

    A limit of 0 keeps nothing. Safe for several threads.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._lock = Lock()
        self._shell: Shell | None = None
        self._pages: OrderedDict[Key, KeptPage] = OrderedDict()
        self._size = 0

    def find(self, shell: Shell, key: Key, now: float) -> KeptPage | None:
        """Return the page kept under ``shell`` that is still fresh at ``now``."""
        with self._lock:
            self._belong_to(shell)
            page = self._pages.get(key)
            if page is None:
                return None
            if now >= page.fresh_until:
                self._forget(key)
                return None
            self._pages.move_to_end(key)
            return page

    def keep(self, shell: Shell, key: Key, page: KeptPage) -> None:
        """Keep ``page``, made under ``shell``, unless it is too large a share of the memory."""
        cost = page.size() + sum(map(len, key))
        if cost > self.limit // LARGEST_SHARE:
            return
        with self._lock:
            self._belong_to(shell)
            self._forget(key)
            self._pages[key] = page
            page.cost = cost
            self._size += cost
            self._shrink()

    def body(self, page: KeptPage, encoding: str) -> bytes:
        """Return the body of ``page`` in ``encoding``; an encoded one is held while it is kept."""
        bodies = page.bodies
        if encoding in bodies:
            return bodies[encoding]
        held, source = next(iter(bodies.items()))
        plain = encodings.decode(source, held)
        body = encodings.encode(plain, encoding, quickly=not self.limit)
        if encoding != encodings.PLAIN:
            self._hold(page, encoding, body)
        return body

    def _hold(self, page: KeptPage, encoding: str, body: bytes) -> None:
        with self._lock:
            if not page.cost:
                return
            # Another dictionary, because a thread may be reading this one.
            held = {name: one for name, one in page.bodies.items() if name != encodings.PLAIN}
            grown = sum(map(len, held.values())) - sum(map(len, page.bodies.values()))
            page.bodies = held | {encoding: body}
            page.cost += grown + len(body)
            self._size += grown + len(body)
            self._shrink()

    def clear(self) -> None:
        """Forget every page."""
        with self._lock:
            self._empty()
            self._shell = None

    def __len__(self) -> int:
        return len(self._pages)

    @property
    def size(self) -> int:
        """How many bytes the pages take up."""
        return self._size

    def _belong_to(self, shell: Shell) -> None:
        if self._shell is not shell:
            self._empty()
            self._shell = shell

    def _empty(self) -> None:
        for page in self._pages.values():
            page.cost = 0
        self._pages.clear()
        self._size = 0

    def _forget(self, key: Key) -> None:
        page = self._pages.pop(key, None)
        if page is not None:
            self._size -= page.cost
            page.cost = 0

    def _shrink(self) -> None:
        while self._size > self.limit:
            self._forget(next(iter(self._pages)))


memory = PageMemory(settings.PAGE_MEMORY_MB * 1024 * 1024)
