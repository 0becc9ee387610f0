"""Article bodies: what HTML may be stored, and how what arrives is brought to it.

Cleaning happens on save, on import and on the value before it enters the editor; cleaning twice
changes nothing. nh3 has the last word, so whatever the first step leaves cannot do harm.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from itertools import count
from urllib.parse import unquote

import lxml.html
import nh3
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from lxml.html import HtmlElement

from news import footnotes, images, paste
from news.models import StoredFile
from news.vietnamese import nfc, one_line

ALIGNMENTS = {"center": "text-center", "right": "text-right"}
# What matters on a picture, in percent from the left and from the top; crops keep it.
FOCUS_STEPS = (15, 50, 85)
FOCUS = re.compile(r"\bfocus-x-(\d\d) focus-y-(\d\d)\b")
BLOCKS = {"p", "h2", "h3", "h4", "td", "th", "figure"}
TAGS = {
    *("p", "h2", "h3", "h4", "blockquote", "ul", "ol", "li", "br", "hr"),
    *("strong", "em", "s", "sub", "sup", "a"),
    *("table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"),
    *("figure", "figcaption", "img", "small"),
}
ATTRIBUTES = {
    # Of ids only those of footnotes stay: news.footnotes.
    "a": {"href", "title", "id"},
    "li": {"id"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start", "type"},
    "th": {"colspan", "rowspan", "scope", "style"},
    "td": {"colspan", "rowspan", "style"},
    **{tag: {"style"} for tag in ("p", "h2", "h3", "h4")},
}
CLASSES = {tag: set(ALIGNMENTS.values()) for tag in BLOCKS} | {
    "figure": {"image", *ALIGNMENTS.values()},
    "p": {"video", *ALIGNMENTS.values()},
    "sup": {footnotes.MARK},
    "ol": {footnotes.LIST},
    "img": {f"focus-{axis}-{step}" for axis in "xy" for step in FOCUS_STEPS},
}
RENAMED = {"b": "strong", "i": "em", "h1": "h2", "h5": "h4", "h6": "h4", "strike": "s", "del": "s"}
INLINE = {"strong", "em", "s", "sub", "sup", "a", "br", "img", "small"}
SORTED = ("td", "th", "ol")
CONTAINERS = (
    *("div", "blockquote", "ul", "ol", "table", "thead", "tbody", "tfoot", "tr", "figure"),
    *("td", "th", "li"),
)
SPACE = " \t\r\n"
SCHEMES = {"http", "https", "mailto", "tel"}
FILES = "/tep/"
FILE_ADDRESS = re.compile(r"/tep/([0-9a-f]{64})/([^/?#\\\x00-\x20\x7f]+)")
ALIGNED = re.compile(r"text-align:\s*(center|right)")
# About 150 printed pages; PostgreSQL indexes no more than a megabyte of words.
MAX_LENGTH = 600_000
MAX_DEPTH = 100
# Elements take most of the time of cleaning; a paste may be cleaned twice in two seconds.
MAX_TAGS = 30_000
# The parsers of both steps mend broken nesting each in its own way, until nothing is left to mend.
MAX_PASSES = 6
# Every tag of an element that may hold others.
NESTING = re.compile(
    r"<(/?)(?!(?:area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr)\b)"
    r"[a-z]",
    re.IGNORECASE,
)
# A tag with all its values; parsers compare each attribute with all before it.
LONG_TAG = 2_000
WHOLE_TAG = re.compile(
    r"<([a-z][a-z0-9]*)(?:[^>=]++|=\s*+(?:\"[^\"]*+(?:\"|\Z)|'[^']*+(?:'|\Z))?)*+(?:>|\Z)",
    re.IGNORECASE,
)
BETWEEN_ATTRIBUTES = re.compile(r"[\s/]+")
MAX_ATTRIBUTES = 300
# Letters by name; those that are stored by name, too, stay as long.
REFERENCE = re.compile(r"&(?!(?:nbsp|amp|lt|gt);)#?[a-z0-9]{1,8};", re.IGNORECASE)
LONG_RUN = re.compile(r"(?:\A|>)[^<>]{2000,}")
REFERENCES_TOGETHER = 100
EDGES = re.compile(r"^(?:&nbsp;|\s)+|(?:&nbsp;|\s)+$")
SPACES = re.compile(r"[ \t\n\r\f]+")
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


def check_measure(html: str, longest: int = MAX_LENGTH) -> None:
    """Raise ValidationError, with a sentence, for HTML that is no text that somebody can edit.

    It is too long (``longest`` is how many characters it may have), has too many tags or is nested
    too deeply.

    Cleaning takes time that grows with length and tags, and parsers drop what lies too deep.
    """
    if len(html) > longest or _length_of_words(html) > MAX_LENGTH:
        raise ValidationError(
            _("The text is too long: at most %(limit)d characters. Please split it.")
            % {"limit": min(longest, MAX_LENGTH)}
        )
    if html.count("<") > MAX_TAGS:
        raise ValidationError(
            _(
                "The text has too many cells, lines and formatted words. Please insert it in "
                "parts or without formatting, or attach it as a file."
            )
        )
    if _depth(html) > MAX_DEPTH:
        raise ValidationError(
            _("The text is nested too deeply. Please insert it again without formatting.")
        )


def _length_of_words(html: str) -> int:
    """Return about how many characters stand between the tags, style sheets left out."""
    first, *parts = "".join(_between_comments(html)).split("<")
    found = (part.partition(">") for part in parts)
    words = [first, *(said for tag, _end, said in found if tag[:5].lower() != "style")]
    length = sum(len(one.strip()) for one in words)
    if length > MAX_LENGTH:
        length = sum(len(REFERENCE.sub("x", one.strip())) for one in words)
    return length


def _depth(html: str) -> int:
    """Return how many elements lie inside each other at most, as far as the tags tell."""
    depth = deepest = 0
    for tag in NESTING.finditer("".join(_between_comments(html))):
        depth = max(0, depth - 1) if tag[1] else depth + 1
        deepest = max(deepest, depth)
    return deepest


def _between_comments(html: str) -> Iterator[str]:
    """Yield what stands outside comments, in which Word draws its pictures once more."""
    end = 0
    while (start := html.find("<!--", end)) >= 0:
        yield html[end:start]
        # "<!-->" is a whole comment.
        close = html.find("-->", start + 2)
        if close < 0:
            return
        end = close + 3
    yield html[end:]


def clean(html: str, stored: Mapping[str, StoredFile] | None = None) -> str:
    """Return ``html`` reduced to what an article may hold, in NFC.

    Scripts, styles, event handlers, foreign pictures and unknown tags are gone; alignment becomes a
    class; a heading of the first rank, the page's own, becomes one of the second. What another
    program wrote comes out as written here (news.paste). With ``stored``, files by their content
    hash, a picture gets its own address, width and height; one that is not among them goes.
    """
    html = without_absurd_tags(html)
    for _again in range(MAX_PASSES):
        before, html = html, _cleaned(html, stored)
        if html == before:
            break
    return html


def made_safe(html: str) -> str:
    """Return ``html`` without anything that could run; not tidied, for what is refused anyway."""
    return _sanitise(without_absurd_tags(html))


def without_absurd_tags(html: str) -> str:
    """Return ``html`` with no attribute in tags that have more of them than anybody can mean."""
    return WHOLE_TAG.sub(_bare_when_absurd, html)


def _bare_when_absurd(tag: re.Match[str]) -> str:
    if len(tag[0]) < LONG_TAG or len(BETWEEN_ATTRIBUTES.findall(tag[0])) < MAX_ATTRIBUTES:
        return tag[0]
    return f"<{tag[1]}>"


def _cleaned(html: str, stored: Mapping[str, StoredFile] | None) -> str:
    html = nfc(html).strip()
    if html and paste.looks_foreign(html):
        html = paste.tidy(html)
    if not html:
        return ""
    root = lxml.html.fragment_fromstring(_sanitise(html), create_parent="div")
    # Held to the end, so that lxml need not make each element anew whenever it is reached.
    held = list(root.iter())
    for element in held:
        if isinstance(element, HtmlElement):
            _tidy(element)
    for image in list(root.iter("img")):
        _tidy_picture(image, stored)
    for figure in list(root.iter("figure")):
        _tidy_figure(figure)
    for element in reversed(list(root.iter("p"))):
        if not _says_something(element):
            element.drop_tree()
    footnotes.settle(root)
    _drop_layout_space(root)
    inner = lxml.html.tostring(root, encoding="unicode")
    return EDGES.sub("", _sanitise(inner.removeprefix("<div>").removesuffix("</div>")))


def _sanitise(html: str) -> str:
    return nh3.clean(
        LONG_RUN.sub(_in_pieces, html),
        tags=TAGS | set(RENAMED),
        clean_content_tags={"script", "style", "iframe", "object", "noscript", "template"},
        attributes=ATTRIBUTES,
        allowed_classes=CLASSES,
        filter_style_properties={"text-align"},
        url_schemes=SCHEMES,
        link_rel="noopener",
    )


def _in_pieces(run: re.Match[str]) -> str:
    """Return a run of text cut by comments, which nh3 drops: it reads letters by name faster so."""
    parts = run[0].split("&")
    pieces = (
        "&".join(parts[start : start + REFERENCES_TOGETHER])
        for start in range(0, len(parts), REFERENCES_TOGETHER)
    )
    return "<!---->&".join(pieces)


def _tidy(element: HtmlElement) -> None:
    element.tag = RENAMED.get(element.tag, element.tag)
    aligned = ALIGNED.search(element.attrib.pop("style", ""))
    if aligned and element.tag in BLOCKS:
        element.set("class", ALIGNMENTS[aligned.group(1)])
    if not element.get("class", "").strip():
        element.attrib.pop("class", None)
    if element.tag in SORTED:
        # As the editor writes them, or opening and saving would look like a change.
        values = sorted(element.attrib.items())
        element.attrib.clear()
        element.attrib.update(values)

    if element.tag == "p" and "video" in element.get("class", "") and not _is_video(element):
        element.attrib.pop("class")
    if element.tag == "small" and next(element.iterancestors("figcaption"), None) is None:
        element.drop_tag()


def _is_video(paragraph: HtmlElement) -> bool:
    """Tell whether a paragraph holds one link to a video and nothing else."""
    if len(paragraph) != 1 or paragraph[0].tag != "a" or not paragraph[0].get("href"):
        return False
    around = f"{paragraph.text or ''}{paragraph[0].tail or ''}"
    return not around.strip() and bool(paragraph[0].text_content().strip())


def _tidy_figure(figure: HtmlElement) -> None:
    """Leave the words of a figure whose picture went, or that framed something else."""
    if figure.find(".//img") is None:
        for caption in list(figure.iter("figcaption")):
            caption.tag = "p"
        figure.drop_tag()


def _tidy_picture(image: HtmlElement, stored: Mapping[str, StoredFile] | None) -> None:
    sha256 = file_hash(image.get("src", ""))
    file = stored.get(sha256) if stored is not None else None
    if not sha256 or (stored is not None and (file is None or not file.is_image)):
        image.drop_tree()
        return
    values = dict(image.attrib)
    if file:
        values["src"] = file.get_absolute_url()
        values |= {"width": str(file.width), "height": str(file.height)}
    values.setdefault("alt", "")
    # One order for all, or the editor's own would look like a change.
    image.attrib.clear()
    for name in ("src", "alt", "width", "height"):
        if name in values:
            image.set(name, values[name])
    focus = _focus_classes(values.get("class", ""))
    if focus:
        image.set("class", focus)


def _focus_classes(classes: str) -> str:
    """Return the two classes of a focus in their order; nothing for the middle or for half of one.

    A crop takes the middle by itself.
    """
    found = FOCUS.search(" ".join(sorted(classes.split())))
    return found[0] if found and found.groups() != ("50", "50") else ""


def _drop_layout_space(root: HtmlElement) -> None:
    """Remove the line breaks and indents that editors put between blocks: they change nothing."""
    for line_break in root.iter("br"):
        line_break.tail = (line_break.tail or "").lstrip(SPACE) or None
    for cell in root.iter("td", "th"):
        # The editor fills an empty cell, so that the caret can stand in it.
        if not len(cell) and not (cell.text or "").strip():
            cell.text = None
    for element in root.iter(*CONTAINERS):
        if element.text and not element.text.strip(SPACE):
            element.text = None
        before: HtmlElement | None = None
        for child in element:
            if child.tag not in INLINE:
                # The words of an item end where a list inside it begins.
                if before is None and element.text:
                    element.text = element.text.rstrip(SPACE) or None
                elif before is not None and before.tail:
                    before.tail = before.tail.rstrip(SPACE) or None
                child.tail = (child.tail or "").lstrip(SPACE) or None
            before = child


def _says_something(paragraph: HtmlElement) -> bool:
    return bool(paragraph.text_content().replace("\xa0", " ").strip()) or (
        paragraph.find(".//img") is not None
    )


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


def plain_text(html: str) -> str:
    """Return the words of a body as one line, for search and for counting."""
    spaced = re.sub(r"<(?!/?(?:strong|em|s|sub|sup|a)\b)[^>]*>", " ", html)
    return SPACES.sub(" ", unescape(re.sub(r"<[^>]+>", "", spaced))).strip()


def file_hash(address: str) -> str:
    """Return the content hash in the address of a stored file; empty for any other address.

    An address that climbs, as "/tep/…/..", is another one.
    """
    found = FILE_ADDRESS.fullmatch(address)
    return found[1] if found and unquote(found[2]) not in (".", "..") else ""


def pictures(html: str) -> Iterator[tuple[str, str]]:
    """Yield content hash and alternative text of each picture of this site in a clean body."""
    if "<img" in html:
        for image in lxml.html.fragment_fromstring(html, create_parent="div").iter("img"):
            sha256 = file_hash(image.get("src", ""))
            if sha256:
                yield sha256, image.get("alt", "")


def picture_count(html: str) -> int:
    """Return how many pictures a clean body shows."""
    return html.count("<img ")


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
        if not _says_something(paragraph):
            paragraph.drop_tree()
    inner = lxml.html.tostring(root, encoding="unicode")
    return inner.removeprefix("<div>").removesuffix("</div>")


def _pixels(value: str | None) -> int:
    return int(value) if value and re.fullmatch("[0-9]{1,5}", value) else 0


def links(html: str) -> Iterator[str]:
    """Yield the address of each link in a clean body."""
    if "<a" in html:
        for link in lxml.html.fragment_fromstring(html, create_parent="div").iter("a"):
            yield link.get("href", "")
