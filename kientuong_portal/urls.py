"""All addresses of the portal."""

from django.contrib import admin
from django.urls import include, path

from kientuong_portal import health

urlpatterns = [
    path("quan-tri/", admin.site.urls),
    path("health/live", health.live, name="health-live"),
    path("health/ready", health.ready, name="health-ready"),
    path("", include("kientuong_portal.machine_urls")),
    path("", include("stats.urls")),
    path("", include("news.urls")),
]

handler403 = "kientuong_portal.views.permission_denied"
