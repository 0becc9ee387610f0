"""Addresses of the news for readers."""

from django.urls import path, re_path, register_converter
from django.urls.converters import IntConverter

from news.views import articles, lists, previews, search, stored_files


class YearConverter(IntConverter):
    """A year in four digits."""

    regex = "[0-9]{4}"

    def to_url(self, value: int) -> str:
        return f"{value:04d}"


class TwoDigitConverter(IntConverter):
    """A month or a day in two digits."""

    regex = "[0-9]{2}"

    def to_url(self, value: int) -> str:
        return f"{value:02d}"


register_converter(YearConverter, "yyyy")
register_converter(TwoDigitConverter, "mm")
app_name = "news"
SIGNED = r"(?P<signed>[0-9]{1,18}:[A-Za-z0-9_-]{43})"
urlpatterns = [
    path("", lists.home, name="home"),
    re_path(
        r"^bai-viet/(?P<slug>[a-z0-9-]+)-(?P<pk>[0-9]{1,18})/$", articles.article, name="article"
    ),
    path("chuyen-muc/<slug:slug>/", lists.category, name="category"),
    path("tac-gia/<slug:slug>/", lists.author, name="author"),
    path("loai-bai/<slug:slug>/", lists.article_type, name="article-type"),
    path("anh/", lists.albums, name="albums"),
    path("video/", lists.videos, name="videos"),
    path("van-ban/", lists.documents, name="documents"),
    path("luu-tru/", lists.archive_years, name="archive"),
    path("luu-tru/<yyyy:year>/", lists.archive_year, name="archive-year"),
    path("luu-tru/<yyyy:year>/<mm:month>/", lists.archive_month, name="archive-month"),
    path("luu-tru/<yyyy:year>/<mm:month>/<mm:day>/", lists.archive_day, name="archive-day"),
    path("tim-kiem/", search.results, name="search"),
    re_path(
        r"^tep/(?P<sha256>[0-9a-f]{64})/(?P<name>[^/\x00-\x1f\x7f]+)$",
        stored_files.stored_file,
        name="file",
    ),
    re_path(rf"^xem-truoc/{SIGNED}/$", previews.preview, name="preview"),
    re_path(
        rf"^xem-truoc/{SIGNED}/tep/(?P<sha256>[0-9a-f]{{64}})/(?P<name>[^/\x00-\x1f\x7f]+)$",
        previews.preview_file,
        name="preview-file",
    ),
]
