"""Addresses that programs fetch."""

from django.urls import path, re_path

from kientuong_portal import machine_views
from kientuong_portal.machine_views import publisher, revalidated
from news.feeds import CategoryRss, NewestAtom, NewestRss

urlpatterns = [
    path("rss.xml", revalidated(NewestRss(publisher)), name="rss"),
    path("atom.xml", revalidated(NewestAtom(publisher)), name="atom"),
    path(
        "chuyen-muc/<slug:slug>/rss.xml", revalidated(CategoryRss(publisher)), name="category-rss"
    ),
    path("sitemap.xml", machine_views.sitemap_index, name="sitemap"),
    path("sitemap-trang.xml", machine_views.pages_map, name="sitemap-pages"),
    path("sitemap-chuyen-muc.xml", machine_views.categories_map, name="sitemap-categories"),
    path("sitemap-tin-moi.xml", machine_views.news_map, name="sitemap-news"),
    re_path(
        r"^sitemap-bai-viet-(?P<part>[0-9]{1,9})\.xml$",
        machine_views.articles_map,
        name="sitemap-articles",
    ),
    path("robots.txt", machine_views.robots, name="robots"),
    path(".well-known/security.txt", machine_views.security, name="security"),
    path("opensearch.xml", machine_views.opensearch, name="opensearch"),
    path("manifest.webmanifest", machine_views.manifest, name="manifest"),
    path("favicon.ico", machine_views.favicon, name="favicon"),
]
