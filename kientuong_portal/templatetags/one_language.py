"""Django's i18n tags for a portal of one language: constant texts are translated only once.

Settings load it under the name ``i18n``. A page has dozens of such texts, and none of them can come
out differently from one reader to the next.
"""

from django.template import Context, Library, Node
from django.template.base import Parser, TextNode, Token
from django.templatetags import i18n

register = Library()
register.tags.update(i18n.register.tags)
register.filters.update(i18n.register.filters)


@register.tag("trans")
@register.tag("translate")
def translate(parser: Parser, token: Token) -> Node:
    """Put a constant text into the template as it is compiled; leave all else to Django's tag."""
    node = i18n.do_translate(parser, token)
    text = node.filter_expression
    is_constant = getattr(text.var, "literal", None) is not None and not text.filters
    if not is_constant or node.asvar or node.noop or node.message_context:
        return node
    return TextNode(node.render(Context()))
