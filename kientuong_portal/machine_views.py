"""What programs fetch rather than people: maps, robots, contacts for security, search, icons.

Nothing here sets a cookie, and every copy asks before it is used again: it may name an article that
has been withdrawn since.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache, wraps

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import SitemapIndexItem
from django.contrib.sitemaps.views import sitemap as sitemap_view
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control, set_response_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kientuong_portal import shell
from kientuong_portal.models import SiteIdentity
from news import front
from news.addresses import absolute
from news.feeds import Publisher
from news.sitemaps import (
    ArticlesSitemap,
    CategoriesSitemap,
    NewsSitemap,
    PagesSitemap,
    article_parts,
)

# The pages that stand whatever is published, by the names of their addresses.
STANDING_PAGES = [
    "news:home",
    "news:documents",
    "news:albums",
    "news:videos",
    "news:archive",
    "stats:most-read",
    "contact",
    "site-map",
    "accessibility",
    "privacy",
    "how-we-count",
]
NOT_FOR_ROBOTS = ["/quan-tri/", "/xem-truoc/", "/tim-kiem/?"]
# Longer than anybody keeps the file, shorter than the year that RFC 9116 recommends as the most.
SECURITY_DAYS = 180
ICON_SIZES = (192, 512)
COLOUR = "#8e1519"
# What OpenSearch allows a short name to be.
SHORT_NAME = 16


def revalidated(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Let anyone keep what ``view`` answers, as long as they ask before using it again."""

    @require_safe
    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if isinstance(response, TemplateResponse):
            response.render()
        # A date would go back when the newest article is withdrawn, and an old copy pass for fresh.
        response.headers.pop("Last-Modified", None)
        patch_cache_control(response, public=True, no_cache=True)
        set_response_etag(response)
        return get_conditional_response(request, etag=response["ETag"], response=response)

    return answer


def publisher() -> Publisher:
    """Return who speaks in feeds today; empty names before there is an identity."""
    identity = shell.Surroundings().identity
    if identity is None:
        return Publisher("", "", "")
    return Publisher(full_name(identity), identity.description, identity.agency)


def full_name(identity: SiteIdentity) -> str:
    """Return the portal's name with its place, as the title of the home page has it."""
    return f"{identity.site_name} {identity.place_name}"


def short_name(identity: SiteIdentity) -> str:
    """Return the place's name in at most 16 characters: whole, or its last words: Kiến Tường."""
    if len(identity.place_name) <= SHORT_NAME:
        return identity.place_name
    words = identity.place_name.split()
    endings = (" ".join(words[start:]) for start in range(1, len(words)))
    fitting = (name for name in endings if len(name) <= SHORT_NAME and name[0].isupper())
    return next(fitting, identity.place_name[:SHORT_NAME])


@revalidated
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """The index of all maps that hold something."""
    parts = [_map("sitemap-pages")]
    if front.tree().all:
        parts.append(_map("sitemap-categories"))
    if recent := NewsSitemap().get_latest_lastmod():
        parts.append(_map("sitemap-news", recent))
    for part, changed in article_parts().items():
        parts.append(_map("sitemap-articles", changed, part=part))
    return render(
        request, "news/sitemap_index.xml", {"parts": parts}, content_type="application/xml"
    )


def _map(name: str, changed: datetime | None = None, **parts: int) -> SitemapIndexItem:
    return SitemapIndexItem(absolute(reverse(name, kwargs=parts)), changed)


@revalidated
def pages_map(request: HttpRequest) -> HttpResponse:
    """The map of the pages that always stand."""
    return _answer_with(request, PagesSitemap(STANDING_PAGES))


@revalidated
def categories_map(request: HttpRequest) -> HttpResponse:
    """The map of the categories."""
    return _answer_with(request, CategoriesSitemap())


@revalidated
def articles_map(request: HttpRequest, part: str) -> HttpResponse:
    """One part of the map of the articles."""
    return _answer_with(request, ArticlesSitemap(int(part)))


@revalidated
def news_map(request: HttpRequest) -> HttpResponse:
    """The map of the last two days' articles."""
    return _answer_with(request, NewsSitemap(), "news/sitemap_news.xml")


def _answer_with(
    request: HttpRequest, sitemap: Sitemap, template: str = "news/sitemap.xml"
) -> HttpResponse:
    return sitemap_view(request, {"only": sitemap}, section="only", template_name=template)


@revalidated
def robots(request: HttpRequest) -> HttpResponse:
    """What robots should leave alone, and where the map is."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in NOT_FOR_ROBOTS), ""]
    lines.append(f"Sitemap: {absolute(reverse('sitemap'))}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@revalidated
def security(request: HttpRequest) -> HttpResponse:
    """Whom to tell of a weakness (RFC 9116); there is nobody before there is an identity."""
    identity = shell.Surroundings().identity
    if identity is None:
        raise Http404
    today = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        f"Contact: mailto:{identity.email}",
        f"Expires: {today + timedelta(days=SECURITY_DAYS):%Y-%m-%dT%H:%M:%SZ}",
        f"Preferred-Languages: {settings.LANGUAGE_CODE}",
        f"Canonical: {absolute(request.path)}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@revalidated
def opensearch(request: HttpRequest) -> HttpResponse:
    """How a browser's own search field asks this portal."""
    return render(
        request,
        "opensearch.xml",
        {
            "short_name": _of_identity(short_name),
            "description": _("Search %(site)s") % {"site": _of_identity(full_name)},
            "icon": absolute(reverse("favicon")),
            "search": absolute(reverse("news:search")),
        },
        content_type="application/opensearchdescription+xml",
    )


@revalidated
def manifest(request: HttpRequest) -> HttpResponse:
    """How a telephone shows the portal on its home screen."""
    drawing = {"src": static("img/emblem.svg"), "sizes": "any", "type": "image/svg+xml"}
    pictures = [
        {
            "src": static(f"img/icon-{size}.png"),
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": "any maskable",
        }
        for size in ICON_SIZES
    ]
    return JsonResponse(
        {
            "name": _of_identity(full_name),
            "short_name": _of_identity(short_name),
            "description": publisher().description,
            "lang": settings.LANGUAGE_CODE,
            "start_url": reverse("news:home"),
            "scope": reverse("news:home"),
            "display": "minimal-ui",
            "theme_color": COLOUR,
            "background_color": "#ffffff",
            "icons": [drawing, *pictures],
        },
        json_dumps_params={"ensure_ascii": False},
        content_type="application/manifest+json",
    )


def _of_identity(name: Callable[[SiteIdentity], str]) -> str:
    identity = shell.Surroundings().identity
    return name(identity) if identity else ""


@revalidated
def favicon(request: HttpRequest) -> HttpResponse:
    """The icon that programs ask for without looking at a page."""
    return HttpResponse(_favicon(), content_type="image/x-icon")


@cache
def _favicon() -> bytes:
    return (settings.BASE_DIR / "static" / "img" / "favicon.ico").read_bytes()
