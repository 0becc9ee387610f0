"""What the author of a document had removed, hidden, or said only to colleagues."""

from lxml.html import HtmlElement

from news.paste.elements import drop_unwrapped, elements, unwrap
from news.paste.source import Styles

DELETED = {"msodel", "msocommentreference", "msocomanchor", "msocomoff", "msocomtxt"}
COMMENTS = ("#_msocom", "#_msoanchor", "#cmnt")
# What pages add for programs and for the mouse, no part of the text.
CONTROLS = ("button", "input", "select", "textarea", "svg", "math", "video", "audio", "canvas")


def drop(root: HtmlElement, styles: Styles) -> None:
    """Remove tracked deletions, comments, hidden text and controls; keep tracked insertions."""
    for element in elements(root):
        if element.getparent() is not None and _goes(element, styles):
            element.drop_tree()
    for element in elements(root, "a"):
        if element.getparent() is None:
            continue
        target = element.get("href", "").lower()
        if target.startswith(COMMENTS):
            _drop_comment(element, root)
    for element in elements(root):
        # o:p, w:sdt, st1:place …: Word's own elements around plain words.
        if element.tag == "ins" or ":" in element.tag:
            unwrap(element)
    drop_unwrapped(root)


def _goes(element: HtmlElement, styles: Styles) -> bool:
    if element.tag in CONTROLS:
        return True
    # A deletion without author and time is somebody's crossing out and stays one.
    if element.tag == "del" and ("datetime" in element.attrib or "cite" in element.attrib):
        return True
    if DELETED & set(element.get("class", "").lower().split()):
        return True
    style = styles.of(element)
    return (
        style.get("display") == "none"
        or style.get("mso-hide") == "all"
        or style.get("mso-element", "").startswith("comment")
    )


def _drop_comment(link: HtmlElement, root: HtmlElement) -> None:
    """Remove the mark of a comment, or, where the link leads back to the mark, the comment."""
    leads_back = "_ref" in link.get("href", "") or "msoanchor" in link.get("href", "").lower()
    gone = link
    if leads_back:
        gone = next(link.iterancestors("p", "li"), link)
        around = gone.getparent()
        if around is not root and around.tag == "div":
            gone = around
    elif link.getparent().tag == "sup":
        gone = link.getparent()
    gone.drop_tree()
