"""What was sent after the session had ended: not done, led to the log-in, and not lost."""

from urllib.parse import urlsplit

from django.contrib import admin, messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, ResolverMatch, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from kientuong_portal.login import LoginForm
from news import verb_reasons
from news.enums import Verb
from news.unsaved_texts import REASON

# Addresses that answer what is sent with a page, and the pages on which their forms stand.
STAND_AT = {
    "news_article_do": "admin:news_article_change",
    "news_article_bulk": "admin:news_article_changelist",
}
# Through the log-in: the reason, and the address it was sent to.
UNSENT, UNSENT_TO = "unsent_reason", "unsent_to"


def lead_to_login(request: HttpRequest) -> HttpResponse:
    """Lead somebody whose form came without a session to the log-in, and back to its page then.

    What was sent is not done, and the page says so; a script's request is not told of. A reason
    that was typed goes along through the log-in and is in its field again afterwards.
    """
    came_from = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(came_from, {request.get_host()})
    page = urlsplit(came_from)._replace(scheme="", netloc="").geturl() if is_ours else ""
    verb = _verb_at(request.path)
    page = _page_of(page or (request.path if verb else "")) or reverse("admin:index")
    if request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate":
        messages.warning(
            request, _("Your session had ended, so nothing was done. Please do it once more.")
        )
        if verb and request.POST.get(REASON, "").strip():
            return _ask_with_reason(request, page)
    return redirect_to_login(page, reverse("admin:login"))


def give_back_reason(request: HttpRequest) -> None:
    """Keep the reason that came along through the log-in for who has logged in."""
    verb, reason = _verb_at(request.POST.get(UNSENT_TO, "")), request.POST.get(UNSENT, "")
    if verb is None or not reason.strip():
        return
    # For many at once only returning asks for a reason.
    name, pk = verb.kwargs.get("verb", Verb.REJECT), verb.kwargs.get("pk")
    try:
        verb_reasons.put_back(request.user, name, pk, reason)
    except ValidationError as fault:
        messages.error(request, " ".join(fault.messages))


def unsent_reason(request: HttpRequest) -> dict[str, str]:
    """Return what the log-in's page shows and sends along of a reason that was not sent."""
    return {name: request.POST.get(name, "") for name in (UNSENT, UNSENT_TO)}


def _ask_with_reason(request: HttpRequest, page: str) -> HttpResponse:
    context = admin.site.each_context(request) | {
        "title": _("Log in"),
        "form": LoginForm(request),
        "app_path": reverse("admin:login"),
        "next": page,
        UNSENT: request.POST[REASON],
        UNSENT_TO: request.path,
    }
    return render(request, "admin/login.html", context)


def _page_of(address: str) -> str:
    """Return the page on which a form stands whose page has this ``address``; "" for none."""
    match = _match(address)
    if match is None:
        return ""
    if match.url_name not in STAND_AT:
        return address
    pk = match.kwargs.get("pk")
    return reverse(STAND_AT[match.url_name], args=[pk] if pk else [])


def _verb_at(address: str) -> ResolverMatch | None:
    """Return what an ``address`` names that does a verb; None for any other."""
    match = _match(address)
    return match if match and match.url_name in STAND_AT else None


def _match(address: str) -> ResolverMatch | None:
    try:
        return resolve(urlsplit(address).path)
    except (Resolver404, ValueError):
        return None
