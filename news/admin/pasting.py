"""Where the editor sends what was pasted, and what it gets back."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from news import pasted, permissions


@never_cache
@require_POST
def paste(request: HttpRequest) -> JsonResponse:
    """Clean what was pasted, sent as the file ``pasted`` in UTF-8; a refusal says why.

    The answer is ``{html, pictures_missing, suspected: null | {encoding, converted_html}}`` or
    ``{error}``.
    """
    if not permissions.may_write(request.user):
        raise PermissionDenied
    sent = request.FILES.get("pasted")
    if sent is None or (sent.size or 0) > pasted.MAX_BYTES:
        return JsonResponse({"error": _("Nothing arrived that could be pasted.")}, status=400)
    try:
        found = pasted.take(sent.read().decode("utf-8", "replace"), request.user)
    except ValidationError as fault:
        return JsonResponse({"error": " ".join(fault.messages)}, status=400)
    doubt = found.suspected
    return JsonResponse(
        {
            "html": found.html,
            "pictures_missing": found.pictures_missing,
            "suspected": doubt
            and {"encoding": doubt.encoding.value, "converted_html": doubt.converted_html},
        }
    )
