"""Pictures, renditions, videos and attachments: served only through a check."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from news import files
from news.models import StoredFile


@require_safe
def stored_file(request: HttpRequest, sha256: str, name: str) -> HttpResponse:
    """A picture, rendition or attachment: for everyone while a visible publication links it.

    Staff see what their role may; for anybody else it does not exist.
    """
    file = get_object_or_404(StoredFile, sha256=sha256)
    names = files.public_names(file)
    is_public = bool(names)
    if not is_public:
        names = files.readable_names(file, request.user)
    if not names:
        raise Http404(sha256)
    width = files.rendition_width(file, name)
    if width is None and name not in names:
        return redirect(reverse("news:file", args=[sha256, names[0]]))
    return _answer_with(request, file, name, width, is_public=is_public)


def _answer_with(
    request: HttpRequest, file: StoredFile, name: str, width: int | None, *, is_public: bool
) -> HttpResponse:
    etag = quote_etag(f"{file.sha256[:32]}{width or ''}")
    response = get_conditional_response(request, etag)
    if response is None:
        path = files.rendition_path(file, width) if width else file.path
        response = FileResponse(
            files.open_stored(path),
            as_attachment=not file.is_image,
            filename=name,
            content_type="image/webp" if width else file.media_type,
        )
    response["ETag"] = etag
    # A file may stop being public at any moment, so every copy asks before it is used again.
    if is_public:
        patch_cache_control(response, public=True, no_cache=True)
    else:
        patch_cache_control(response, private=True, no_store=True)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
