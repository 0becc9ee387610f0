"""Article bodies: what HTML may be stored, and how what arrives is brought to it.

Cleaning happens on save, on import and on the value before it enters the editor; cleaning twice
changes nothing. nh3 has the last word, so whatever the first step leaves cannot do harm.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

import lxml.html
import nh3
from django.utils.translation import gettext as _
from lxml.html import HtmlElement

from news.vietnamese import nfc, one_line

ALIGNMENTS = {"center": "text-center", "right": "text-right"}
BLOCKS = {"p", "h2", "h3", "h4", "td", "th", "figure"}
TAGS = {
    *("p", "h2", "h3", "h4", "blockquote", "ul", "ol", "li", "br", "hr"),
    *("strong", "em", "s", "sub", "sup", "a"),
    *("table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"),
    *("figure", "figcaption", "img"),
}
ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start", "type"},
    "th": {"colspan", "rowspan", "scope", "style"},
    "td": {"colspan", "rowspan", "style"},
    **{tag: {"style"} for tag in ("p", "h2", "h3", "h4")},
}
CLASSES = {tag: set(ALIGNMENTS.values()) for tag in BLOCKS} | {
    "figure": {"image", *ALIGNMENTS.values()}
}
RENAMED = {"b": "strong", "i": "em", "h1": "h2", "h5": "h4", "h6": "h4", "strike": "s", "del": "s"}
INLINE = {"strong", "em", "s", "sub", "sup", "a", "br", "img"}
CONTAINERS = (
    *("div", "blockquote", "ul", "ol", "table", "thead", "tbody", "tfoot", "tr", "figure"),
    *("td", "th", "li"),
)
SPACE = " \t\r\n"
SCHEMES = {"http", "https", "mailto", "tel"}
FILE_ADDRESS = re.compile(r"^/tep/([0-9a-f]{64})/")
ALIGNED = re.compile(r"text-align:\s*(center|right)")
SPACES = re.compile(r"[ \t\n\r\f]+")


@dataclass(frozen=True)
class AlbumPicture:
    """One picture of a body: its stored file's hash, what is said of it, its size in pixels.

    ``width`` and ``height`` are 0 where the body does not tell them.
    """

    sha256: str
    name: str
    alt: str
    caption: str
    width: int
    height: int


def clean(html: str) -> str:
    """Return ``html`` reduced to what an article may hold, in NFC.

    Scripts, styles, event handlers, foreign pictures and unknown tags are gone; alignment becomes a
    class; a heading of the first rank, the page's own, becomes one of the second.
    """
    html = nfc(html).strip()
    if not html:
        return ""
    root = lxml.html.fragment_fromstring(_sanitise(html), create_parent="div")
    for element in list(root.iter()):
        if isinstance(element, HtmlElement):
            _tidy(element)
    for element in reversed(list(root.iter("p"))):
        if not _says_something(element):
            element.drop_tree()
    _drop_layout_space(root)
    inner = lxml.html.tostring(root, encoding="unicode")
    return _sanitise(inner.removeprefix("<div>").removesuffix("</div>")).strip()


def _sanitise(html: str) -> str:
    return nh3.clean(
        html,
        tags=TAGS | set(RENAMED),
        clean_content_tags={"script", "style", "iframe", "object", "noscript", "template"},
        attributes=ATTRIBUTES,
        allowed_classes=CLASSES,
        filter_style_properties={"text-align"},
        url_schemes=SCHEMES,
        link_rel="noopener",
    )


def _tidy(element: HtmlElement) -> None:
    element.tag = RENAMED.get(element.tag, element.tag)
    aligned = ALIGNED.search(element.attrib.pop("style", ""))
    if aligned and element.tag in BLOCKS:
        element.set("class", ALIGNMENTS[aligned.group(1)])
    if not element.get("class", "").strip():
        element.attrib.pop("class", None)
    if element.tag == "img" and not FILE_ADDRESS.match(element.get("src", "")):
        element.drop_tree()
    if element.tag == "img" and element.get("alt") is None:
        element.set("alt", "")


def _drop_layout_space(root: HtmlElement) -> None:
    """Remove the line breaks and indents that editors put between blocks: they change nothing."""
    for element in root.iter(*CONTAINERS):
        if element.text and not element.text.strip(SPACE):
            element.text = None
        for child in element:
            if child.tail and not child.tail.strip(SPACE) and child.tag not in INLINE:
                child.tail = None


def _says_something(paragraph: HtmlElement) -> bool:
    return bool(paragraph.text_content().replace("\xa0", " ").strip()) or (
        paragraph.find(".//img") is not None
    )


def for_page(body: str) -> str:
    """Return a clean body as a page shows it: a wide table scrolls by itself, also by keyboard."""
    label = _("Table of figures")
    frame = f'<div class="table-scroll" tabindex="0" role="region" aria-label="{label}">'
    return body.replace("<table>", f"{frame}<table>").replace("</table>", "</table></div>")


def plain_text(html: str) -> str:
    """Return the words of a body as one line, for search and for counting."""
    spaced = re.sub(r"<(?!/?(?:strong|em|s|sub|sup|a)\b)[^>]*>", " ", html)
    return SPACES.sub(" ", unescape(re.sub(r"<[^>]+>", "", spaced))).strip()


def pictures(html: str) -> Iterator[tuple[str, str]]:
    """Yield content hash and alternative text of each picture of this site in a clean body."""
    if "<img" in html:
        for image in lxml.html.fragment_fromstring(html, create_parent="div").iter("img"):
            found = FILE_ADDRESS.match(image.get("src", ""))
            if found:
                yield found.group(1), image.get("alt", "")


def picture_count(html: str) -> int:
    """Return how many pictures a clean body shows."""
    return html.count("<img ")


def album(html: str) -> list[AlbumPicture]:
    """Return the pictures of a clean body in their order, each with its caption."""
    if not picture_count(html):
        return []
    found = []
    for image in lxml.html.fragment_fromstring(html, create_parent="div").iter("img"):
        address = FILE_ADDRESS.match(image.get("src", ""))
        if address:
            figure = next(image.iterancestors("figure"), None)
            caption = figure.find(".//figcaption") if figure is not None else None
            found.append(
                AlbumPicture(
                    sha256=address.group(1),
                    name=image.get("src", "").rpartition("/")[2],
                    alt=image.get("alt", ""),
                    caption=one_line(caption.text_content()) if caption is not None else "",
                    width=int(image.get("width") or 0),
                    height=int(image.get("height") or 0),
                )
            )
    return found


def without_pictures(html: str) -> str:
    """Return a clean body without its pictures and what frames them, for an album's text."""
    if not picture_count(html):
        return html
    root = lxml.html.fragment_fromstring(html, create_parent="div")
    for image in list(root.iter("img")):
        frame = next(image.iterancestors("figure"), image)
        if frame.getparent() is not None:
            frame.drop_tree()
    for paragraph in list(root.iter("p")):
        if not _says_something(paragraph):
            paragraph.drop_tree()
    inner = lxml.html.tostring(root, encoding="unicode")
    return inner.removeprefix("<div>").removesuffix("</div>")


def links(html: str) -> Iterator[str]:
    """Yield the address of each link in a clean body."""
    if "<a" in html:
        for link in lxml.html.fragment_fromstring(html, create_parent="div").iter("a"):
            yield link.get("href", "")
