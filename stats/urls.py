"""Addresses of counting for readers' browsers."""

from django.urls import path

from stats import views

app_name = "stats"
urlpatterns = [
    path("dem/", views.beacon, name="beacon"),
    path("dem.gif", views.image, name="image"),
    path("di/<int:pk>/", views.follow, name="follow"),
]
