"""Addresses of the news for readers."""

from django.urls import path, re_path

from news.views import articles, lists, search, stored_files

app_name = "news"
urlpatterns = [
    path("", lists.home, name="home"),
    re_path(
        r"^bai-viet/(?P<slug>[a-z0-9-]+)-(?P<pk>[0-9]{1,18})/$", articles.article, name="article"
    ),
    path("chuyen-muc/<slug:slug>/", lists.category, name="category"),
    path("tim-kiem/", search.results, name="search"),
    re_path(
        r"^tep/(?P<sha256>[0-9a-f]{64})/(?P<name>[^/]+)$", stored_files.stored_file, name="file"
    ),
]
