"""Two texts that have met, side by side: what mine, not saved yet, changes in theirs."""

from __future__ import annotations

from news import differences
from news.attachment_forms import BaseAttachmentFormSet
from news.differences import Differences, Side
from news.forms import ArticleForm
from news.models import Article


def differences_between(
    article: Article, form: ArticleForm, rows: BaseAttachmentFormSet
) -> Differences | None:
    """Return what the ``form`` changes in the newest version that it has met.

    None when it has met none, or while a fault keeps the form from being read.
    """
    theirs = article.newest_version
    if theirs is None or not form.has_met or form.errors or rows.total_error_count():
        return None
    mine = form.content(rows.attachments())
    category = form.cleaned_data["category"].name
    return differences.compare(Side.of_version(theirs), Side.of_content(mine, category))
