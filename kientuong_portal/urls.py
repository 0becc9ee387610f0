"""All addresses of the portal."""

from django.contrib import admin
from django.urls import include, path, re_path

from kientuong_portal import health, report_views

urlpatterns = [
    path("quan-tri/", admin.site.urls),
    path("health/live", health.live, name="health-live"),
    path("health/ready", health.ready, name="health-ready"),
    path("", include("kientuong_portal.machine_urls")),
    re_path(r"^bao-loi/(?P<pk>[0-9]{1,18})/$", report_views.error_report, name="error-report"),
    re_path(
        r"^bao-loi/(?P<pk>[0-9]{1,18})/da-nhan/$",
        report_views.received,
        name="error-report-received",
    ),
    path("", include("stats.urls")),
    path("", include("news.urls")),
]

handler403 = "kientuong_portal.views.permission_denied"
