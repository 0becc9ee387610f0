"""What the checks find, brought to the page: each sentence with the input where it is mended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.translation import gettext as _

from news import checks
from news.attachment_forms import BaseAttachmentFormSet
from news.enums import Status, Verb
from news.models import Article, ArticleVersion, Event
from news.refusals import Refused

JUDGED = (Status.DRAFT, Status.PENDING, Status.REJECTED)
REASON = "submit_reason"


@dataclass(frozen=True)
class Line:
    """One sentence with the id of the input it is about; empty where there is none on the page."""

    message: str
    input: str
    is_warning: bool = False


@dataclass(frozen=True)
class Checklist:
    """What stands between a saved version and its approval; ``answer`` is why it was sent on."""

    version: ArticleVersion
    lines: list[Line]
    answer: Event | None

    @property
    def warns(self) -> bool:
        return any(line.is_warning for line in self.lines)


def of_newest(
    article: Article, form: forms.Form | None, rows: BaseAttachmentFormSet | None
) -> Checklist | None:
    """Return what the checks say of the newest version; None when nothing is to be sent on."""
    version = article.newest_version
    if version is None or article.status not in JUDGED:
        return None
    having = [form] if form else []
    lines = []
    for fault in checks.faults(article, version, timezone.now()):
        found = _place(fault.field, fault.file, having, rows)
        lines.append(Line(fault.message, found.id_for_label if found else "", fault.is_warning))
    answer = None
    if article.status == Status.PENDING:
        answer = article.events.filter(verb=Verb.SUBMIT, version=version).exclude(reason="").first()
    return Checklist(version, lines, answer)


def reasons(
    refused: Refused | None, having: list[Any], rows: BaseAttachmentFormSet | None
) -> list[Line]:
    """Return each reason with its input among the forms ``having``; name it beside it, too."""
    lines = []
    for refusal in refused.refusals if refused else []:
        found = _place(refusal.field, refusal.file, having, rows)
        if found and found.form.is_bound:
            found.form.add_error(found.name, refusal.message)
        warns = refusal.kind == "warning"
        lines.append(Line(refusal.message, found.id_for_label if found else "", warns))
    asking = [form for form in having if REASON in form.fields and form.is_bound]
    if asking and any(line.is_warning for line in lines):
        sentence = _("Say why it is to be sent all the same, or put right what is warned of.")
        asking[0].add_error(REASON, sentence)
        lines.append(Line(sentence, asking[0][REASON].id_for_label))
    return lines


def _place(
    field: str, file: str, having: list[Any], rows: BaseAttachmentFormSet | None
) -> BoundField | None:
    """Return the input that a fault is about: by its field, or by the file that a row holds."""
    if file:
        holding = (row for row in rows or [] if row["stored"].value() == file)
        return next((row["title"] for row in holding), None)
    return next((form[field] for form in having if field in form.fields), None)
