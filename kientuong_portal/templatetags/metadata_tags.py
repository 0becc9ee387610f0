"""What stands in the head of a page for programs: whole addresses and structured data."""

import json
from typing import Any

from django import template
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe

from kientuong_portal import shell, structured_data
from kientuong_portal.models import SiteIdentity
from news import addresses
from news.models import ArticleVersion, Category, Publication
from news.paging import NEWER, OLDER, Page

register = template.Library()

LONGEST_DESCRIPTION = 200
# Signs that could end the script element or begin another one; JSON may write them so.
IN_A_SCRIPT = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


@register.filter
def shortened(text: str) -> str:
    """Return the beginning of ``text`` as a page's description: whole words, 200 characters."""
    if len(text) <= LONGEST_DESCRIPTION:
        return text
    start = text[:LONGEST_DESCRIPTION]
    return f"{start.rpartition(' ')[0] or start}…"


@register.simple_tag
def absolute_address(path: str) -> str:
    """Return the whole address of a path of this site."""
    return addresses.absolute(path)


@register.simple_tag(takes_context=True)
def canonical_address(context: template.RequestContext, page: Page | str = "") -> str:
    """Return the one address of the page being shown.

    Of the parameters only the key of a list counts; ``page`` is what the list shows, if it is one.
    """
    request = context.request
    keys = {}
    if isinstance(page, Page):
        name = NEWER if request.GET.get(NEWER) else OLDER
        keys = {name: request.GET[name]} if request.GET.get(name) else {}
    return addresses.absolute(request.path) + (f"?{urlencode(keys)}" if keys else "")


@register.simple_tag
def organisation_data(identity: SiteIdentity | None) -> SafeString | str:
    """Say who runs this portal; nothing before there is an identity."""
    if not identity:
        return ""
    return _data_block(structured_data.organisation(identity))


@register.simple_tag
def article_data(publication: Publication, version: ArticleVersion) -> SafeString:
    """Say what the article is, by whom, and of when."""
    issuer = shell.agency_on(timezone.localdate(publication.published_at))
    return _data_block(structured_data.article(publication, version, issuer))


@register.simple_tag
def breadcrumb_data(*steps: Publication | Category | list[Category] | None) -> SafeString:
    """Say which way leads from the home page to this page; lists are taken apart."""
    flat: list[Any] = []
    for step in steps:
        flat += step if isinstance(step, list) else [step]
    return _data_block(structured_data.breadcrumb(filter(None, flat)))


def _data_block(data: dict[str, Any]) -> SafeString:
    """Return ``data`` as a data block, which browsers do not run."""
    written = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(IN_A_SCRIPT)
    return mark_safe(f'<script type="application/ld+json">{written}</script>')  # noqa: S308 -- nothing in it can end the element, see IN_A_SCRIPT
