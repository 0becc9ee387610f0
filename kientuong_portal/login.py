"""Log-in: throttled, and without keeping anybody's address."""

from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.core.validators import MaxLengthValidator
from django.forms import Field
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from stats import staff
from stats.visitors import address_hash, client_address


class WithoutFocus:
    """A form that takes no focus: its page begins where the reader of it begins, at the top."""

    fields: dict[str, Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("autofocus", None)


class LoginForm(WithoutFocus, AuthenticationForm):
    """Django's log-in form, which does not look at the name's length before it is stored."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        username = self.fields["username"]
        username.validators.append(MaxLengthValidator(username.max_length))


class OwnPasswordForm(WithoutFocus, PasswordChangeForm):
    """A new password of one's own."""


def hashed_address(request: HttpRequest) -> str:
    """Return the stand-in under which failed log-ins are counted for the lock-out."""
    return address_hash(client_address(request))


def locked_out(
    request: HttpRequest, original_response: HttpResponse | None = None, credentials: Any = None
) -> HttpResponse:
    """Say that too many log-ins failed and for how long to wait."""
    minutes = round(settings.AXES_COOLOFF_TIME * 60)
    return render(request, "admin/locked_out.html", {"minutes": minutes}, status=429)


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def log_in_again(request: HttpRequest) -> HttpResponse:
    """Say who is logged in; by POST, log ``person`` in again without leaving the page.

    Answers the person's id (null: nobody) and a fresh proof of origin for the page's forms; 403
    with a sentence for a wrong password or another person. Throttled like every log-in.
    """
    if request.method == "GET":
        return JsonResponse({"person": request.user.pk, "token": get_token(request)})
    form = LoginForm(request, request.POST)
    if not form.is_valid():
        return JsonResponse({"sentence": _("The password is not right.")}, status=403)
    user = form.get_user()
    if str(user.pk) != request.POST.get("person"):
        return JsonResponse({"sentence": _("This page was opened by somebody else.")}, status=403)
    login(request, user)
    response = JsonResponse({"person": user.pk, "token": get_token(request)})
    staff.mark(response)
    return response
