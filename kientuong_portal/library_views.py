"""The media library's pages: everything brought in, and one file with all its uses."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from news import alt_mending, media_library, permissions, virus_scan
from news.models import StoredFile

KINDS = [
    ("", _("All kinds")),
    ("anh", _("Pictures")),
    ("van-ban", _("Documents")),
    ("video", _("Videos")),
    ("am-thanh", _("Sound")),
]
STATES = [
    ("", _("Used or not")),
    (media_library.UNUSED, _("Used nowhere")),
    (media_library.TWICE, _("Brought in by several people")),
    (media_library.WAITING, _("Waiting for the virus scan")),
]
MOST_DIGITS = 18


class LibraryFilters(forms.Form):
    """What the library is narrowed to; the address holds it."""

    q = forms.CharField(
        label=_("Find files"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search"}),
        help_text=_("By name, title, description or caption; with or without marks."),
    )
    loai = forms.ChoiceField(label=_("Kind"), choices=KINDS, required=False)
    dung = forms.ChoiceField(label=_("Use"), choices=STATES, required=False)


class DescriptionForm(forms.Form):
    """What is to be seen on a picture."""

    alt = forms.CharField(
        label=_("What is to be seen"),
        max_length=300,
        help_text=_("Read aloud to people who cannot see the picture."),
    )


@never_cache
@require_safe
def library(request: HttpRequest) -> HttpResponse:
    """List the files that the person may see, the newest first, by key and without a count."""
    if not permissions.may_use_desk(request.user):
        raise PermissionDenied
    filters = LibraryFilters(request.GET)
    asked = filters.cleaned_data if filters.is_valid() else {}
    page = media_library.page(
        request.user,
        text=asked.get("q", ""),
        kind=asked.get("loai", ""),
        state=asked.get("dung", ""),
        before=_key(request, "truoc"),
        after=_key(request, "sau"),
    )
    context = admin.site.each_context(request) | {
        "title": _("Media library"),
        "filters": filters,
        "page": page,
        "virus_scan": virus_scan.standing(),
        "is_narrowed": any(asked.values()),
        "previous": _address(asked, "sau", page.newer),
        "following": _address(asked, "truoc", page.older),
    }
    return render(request, "admin/news/library.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def library_file(request: HttpRequest, sha256: str) -> HttpResponse:
    """Show one file with all its uses; mend its description in the articles that show it now."""
    file = get_object_or_404(media_library.viewable(request.user), sha256=sha256)
    form = DescriptionForm(request.POST if request.method == "POST" else None)
    outcomes = None
    if request.method == "POST" and file.is_image and form.is_valid():
        outcomes = alt_mending.mend(request.user, file, form.cleaned_data["alt"])
    return _file_page(request, file, form, outcomes)


def _file_page(
    request: HttpRequest, file: StoredFile, form: DescriptionForm, outcomes: Any
) -> HttpResponse:
    context = admin.site.each_context(request) | {
        "title": file.name,
        "shown": media_library.shown(request.user, [file])[0],
        "file": file,
        "form": form if file.is_image else None,
        "outcomes": outcomes,
        "done": [one for one in outcomes or [] if one.event],
        "refused": [one for one in outcomes or [] if not one.event],
    }
    return render(request, "admin/news/library_file.html", context)


def _key(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS else None


def _address(asked: dict[str, Any], name: str, key: int | None) -> str:
    kept = {name: value for name, value in asked.items() if value}
    return urlencode(kept | {name: key}) if key else ""
