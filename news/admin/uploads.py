"""Attachments sent one by one while the form is still being written."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, JsonResponse
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from news import files, permissions

REFUSED = 422


@never_cache
@require_POST
def attach(request: HttpRequest) -> JsonResponse:
    """Judge and store one file; answer what the form's row keeps of it, or why it is refused."""
    if not permissions.may_write(request.user):
        raise PermissionDenied
    sent = request.FILES.get("file")
    if sent is None:
        return JsonResponse({"error": _("No file arrived.")}, status=REFUSED)
    try:
        file = files.take_attachment(sent, request.user)
    except ValidationError as fault:
        return JsonResponse({"error": " ".join(fault.messages)}, status=REFUSED)
    name = files.tame_name(sent.name or "", f".{file.name.rpartition('.')[2]}")
    size = filesizeformat(file.size)
    return JsonResponse({"sha256": file.sha256, "name": name, "size": size})
