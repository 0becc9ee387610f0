"""A form that is not finished: what can be read of it, wherever faults keep it from being saved."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict

from news import differences, permissions
from news.attachment_forms import (
    AttachmentFormSet,
    BaseAttachmentFormSet,
    initial_attachments,
)
from news.differences import Differences, Side
from news.enums import Layout
from news.forms import ArticleForm, initial_of
from news.models import Article, ArticleType, Category
from news.versions import Content

ATTACHMENTS = "attachments"
# What only colleagues read; the differences of two texts do not show it.
BESIDE_THE_TEXT = ("note", "submit_reason")


def forms_for(
    user: Any, article: Article | None, sent: QueryDict | None = None, uploads: Any = None
) -> tuple[ArticleForm, BaseAttachmentFormSet]:
    """Return the writing forms with what the newest version holds, or as they were ``sent``."""
    newest = article.newest_version if article else None
    form = ArticleForm(
        data=sent,
        files=uploads,
        user=user,
        article=article,
        initial=initial_of(newest, article) if article and newest else {},
    )
    rows: Any = AttachmentFormSet(
        data=sent,
        files=uploads,
        prefix=ATTACHMENTS,
        form_kwargs={"user": user},
        initial=initial_attachments(newest) if newest else [],
    )
    return form, rows


def content_of(form: ArticleForm, rows: BaseAttachmentFormSet) -> Content:
    """Return what a bound form says so far, not tidied; texts with a fault are taken as typed."""
    form.is_valid()
    rows.is_valid()
    cleaned = form.cleaned_data
    for name, field in form.fields.items():
        if name not in cleaned:
            is_text = isinstance(field, forms.CharField)
            cleaned[name] = str(form[name].value() or "") if is_text else None
    cleaned["article_type"] = cleaned["article_type"] or _usual_type(form.article)
    return form.content(rows.attachments())


def without_reproach(form: ArticleForm, rows: BaseAttachmentFormSet) -> None:
    """Let forms that were judged, but only filled again, show no faults: nobody has saved them."""
    for one in (form, *rows.forms):
        one.errors.clear()


def category_of(form: ArticleForm) -> Category | None:
    """Return the category chosen in a form that ``content_of`` has read, else where it stands."""
    stands = form.article.category if form.article else None
    offered = permissions.offered_categories(form.user, form.article)
    return form.cleaned_data["category"] or stands or offered.first()


def differences_to_newest(
    user: Any, article: Article | None, sent: QueryDict
) -> Differences | None:
    """Return what a text that was ``sent`` and not saved changes in the article's newest version.

    For no article yet: all that it says. None when it says nothing else, to colleagues neither.
    """
    form, rows = forms_for(user, article, sent)
    content = content_of(form, rows)
    category = form.cleaned_data["category"]
    newest = article.newest_version if article else None
    name = category.name if category else newest.category_name if newest else ""
    mine = Side.of_content(content, name)
    # A form that was left empty has the usual type, which nobody has chosen.
    before = Side.of_version(newest) if newest else Side(type_name=mine.type_name)
    found = differences.compare(before, mine)
    beside = any(form.cleaned_data[field] for field in BESIDE_THE_TEXT)
    return None if found.is_empty and not beside else found


def _usual_type(article: Article | None) -> ArticleType:
    newest = article.newest_version if article else None
    if newest:
        return newest.article_type
    usual = ArticleType.objects.filter(is_active=True, layout=Layout.ARTICLE).first()
    return usual or ArticleType(name="", layout=Layout.ARTICLE)
