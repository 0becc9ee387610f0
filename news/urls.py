"""Addresses of the news for readers."""

from django.urls import path, re_path

from news import views

app_name = "news"
urlpatterns = [
    path("", views.home, name="home"),
    re_path(r"^bai-viet/(?P<slug>[a-z0-9-]+)-(?P<pk>[0-9]{1,18})/$", views.article, name="article"),
    path("chuyen-muc/<slug:slug>/", views.category, name="category"),
    re_path(r"^tep/(?P<sha256>[0-9a-f]{64})/(?P<name>[^/]+)$", views.stored_file, name="file"),
]
