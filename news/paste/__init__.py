"""Text copied from elsewhere, brought to what a careful person would have written by hand.

Word, LibreOffice, Excel, Google Docs, Outlook, SharePoint and web pages each say in their own way
what a list, a heading or a footnote is. The modules here turn each way into plain elements; what
may be stored at all is decided afterwards by news.richtext.
"""

from news.paste import (
    blocks,
    emphasis,
    headings,
    inside,
    links,
    notes,
    removed,
    source,
    spaces,
    tables,
    word_lists,
)

looks_foreign = source.looks_foreign


def tidy(html: str) -> str:
    """Return ``html`` from another program as plain elements; not sanitised, and not yet in NFC.

    Styles that mean something have become elements; the others, and classes, are still there.
    """
    styles = source.Styles(html)
    root = source.tree(html)
    # lxml makes an element anew each time it is reached, unless somebody still holds it.
    held = list(root.iter())
    removed.drop(root, styles)
    notes.convert(root)
    headings.convert(root, styles)
    word_lists.convert(root, styles)
    emphasis.convert(root, styles)
    links.convert(root)
    blocks.convert(root, styles)
    inside.convert(root)
    spaces.collapse(root)
    emphasis.settle(root)
    tables.convert(root)
    del held
    return source.text(root)
