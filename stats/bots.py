"""Telling programs from people by what they say of themselves and by how they behave."""

import re
from functools import lru_cache

from crawlerdetect import CrawlerDetect

_detector = CrawlerDetect()
MAX_AGENT = 512
MAX_NAME = 60
# What fetches a link that somebody has sent, where the detector does not know it. A person who
# reads inside one of these apps is shown by a browser, whose name begins with Mozilla.
PREVIEW = re.compile(
    r"^(?:viber|zalo|line|signal|telegram|kakaotalk|wechat|messenger|skype)\b[^ ]*"
    r"|\b\w*(?:url|link)[ -]?preview\w*"
    r"|(?<=\(compatible; )(?!msie|konqueror)[^;/)]+",
    re.IGNORECASE,
)
# Programs that do not say so; behaviours are told at the door, the last one when lines are folded.
NAMELESS = "behaviour: no name"
AUTOMATED = "behaviour: driven by a program"
NO_LANGUAGE = "behaviour: no language"
MANY_PAGES = "behaviour: many pages at once"


@lru_cache(maxsize=2048)
def bot_name(user_agent: str) -> str:
    """Return the name of the program behind ``user_agent``; empty for a person's browser.

    One that says nothing counts as a program.
    """
    agent = user_agent[:MAX_AGENT].strip()
    if not agent:
        return NAMELESS
    if _detector.is_crawler(agent):
        # Asked of the cached check, because other threads may change what the detector remembers.
        _is_bot, match = _detector._cached_check(agent)
    else:
        preview = PREVIEW.search(agent)
        if preview is None:
            return ""
        match = preview[0].partition("/")[0]
    return " ".join((match or agent).split())[:MAX_NAME]


def is_bot(user_agent: str) -> bool:
    """Tell whether ``user_agent`` is a program's."""
    return bool(bot_name(user_agent))


def behaviour(*, driven: bool, language: str) -> str:
    """Return how a program shows itself at the door; empty when it does not.

    ``driven`` is what the page's script found (navigator.webdriver), ``language`` the header that
    every browser sends.
    """
    if driven:
        return AUTOMATED
    return "" if language.strip() else NO_LANGUAGE
