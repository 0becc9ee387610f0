"""What was pasted, as a tree, and the styles that its classes stand for."""

import re
from collections.abc import Iterator

import lxml.html
from lxml import etree
from lxml.html import HtmlElement

OURS = (
    "p|h2|h3|h4|blockquote|ul|ol|li|br|hr|strong|em|s|sub|sup|a|table|caption|thead|tbody|tfoot|tr"
    "|th|td|figure|figcaption|img|small"
)
# A tag, comment or declaration that is never stored, or an attribute that never is.
FOREIGN = re.compile(
    rf"<(?!/?(?:{OURS})[\s/>])/?[a-z!?]"
    r"|<[a-z][^<>]*\s(?:style|lang|dir|align|valign|border|cellspacing|bgcolor|data-[a-z-]+"
    r"""|class=["']?(?!(?:image|footnotes?|video|text-(?:center|right)|focus-[xy]-\d\d)["' ]))\b""",
    re.IGNORECASE,
)
# What Word writes between two angle brackets that is no tag, and what would start a new document.
NOT_TAGS = re.compile(
    r"<!\[(?:if|endif)[^\]<>]{0,200}\]>|<\?[^<>]{0,500}>|<!doctype[^<>]{0,500}>"
    r"|</?(?:html|body|meta|link|base)(?:\s[^<>]{0,5000})?>",
    re.IGNORECASE,
)
# Attributes that tell something; Word marks the language of every other word.
KEPT = frozenset(
    ("href", "src", "alt", "width", "height", "colspan", "rowspan", "scope", "start", "type")
) | frozenset(("class", "style", "id"))
LONGEST_SELECTORS, LONGEST_RULE = 2_000, 4_000
LAST_CLASS = re.compile(r"\.([\w-]+)\s*$")
LIST_LEVEL = re.compile(r"@list\s+(l\d+):level(\d)")
CSS_COMMENT = re.compile(r"<!--|-->")


def looks_foreign(html: str) -> bool:
    """Tell whether ``html`` holds anything that this site's editor never writes."""
    return FOREIGN.search(html) is not None


def tree(html: str) -> HtmlElement:
    """Return what ``html`` shows as the children of one ``div``, without comments."""
    try:
        root = lxml.html.fragment_fromstring(NOT_TAGS.sub("", html), create_parent="div")
    except etree.ParserError:
        # There was nothing to show.
        return lxml.html.Element("div")
    etree.strip_tags(root, etree.Comment, etree.ProcessingInstruction)
    etree.strip_elements(
        root,
        *("head", "style", "script", "title", "xml", "template", "noscript", "iframe", "object"),
        with_tail=False,
    )
    return root


def text(root: HtmlElement, *, every_attribute: bool = False) -> str:
    """Return the HTML inside ``root``, unless asked without attributes that are never stored."""
    for element in root.iter() if not every_attribute else ():
        for name in set(element.attrib) - KEPT:
            element.attrib.pop(name)
    inner = lxml.html.tostring(root, encoding="unicode")
    return inner[inner.index(">") + 1 :].removesuffix("</div>")


def declarations(style: str) -> dict[str, str]:
    """Return the properties of a style attribute in lower case."""
    found = {}
    for one in style.lower().split(";"):
        name, colon, value = one.partition(":")
        if colon:
            found[name.strip()] = value.strip()
    return found


def sheets(html: str) -> Iterator[str]:
    """Yield the style sheets written in ``html``."""
    lower = html.lower()
    end = 0
    while (start := lower.find("<style", end)) >= 0:
        end = lower.find("</style", start)
        if end < 0:
            break
        yield html[start:end].partition(">")[2]


def _rules(sheet: str) -> Iterator[tuple[str, str]]:
    """Yield selectors and declarations of each rule, also of those inside other rules."""
    for rule in sheet.split("}"):
        before, _brace, body = rule.rpartition("{")
        selectors = before.rpartition("{")[2]
        if len(selectors) <= LONGEST_SELECTORS and len(body) <= LONGEST_RULE:
            yield selectors, body


class Styles:
    """What the style sheets in a document say of its classes and of Word's lists."""

    def __init__(self, html: str) -> None:
        self.of_class: dict[str, dict[str, str]] = {}
        # The number format of each level of Word's lists: ("l0", 1) → "bullet".
        self.number_formats: dict[tuple[str, int], str] = {}
        for sheet in sheets(html):
            self._read(CSS_COMMENT.sub("", sheet))

    def _read(self, sheet: str) -> None:
        for selectors, body in _rules(sheet):
            values = declarations(body)
            level = LIST_LEVEL.search(selectors.strip())
            if level:
                number_format = values.get("mso-level-number-format", "decimal")
                self.number_formats[level[1], int(level[2])] = number_format
                continue
            for selector in selectors.split(","):
                last = LAST_CLASS.search(selector)
                if last:
                    self.of_class.setdefault(last[1].lower(), {}).update(values)

    def of(self, element: HtmlElement) -> dict[str, str]:
        """Return the properties of ``element`` itself, from its classes and its own style."""
        found: dict[str, str] = {}
        for name in element.get("class", "").lower().split():
            found |= self.of_class.get(name, {})
        return found | declarations(element.get("style", ""))
