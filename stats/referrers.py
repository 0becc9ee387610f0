"""Where a visit came from: the host alone, never the address that was read there."""

import re
from functools import lru_cache

MAX_HOST = 200
LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?"
HOST = re.compile(rf"{LABEL}(?:\.{LABEL})+")


@lru_cache(maxsize=1024)
def reduced(told: str, own: str) -> str:
    """Return the host that a beacon told, in lower case and without "www.".

    Empty when there is none, when it is no host's name, or when it is ``own``, the host that was
    asked (perhaps with its port). An address in numbers is nobody's name.
    """
    host = _bare(told) if len(told) <= MAX_HOST else ""
    if not HOST.fullmatch(host) or host == _bare(own.partition(":")[0]):
        return ""
    return "" if host.replace(".", "").isdigit() else host


def _bare(host: str) -> str:
    return host.strip().lower().rstrip(".").removeprefix("www.")
