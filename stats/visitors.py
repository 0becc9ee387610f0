"""Who is a visitor: a keyed hash of address and browser, under a key that lives for one day.

The key lies in a file outside the database and its backups and is destroyed when the day is over
and the last visits that began in it have ended. Without it the hashes lead nowhere. No address is
stored anywhere.
"""

import hashlib
import hmac
import os
import secrets
import tempfile
from datetime import date
from functools import lru_cache
from ipaddress import IPv6Address
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

KEY_BYTES = 32


def visitor_hash(address: str, user_agent: str, day: date) -> str:
    """Return 32 hex digits for the visitor with this address and browser on ``day``."""
    return _digest(day, f"{address}\0{user_agent}").hex()[:32]


def address_hash(address: str) -> str:
    """Return today's stand-in for ``address`` in the shape of a private IPv6 address.

    For the lock-out of log-ins, whose tables want an address: equal ones stay equal for a day.
    """
    return str(IPv6Address(b"\xfd" + _digest(timezone.localdate(), address)[:15]))


def client_address(request: HttpRequest) -> str:
    """Return the address of the browser, as the outermost trusted proxy saw it."""
    if settings.TRUSTED_PROXIES:
        hops = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        if len(hops) >= settings.TRUSTED_PROXIES:
            return hops[-settings.TRUSTED_PROXIES].strip()
    return str(request.META.get("REMOTE_ADDR", ""))


def destroy_keys_before(day: date) -> None:
    """Destroy the keys of the days before ``day``, on the disk and in this process."""
    for file in settings.VISITOR_KEYS_DIR.glob("*.key"):
        if file.stem < day.isoformat():
            file.unlink(missing_ok=True)
            _key_of.cache_clear()


def _digest(day: date, text: str) -> bytes:
    return hmac.digest(_key_of(settings.VISITOR_KEYS_DIR, day), text.encode(), hashlib.sha256)


@lru_cache(maxsize=1)
def _key_of(place: Path, day: date) -> bytes:
    """Return the day's key, making it when this process is the first to ask.

    The file appears whole, by a link that only one process can make, so all of them agree.
    """
    file = place / f"{day.isoformat()}.key"
    if not file.exists():
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, part = tempfile.mkstemp(dir=place)
        with os.fdopen(handle, "wb") as new:
            new.write(secrets.token_bytes(KEY_BYTES))
        try:
            os.link(part, file)
        except FileExistsError:
            pass
        finally:
            Path(part).unlink()
    return file.read_bytes()
