"""Pictures, renditions, videos and attachments: served only through a check."""

from contextlib import suppress

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import content_disposition_header, quote_etag
from django.views.decorators.http import require_safe

from news import byte_ranges, files, replaced_files
from news.images import Rendition
from news.models import StoredFile

# How long a reader's own browser may show a picture again without asking.
PICTURE_SECONDS = 300


@require_safe
def stored_file(request: HttpRequest, sha256: str, name: str) -> HttpResponseBase:
    """A picture, rendition, video or attachment: for everyone while a visible publication links it.

    Staff see what their role may; for anybody else it does not exist.
    """
    file = get_object_or_404(StoredFile, sha256=sha256)
    names = files.public_names(file)
    is_public = bool(names)
    if not is_public:
        names = files.readable_names(file, request.user)
    if not names:
        return _moved_on(file)
    rendition = files.rendition(file, name)
    if rendition:
        # One not made yet, as after an update, is made by make_renditions: the whole one serves.
        with suppress(FileNotFoundError):
            return answer_with(request, file, name, rendition, is_public=is_public)
    if name not in names:
        return redirect(reverse("news:file", args=[sha256, names[0]]))
    return answer_with(request, file, name, None, is_public=is_public)


def _moved_on(file: StoredFile) -> HttpResponse:
    """Lead to the file that has replaced ``file`` as an attachment; Http404 when none has."""
    address = replaced_files.address_of_successor(file)
    if not address:
        raise Http404(file.sha256)
    response = redirect(address)
    # It may be replaced again, or come back.
    patch_cache_control(response, public=True, no_cache=True)
    return response


def answer_with(
    request: HttpRequest,
    file: StoredFile,
    name: str,
    rendition: Rendition | None,
    *,
    is_public: bool,
) -> HttpResponseBase:
    """Return the stored bytes of ``file`` or of its ``rendition``; only for who may have them."""
    etag = quote_etag(f"{file.sha256[:32]}{rendition.name if rendition else ''}")
    media_type = rendition.media_type if rendition else file.media_type
    response: HttpResponseBase | None = get_conditional_response(request, etag)
    if response is None:
        path = files.rendition_path(file, rendition) if rendition else file.path
        response = _bytes_of(request, path, media_type, etag, in_stretches=file.is_video)
    is_shown = file.is_image or file.is_video
    response["Content-Disposition"] = content_disposition_header(not is_shown, name)
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = etag
    if is_public and file.is_image:
        # A page that is opened again asks for none of its pictures: the reader has them already.
        # Copies that others could be given still ask each time.
        patch_cache_control(response, public=True, max_age=PICTURE_SECONDS, s_maxage=0)
    elif is_public:
        # A file may stop being public at any moment, so every copy asks before it is used again.
        patch_cache_control(response, public=True, no_cache=True)
    else:
        patch_cache_control(response, private=True, no_store=True)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _bytes_of(
    request: HttpRequest, path: str, media_type: str, etag: str, *, in_stretches: bool
) -> HttpResponseBase:
    """Return the stored bytes at ``path``, or the range of them that is asked for."""
    opened = files.open_stored(path)
    size = opened.size
    try:
        wanted = _range_header(request, etag)
        part = byte_ranges.asked(wanted, size, in_stretches=in_stretches)
    except byte_ranges.NotSatisfiable:
        opened.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    positions = range(size) if part is None else part
    headers = {"Content-Type": media_type, "Content-Length": str(len(positions))}
    if part is not None:
        headers["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{size}"
    if request.method == "HEAD":
        opened.close()
        return HttpResponse(headers=headers)
    return StreamingHttpResponse(
        byte_ranges.Part(opened, positions), status=200 if part is None else 206, headers=headers
    )


def _range_header(request: HttpRequest, etag: str) -> str:
    """Return the range that is to be heeded: of a GET, and of the very bytes the browser has."""
    if request.method != "GET" or request.headers.get("If-Range", etag) != etag:
        return ""
    return request.headers.get("Range", "")
