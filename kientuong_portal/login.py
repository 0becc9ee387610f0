"""Log-in: throttled, and without keeping anybody's address."""

from typing import Any

from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.core.validators import MaxLengthValidator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from stats.visitors import address_hash, client_address


class LoginForm(AuthenticationForm):
    """Django's log-in form, which does not look at the name's length before it is stored."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        username = self.fields["username"]
        username.validators.append(MaxLengthValidator(username.max_length))


def hashed_address(request: HttpRequest) -> str:
    """Return the stand-in under which failed log-ins are counted for the lock-out."""
    return address_hash(client_address(request))


def locked_out(
    request: HttpRequest, original_response: HttpResponse | None = None, credentials: Any = None
) -> HttpResponse:
    """Say that too many log-ins failed and for how long to wait."""
    minutes = round(settings.AXES_COOLOFF_TIME * 60)
    return render(request, "admin/locked_out.html", {"minutes": minutes}, status=429)
