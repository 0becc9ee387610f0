"""The form by which readers report an error in an article, and the desk's answer to it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kientuong_portal import error_reports
from news.models import Publication
from stats.visitors import client_address

# A thousand characters and what stands around them; a longer request is no report.
MAX_BYTES = 200_000
RETRY_SECONDS = 3_600


class TidyText(forms.CharField):
    """Text judged as it will be kept, so that how it was composed does not count."""

    def to_python(self, value: Any) -> str:
        return error_reports.tidy(super().to_python(value) or "")


class ErrorReportForm(forms.Form):
    """What a reader tells: words, and nothing about the reader."""

    text = TidyText(
        label=gettext_lazy("What is wrong, and where?"),
        max_length=error_reports.MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy(
            "At most 1,000 characters. Please give no personal data, neither yours nor anybody "
            "else’s: we do not need it."
        ),
        error_messages={
            "required": gettext_lazy("Please write what is wrong in the article."),
            "max_length": gettext_lazy(
                "The text has %(show_value)d characters; please shorten it to %(limit_value)d."
            ),
        },
    )
    # People do not see this field and leave it empty; programs fill in whatever they find.
    homepage = forms.CharField(
        label=gettext_lazy("Leave this field empty"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )
    token = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, publication: Publication, **kwargs: Any) -> None:
        initial = {"token": error_reports.token_for(publication)}
        super().__init__(*args, initial=initial, auto_id="error-report-%s", **kwargs)
        self.article_id = publication.article_id

    def clean(self) -> None:
        """Know the page it was sent from; a form that was open for too long gets a new token."""
        super().clean()
        sent = self.cleaned_data.get("token", "")
        self.origin = error_reports.origin_of(sent, self.article_id)
        if self.origin is None:
            self.data = self.data.copy()
            self.data["token"] = self.initial["token"]
            if not self.errors:
                self.add_error(
                    "text", _("This page was open for a long time. Please send it once more.")
                )


# A reader has no session to misuse and gets no cookie, so there is none to compare. What other
# sites send is told by the browser's own headers, and the token shows that our page was read.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def error_report(request: HttpRequest, pk: str) -> HttpResponse:
    """Take in a reader's report, or show the form on a page of its own."""
    publication = _visible(pk)
    if request.method != "POST" or not _is_ours(request):
        empty = ErrorReportForm(publication=publication)
        return _page(request, publication, empty, status=403 if request.method == "POST" else 200)
    form = ErrorReportForm(request.POST, publication=publication)
    thanks = redirect("error-report-received", publication.article_id)
    if request.POST.get("homepage"):
        return thanks
    if not form.is_valid() or form.origin is None:
        return _page(request, publication, form, status=422)
    try:
        error_reports.report(
            form.origin, form.cleaned_data["text"], client_address(request), timezone.now()
        )
    except error_reports.TooManyReports as refusal:
        form.add_error("text", _too_many(refusal))
        return _page(request, publication, form, status=429)
    return thanks


@never_cache
@require_safe
def received(request: HttpRequest, pk: str) -> HttpResponse:
    """Thank for a report."""
    return render(request, "portal/error_report_received.html", {"publication": _visible(pk)})


@never_cache
@require_POST
def handle(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a report as handled, from the desk's home page or from the article's."""
    report = get_object_or_404(error_reports.reports_for(request.user), pk=pk)
    note = request.POST.get("note", "")
    try:
        is_first = error_reports.handle(report, request.user, note, timezone.now())
    except ValidationError as fault:
        messages.error(request, " ".join(fault.messages))
    else:
        if is_first:
            messages.success(request, _("The report is marked as handled."))
        else:
            messages.info(request, _("Somebody has handled this report already."))
    if request.POST.get("from") == "article":
        address = reverse("admin:news_article_change", args=[report.article_id])
    else:
        address = reverse("admin:index")
    return HttpResponseRedirect(f"{address}#error-reports")


def _is_ours(request: HttpRequest) -> bool:
    """Tell whether a form of this site was sent, as far as the browser says, and not too much."""
    if request.headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none"):
        return False
    origin = request.headers.get("Origin")
    if origin is not None and origin.partition("://")[2] != request.get_host():
        return False
    length = request.META.get("CONTENT_LENGTH") or "0"
    is_form = request.content_type == "application/x-www-form-urlencoded"
    return is_form and length.isdecimal() and int(length) <= MAX_BYTES


def _visible(pk: str) -> Publication:
    publication = Publication.objects.visible().filter(article=pk).first()
    if publication is None:
        raise Http404(pk)
    return publication


def _page(
    request: HttpRequest, publication: Publication, form: ErrorReportForm, status: int = 200
) -> HttpResponse:
    response = render(
        request,
        "portal/error_report.html",
        {"publication": publication, "form": form, "is_refused": status == 403},
        status=status,
    )
    if status == 429:
        response["Retry-After"] = str(RETRY_SECONDS)
    return response


def _too_many(refusal: error_reports.TooManyReports) -> str:
    if refusal.from_sender:
        return _(
            "Several reports have come from your network within the hour. Please send this one "
            "again in an hour; thank you for your patience."
        )
    return _(
        "Very many reports have come today. Please send this one again tomorrow, or call us: the "
        "number stands at the foot of the page."
    )
