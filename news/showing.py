"""Showing a clean body: on a page, in the editor, as an album.

news.richtext cleaned it when it was stored; here its tags are told apart by what nh3 writes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from itertools import count

import lxml.html
from django.utils.translation import gettext as _

from news import images
from news.richtext import FOCUS, file_hash, picture_count, says_something
from news.vietnamese import one_line

FILES = "/tep/"
# In what nh3 writes every value stands in double quotes, so a whole tag is found at once.
TAG = re.compile(r'<(/?)([a-z][a-z0-9]*)((?: [a-z]+="[^"]*")*)>')
ATTRIBUTE = re.compile(r' ([a-z]+)="([^"]*)"')
TEXT_WIDTH = 720
VIDEO = re.compile(r'<p class="video">(<a href="([^"]*)"[^>]*>(.*?)</a>)</p>')


@dataclass(frozen=True)
class AlbumPicture:
    """One picture of a body: its stored file's hash, what is said of it, its size in pixels.

    ``width`` and ``height`` are 0 where the body does not tell them; the focus, in percent from the
    left and from the top, is None where it is the middle.
    """

    sha256: str
    name: str
    alt: str
    caption: str
    width: int
    height: int
    image_focus_x: int | None = None
    image_focus_y: int | None = None


def for_page(body: str) -> str:
    """Return a clean body as a page shows it.

    A wide table scrolls by itself, also by keyboard; a picture comes in the size the screen needs,
    when it is near, and opens large. Links of footnotes say where they lead; a video of this site
    has a player, one elsewhere stays a link.
    """
    frames = _table_frames()
    in_link = False

    def shown(tag: re.Match[str]) -> str:
        nonlocal in_link
        closes, name, attributes = tag.groups()
        if name == "a":
            in_link = not closes
            return _note_link(tag[0], dict(ATTRIBUTE.findall(attributes)))
        elif name == "table":
            return f"{tag[0]}</div>" if closes else f"{next(frames)}{tag[0]}"
        elif name == "img":
            return _picture_for_page(dict(ATTRIBUTE.findall(attributes)), in_link=in_link)
        return tag[0]

    return VIDEO.sub(_player, TAG.sub(shown, body))


def _table_frames() -> Iterator[str]:
    """Yield what each table of a text begins to scroll in; no two go by the same name."""
    for number in count(1):
        label = _("Table of figures") if number == 1 else _("Table of figures %d") % number
        yield f'<div class="table-scroll" tabindex="0" role="region" aria-label="{label}">'


def _note_link(tag: str, values: dict[str, str]) -> str:
    """Return the tag of a link; one to a footnote or back tells so to those who only hear it."""
    target, _dash, number = values.get("href", "").rpartition("-")
    if target == "#ghi-chu":
        name = _("Footnote %(number)s")
    elif target == "#ve":
        name = _("Back to where note %(number)s stands")
    else:
        return tag
    return f'{tag[:-1]} aria-label="{name % {"number": number}}">'


def _player(video: re.Match[str]) -> str:
    link, address, title = video.groups()
    if not file_hash(unescape(address)):
        return video[0]
    name = re.sub(r"<[^>]+>", "", title)
    return (
        '<figure class="video"><video controls preload="none" playsinline width="960" height="540"'
        f' src="{address}" aria-label="{name}"></video><figcaption>{link}</figcaption></figure>'
    )


def for_editor(body: str) -> str:
    """Return a clean body as it enters the editor, where a picture need not be as large as stored.

    Storing it again gives the picture its own address back.
    """

    def shown(tag: re.Match[str]) -> str:
        values = dict(ATTRIBUTE.findall(tag[3]))
        sha256, width = file_hash(unescape(values.get("src", ""))), _pixels(values.get("width"))
        if tag[2] != "img" or not sha256 or not width:
            return tag[0]
        values["src"] = f"{FILES}{sha256}/{images.nearest(width, 960).name}"
        return _image(values)

    return TAG.sub(shown, body)


def _image(values: dict[str, str], more: str = "") -> str:
    kept = "".join(f' {name}="{value}"' for name, value in values.items())
    return f"<img{kept}{more}>"


def _picture_for_page(values: dict[str, str], *, in_link: bool) -> str:
    """Return the markup of a picture; ``values`` are its attributes as they stand in the body."""
    sha256 = file_hash(unescape(values.get("src", "")))
    if not sha256:
        return ""
    late = ' loading="lazy" decoding="async"'
    width = _pixels(values.get("width"))
    if not width:
        # Stored before pictures told their size: it is not known which renditions there are.
        return _image(values, late)
    folder = f"{FILES}{sha256}/"
    sizes = f"min({width}px, 92vw)"
    if width >= TEXT_WIDTH:
        sizes = f"(min-width:62rem) {TEXT_WIDTH}px, 92vw"
    sources = "".join(
        f'<source type="{images.MEDIA_TYPES[kind]}" srcset="{images.srcset(folder, width, kind)}" '
        f'sizes="{sizes}">'
        for kind in (images.AVIF, images.WEBP)
    )
    values["src"] = f"{folder}{images.nearest(width, TEXT_WIDTH, images.JPEG).name}"
    picture = f"<picture>{sources}{_image(values, late)}</picture>"
    if in_link:
        return picture
    large = f"{folder}{images.nearest(width, images.RENDITION_WIDTHS[-1]).name}"
    more = f'<span class="visually-hidden">{_("View the picture large")}</span>'
    return f'<a class="zoom" href="{large}">{picture}{more}</a>'


def album(html: str) -> list[AlbumPicture]:
    """Return the pictures of a clean body in their order, each with its caption."""
    if not picture_count(html):
        return []
    found = []
    for image in lxml.html.fragment_fromstring(html, create_parent="div").iter("img"):
        sha256 = file_hash(image.get("src", ""))
        if sha256:
            figure = next(image.iterancestors("figure"), None)
            caption = figure.find(".//figcaption") if figure is not None else None
            focus = FOCUS.search(image.get("class", ""))
            found.append(
                AlbumPicture(
                    sha256=sha256,
                    name=image.get("src", "").rpartition("/")[2],
                    alt=image.get("alt", ""),
                    caption=one_line(caption.text_content()) if caption is not None else "",
                    width=_pixels(image.get("width")),
                    height=_pixels(image.get("height")),
                    image_focus_x=int(focus[1]) if focus else None,
                    image_focus_y=int(focus[2]) if focus else None,
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
        if not says_something(paragraph):
            paragraph.drop_tree()
    inner = lxml.html.tostring(root, encoding="unicode")
    return inner.removeprefix("<div>").removesuffix("</div>")


def _pixels(value: str | None) -> int:
    return int(value) if value and re.fullmatch("[0-9]{1,5}", value) else 0
