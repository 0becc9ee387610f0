"""Links: where they really lead, and which lead nowhere once the text stands here."""

from urllib.parse import parse_qs, urlsplit

from lxml.html import HtmlElement

from news import footnotes
from news.paste.elements import drop_unwrapped, elements, holds_block, unwrap, wrap_contents

SCHEMES = ("http", "https", "mailto", "tel")


def convert(root: HtmlElement) -> None:
    """Unwrap links to places inside the other document or on the other computer."""
    for link in elements(root, "a"):
        address = _target(link.get("href", "").strip())
        if not address:
            unwrap(link)
            continue
        link.set("href", address)
        if holds_block(link):
            _into_blocks(link)
    drop_unwrapped(root)


def _target(address: str) -> str:
    if footnotes.is_address(address):
        return address
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    if parts.scheme and parts.scheme.lower() not in SCHEMES:
        return ""
    if address.startswith("#") or not address:
        return ""
    host = (parts.hostname or "").lower()
    if host in ("www.google.com", "google.com") and parts.path == "/url":
        return _asked(parts.query, "q") or _asked(parts.query, "url") or address
    if host.endswith(".safelinks.protection.outlook.com"):
        return _asked(parts.query, "url") or address
    return address


def _asked(query: str, name: str) -> str:
    found = parse_qs(query).get(name, [""])[0]
    return found if found.startswith(("http://", "https://", "mailto:")) else ""


def _into_blocks(link: HtmlElement) -> None:
    """Let each block inside a link hold its own link: no paragraph may stand in one."""
    for block in elements(link):
        is_leaf = not holds_block(block) and block.tag in ("p", "li", "td", "th", "h2", "h3", "h4")
        if is_leaf and block.text_content().strip():
            wrap_contents(block, "a").set("href", link.get("href"))
    unwrap(link)
