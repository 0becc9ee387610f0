"""Answers to requests that were refused."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that the person's role does not allow this."""
    return render(request, "403.html", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say what to do when a form came without its proof of origin."""
    sentence = _(
        "This form was open for too long, or it came from another site. Go back, copy what you "
        "have typed, load the page again and repeat the step."
    )
    return render(request, "403.html", {"sentence": sentence}, status=403)
