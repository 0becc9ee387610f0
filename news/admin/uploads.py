"""Files of the article form, sent while it is written: the editor's whole, others in pieces."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, JsonResponse
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from news import addresses, files, images, permissions, piecewise
from news.models import StoredFile, UnfinishedUpload
from news.piecewise import Purpose

REFUSED, CONFLICT = 422, 409
# As wide as the picture in the form is shown.
SHOWN_WIDTH = 320


@never_cache
@require_POST
def picture(request: HttpRequest) -> JsonResponse:
    """Take in a picture from the editor and answer in the shape the editor understands."""
    if not permissions.may_write(request.user):
        raise PermissionDenied
    sent = request.FILES.get("upload")
    if sent is None:
        return _no_picture(_("No picture arrived."))
    try:
        file = files.take_picture(sent, request.user)
    except ValidationError as fault:
        return _no_picture(" ".join(fault.messages))
    shown = images.nearest(file.width or 1, 960)
    address = reverse("news:file", args=[file.sha256, shown.name])
    return JsonResponse({"uploaded": 1, "fileName": file.name, "url": address})


def _no_picture(sentence: str) -> JsonResponse:
    return JsonResponse({"uploaded": 0, "error": {"message": sentence}})


@never_cache
@require_POST
def begin(request: HttpRequest) -> JsonResponse:
    """Answer ``{key, received}`` for a file told by ``name``, ``size`` and ``modified``.

    ``purpose`` says which field it was chosen in, here and with each piece: see piecewise.Purpose.
    ``received`` bytes of it have arrived already; an answer ``{error}`` says why it is refused.
    """
    if not permissions.may_write(request.user):
        raise PermissionDenied
    try:
        size, modified = (int(request.POST.get(name, "")) for name in ("size", "modified"))
        upload = piecewise.begin(
            request.user,
            request.POST.get("name", ""),
            size,
            modified,
            timezone.now(),
            Purpose(request.POST.get("purpose", "")),
        )
    except ValidationError as fault:
        return _refused(fault)
    except ValueError:
        return JsonResponse({"error": _("No file arrived.")}, status=REFUSED)
    return JsonResponse({"key": upload.key, "received": upload.received})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def piece(request: HttpRequest, key: str) -> JsonResponse:
    """Take the piece in the body, which begins at byte ``tu``; asked by GET, only tell.

    The answer is ``{received}``, with 409 when another piece is wanted, or, once all has arrived,
    what the form's row keeps of the file, or why it is refused; 404 for an upload given up.
    """
    if not permissions.may_write(request.user):
        raise PermissionDenied
    upload = piecewise.find(request.user, key)
    if upload is None:
        return JsonResponse({}, status=404)
    file = piecewise.stored_file(upload)
    if request.method == "POST" and file is None:
        start, purpose = request.GET.get("tu", ""), request.GET.get("purpose", "")
        if purpose not in list(Purpose):
            return JsonResponse({}, status=404)
        if not (start.isascii() and start.isdigit() and len(start) < 16):
            return JsonResponse({"received": upload.received}, status=CONFLICT)
        try:
            file = piecewise.add(upload, int(start), request.body, timezone.now(), Purpose(purpose))
        except ValidationError as fault:
            return _refused(fault)
        except piecewise.OutOfPlace as wanted:
            return JsonResponse({"received": wanted.received}, status=CONFLICT)
        upload.received = int(start) + len(request.body)
    return JsonResponse(_told(upload, file) if file else {"received": upload.received})


def _told(upload: UnfinishedUpload, file: StoredFile) -> dict[str, object]:
    name = files.tame_name(upload.name, f".{file.name.rpartition('.')[2]}")
    told: dict[str, object] = {
        "sha256": file.sha256,
        "name": name,
        "size": filesizeformat(file.size),
        "address": addresses.file(file.sha256, name),
        "is_video": file.is_video,
    }
    if file.width is not None:
        shown = images.nearest(file.width, SHOWN_WIDTH)
        told |= {
            "shown": addresses.file(file.sha256, shown.name),
            "width": file.width,
            "height": file.height,
        }
    return told


def _refused(fault: ValidationError) -> JsonResponse:
    return JsonResponse({"error": " ".join(fault.messages)}, status=REFUSED)
