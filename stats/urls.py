"""Addresses of counting for readers' browsers."""

from django.urls import path, re_path

from stats import pages, views

app_name = "stats"
urlpatterns = [
    path("doc-nhieu/", pages.most_read, name="most-read"),
    path("dem/", views.beacon, name="beacon"),
    path("dem.gif", views.image, name="image"),
    re_path(r"^di/(?P<pk>[0-9]{1,18})/$", views.follow, name="follow"),
]
