"""Telling programs from people by what they say of themselves."""

from functools import lru_cache

from crawlerdetect import CrawlerDetect

_detector = CrawlerDetect()
MAX_AGENT = 512


@lru_cache(maxsize=2048)
def is_bot(user_agent: str) -> bool:
    """Tell whether ``user_agent`` is a program's. One that says nothing counts as a program."""
    agent = user_agent[:MAX_AGENT].strip()
    return not agent or bool(_detector.isCrawler(agent))
