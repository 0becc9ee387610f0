"""The measure of everything: a Django view that answers constant bytes."""

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

settings.configure(
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    SECRET_KEY="only-for-measuring",  # noqa: S106 -- nothing is signed here
    MIDDLEWARE=[],
)
BODY = b"constant"


def constant(request: HttpRequest) -> HttpResponse:
    """Answer the same bytes each time."""
    return HttpResponse(BODY, headers={"Content-Length": len(BODY)})


urlpatterns = [path("", constant)]
application = get_wsgi_application()
