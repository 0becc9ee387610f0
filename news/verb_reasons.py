"""Reasons of verbs that somebody has begun to write: whose they are, and how they come back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from news import permissions, unsaved_texts, workflow
from news.enums import Verb
from news.models import Article, UnsavedText
from news.verb_forms import VERB_FORMS, ReasonForm

ASKED = [verb for verb, form in VERB_FORMS.items() if issubclass(form, ReasonForm)]


def may_give(user: Any, verb: Verb, article: Article | None) -> bool:
    """Tell whether ``user`` could do the verb, to one article or (None) to many at once."""
    if article is None:
        return permissions.is_approver(user)
    return workflow.RULES[verb].allowed(user, article)


def begun(user: Any, article_id: int | None, verbs: Iterable[Verb]) -> dict[str, UnsavedText]:
    """Return by verb what ``user`` has begun to write for one article, or for many at once."""
    asked = [verb for verb in verbs if verb in ASKED]
    found = unsaved_texts.reasons(user, asked, [article_id], timezone.now())
    return {verb: text for (verb, _pk), text in found.items()}


def text_of(begun: UnsavedText | None) -> str:
    """Return the words of a reason that was begun; "" for none."""
    return begun.fields[unsaved_texts.REASON][0] if begun else ""


def put_back(user: Any, verb: str, pk: int | None, reason: str) -> None:
    """Keep a ``reason`` that was sent without a session, for who may do the verb; else nothing.

    Raises ValidationError, with a sentence, for what is too much to be kept.
    """
    article = permissions.viewable_articles(user).filter(pk=pk).first() if pk else None
    if verb in ASKED and bool(pk) == bool(article) and may_give(user, Verb(verb), article):
        with transaction.atomic():
            unsaved_texts.forget_reason(user, pk, verb)
            unsaved_texts.keep_reason(user, article, verb, reason, turn=1, at=timezone.now())
