"""The state of the mail queue, for administrators."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from news import mail_queue, permissions
from news.enums import MailState
from news.models import MailedNotice, QueuedMail

SHOWN = 50
A_WEEK = timedelta(days=7)


@never_cache
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Show what waits, what has failed and why, and how the mail server does."""
    if not permissions.is_administrator(request.user):
        raise PermissionDenied
    letters = QueuedMail.objects.all()
    waiting = letters.filter(state=MailState.WAITING)
    sent = letters.filter(state=MailState.SENT, settled_at__gte=timezone.now() - A_WEEK)
    unsent = letters.exclude(state=MailState.SENT).select_related("user")
    given_up = letters.exclude(state=MailState.SENT).filter(state=MailState.GIVEN_UP)
    context = admin.site.each_context(request) | {
        "title": _("E-mails about notices"),
        "sends_mail": settings.SENDS_MAIL,
        "server": mail_queue.server(),
        "waiting": waiting.count(),
        "for_daily": MailedNotice.objects.filter(mail=None, left_out="").count(),
        "sent": sent.count(),
        "given_up": given_up.count(),
        "letters": unsent.annotate(notices=Count("rows")).order_by("-pk")[:SHOWN],
    }
    return render(request, "admin/portal/mail_queue.html", context)


@never_cache
@require_POST
def try_again(request: HttpRequest) -> HttpResponse:
    """Let everything that has failed be tried now."""
    if not permissions.is_administrator(request.user):
        raise PermissionDenied
    count = mail_queue.try_again(timezone.now())
    sentence = ngettext(
        "%(count)d e-mail is being tried again.", "%(count)d e-mails are being tried again.", count
    )
    messages.success(request, sentence % {"count": count})
    return redirect("admin:mail_queue")
