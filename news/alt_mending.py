"""One description mended in every article that shows the picture: a draft in each of them."""

from __future__ import annotations

import re
from dataclasses import replace
from html import escape, unescape
from typing import Any

from django.utils.translation import gettext as _

from news import permissions, richtext, versions, workflow
from news.bulk import Outcome
from news.models import Article, StoredFile
from news.refusals import Refused
from news.versions import Content
from news.vietnamese import one_line

MOST_ARTICLES = 100
PICTURE = re.compile(r"<img\b[^>]*>")
ALT = re.compile(r' alt="[^"]*"')
SRC = re.compile(r' src="([^"]*)"')


def mend(user: Any, file: StoredFile, alt: str) -> list[Outcome]:
    """Describe ``file`` by ``alt`` in the next version of each article that shows it now.

    Every article ``user`` may open is judged by news.workflow on its own; the outcomes tell what
    was done or refused. One that says it like that already is left alone and not told of.
    """
    alt = one_line(alt)
    articles = (
        permissions.viewable_articles(user)
        .filter(newest_version__file_links__file=file)
        .select_related("newest_version", "category")
        .order_by("-pk")[:MOST_ARTICLES]
    )
    found = (_mend_one(user, article, file, alt) for article in articles)
    return [outcome for outcome in found if outcome]


def _mend_one(user: Any, article: Article, file: StoredFile, alt: str) -> Outcome | None:
    newest = article.newest_version
    if newest is None:
        return None
    before = versions.content_of(newest).tidied()
    after = described(before, file, alt)
    if after == before:
        return None
    note = _("Description of a picture mended: %(name)s") % {"name": file.name}
    try:
        event = workflow.save(article.pk, user, newest.pk, after, note=note)
    except Refused as refused:
        return Outcome(article.pk, article, reasons=[one.message for one in refused.refusals])
    return Outcome(article.pk, article, event=event)


def described(content: Content, file: StoredFile, alt: str) -> Content:
    """Return ``content`` with ``file`` described by ``alt``, above the text and in it."""

    def in_text(picture: re.Match[str]) -> str:
        address = SRC.search(picture[0])
        if not address or richtext.file_hash(unescape(address[1])) != file.sha256:
            return picture[0]
        said = f' alt="{escape(alt)}"'
        return ALT.sub(lambda _old: said, picture[0], count=1)

    content = replace(content, body=PICTURE.sub(in_text, content.body))
    if content.image == file:
        content = replace(content, image_alt=alt, image_decorative=False)
    return content.tidied()
