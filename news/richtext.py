"""Article bodies: what HTML may be stored, and how what arrives is brought to it.

Cleaning happens on save, on import and on the value before it enters the editor; cleaning twice
changes nothing. nh3 has the last word, so whatever the first step leaves cannot do harm.
"""

import re
from collections.abc import Iterator, Mapping
from html import escape, unescape
from urllib.parse import unquote

import lxml.html
import nh3
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from lxml.html import HtmlElement

from news import footnotes, paste
from news.models import StoredFile
from news.vietnamese import nfc

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


def from_typed(text: str) -> str:
    """Return HTML with a paragraph for each line of ``text``; what is HTML already stays as it is.

    What the editor sends begins with a tag, and other people's HTML ends some element.
    """
    if text.lstrip().startswith("<") or "</" in text:
        return text
    lines = filter(None, map(str.strip, text.splitlines()))
    return "".join(f"<p>{escape(line, quote=False)}</p>" for line in lines)


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
        if not says_something(element):
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


def says_something(paragraph: HtmlElement) -> bool:
    """Tell whether a paragraph holds words or a picture."""
    return bool(paragraph.text_content().replace("\xa0", " ").strip()) or (
        paragraph.find(".//img") is not None
    )


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


def links(html: str) -> Iterator[str]:
    """Yield the address of each link in a clean body."""
    if "<a" in html:
        for link in lxml.html.fragment_fromstring(html, create_parent="div").iter("a"):
            yield link.get("href", "")
