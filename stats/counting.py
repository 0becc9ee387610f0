"""Counting: what one shown page adds to which figure.

A view is one accepted beacon for a page shown to a person. A visit begins with the first view of a
visitor after 30 minutes of silence. Bots are counted apart, staff at work not at all. A view is
noted in the journal when it happens and added to the daily rows when that is folded
(stats.folding).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from stats import journal
from stats.bots import bot_name
from stats.devices import device_and_browser
from stats.dimensions import Dimension
from stats.journal import Line, local_time
from stats.tokens import DOWNLOAD, MISSING, NO_VIEWS, NOTHING, SEARCH, Page
from stats.visitors import visitor_hash

# Under which dimensions the journal keeps what a page is about.
ABOUT = {
    SEARCH: (Dimension.SEARCH.value,),
    NOTHING: (Dimension.SEARCH.value, Dimension.NOTHING.value),
    MISSING: (Dimension.MISSING.value,),
    DOWNLOAD: (Dimension.DOWNLOAD.value,),
}


@dataclass(frozen=True)
class Hit:
    """One page shown: which, to whom, when (aware).

    ``behaviour`` names how a program showed itself (stats.bots), ``referrer`` the host told.
    """

    page: Page
    address: str
    user_agent: str
    at: datetime
    is_staff: bool = False
    behaviour: str = ""
    referrer: str = ""


def note(hit: Hit) -> bool:
    """Write ``hit`` to the journal; return whether something of a person's was noted.

    Staff at work are not noted, nor are the downloads and missing pages of bots. Raises OSError
    when the journal's disk takes nothing.
    """
    if hit.is_staff:
        return False
    page = hit.page
    # A search that found nothing is the same page as any other search.
    name = SEARCH if page.kind == NOTHING else str(page)
    bot = bot_name(hit.user_agent) or hit.behaviour
    if bot:
        if name not in NO_VIEWS:
            journal.append(Line(hit.at, name, "", True, {Dimension.BOT.value: bot}))
        return False
    details = dict.fromkeys(ABOUT.get(page.kind, ()), page.about) if page.about else {}
    if name in NO_VIEWS:
        journal.append(Line(hit.at, name, "", False, details))
        return True
    details["device"], details["browser"] = device_and_browser(hit.user_agent)
    if hit.referrer:
        details["referrer"] = hit.referrer
    visitor = visitor_hash(hit.address, hit.user_agent, local_time(hit.at).date())
    journal.append(Line(hit.at, name, visitor, False, details))
    return True
