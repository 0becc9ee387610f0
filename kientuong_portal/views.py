"""Answers to requests that were refused, lead nowhere or went wrong."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from news.guesses import guesses_for

# The database is away, is being restarted, or does not come to an answer in time.
AWAY = (OperationalError, InterfaceError)
RETRY_SECONDS = 60


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that the person's role does not allow this."""
    return HttpResponse(render_to_string("403.html"), status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say what to do when a form came without its proof of origin."""
    sentence = _(
        "This form was open for too long, or it came from another site. Go back, copy what you "
        "have typed, load the page again and repeat the step."
    )
    heading = _("This form could not be taken in")
    page = render_to_string("403.html", {"heading": heading, "sentence": sentence})
    # So that a script can tell it from a refusal by role: static/js/article-autosave.js.
    return HttpResponse(page, status=403, headers={"X-Refused": "origin"})


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that the address leads nowhere, and what it may have meant; at work, the way back."""
    if request.path_info.startswith(reverse("admin:index")):
        return render(request, "admin/404.html", status=404)
    return render(request, "404.html", {"guesses": guesses_for(request.path_info)}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that something went wrong; when the database is away: that the portal is back soon.

    Neither page asks for anything but its template and the static files.
    """
    if isinstance(sys.exc_info()[1], AWAY):
        response = HttpResponse(render_to_string("503.html"), status=503)
        response["Retry-After"] = str(RETRY_SECONDS)
    else:
        response = HttpResponse(render_to_string("500.html"), status=500)
    response["Cache-Control"] = "no-store"
    return response
