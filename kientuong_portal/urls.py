"""All addresses of the portal."""

from django.contrib import admin
from django.urls import include, path, re_path
from django.views.generic import RedirectView

from kientuong_portal import health, pages, report_views

# Who cuts an address short finds what it belongs to; these have no page of their own.
to_map = RedirectView.as_view(pattern_name="site-map", permanent=True)
to_archive = RedirectView.as_view(pattern_name="news:archive", permanent=True)

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
    path("so-do-cong/", pages.site_map, name="site-map"),
    path("chuyen-muc/", to_map),
    path("tac-gia/", to_map),
    path("loai-bai/", to_map),
    path("bai-viet/", to_archive),
    path("lien-he/", pages.contact, name="contact"),
    path("tro-nang/", pages.accessibility, name="accessibility"),
    path("quyen-rieng-tu/", pages.privacy, name="privacy"),
    path("cach-dem/", pages.how_we_count, name="how-we-count"),
    path("", include("stats.urls")),
    path("", include("news.urls")),
]

handler403 = "kientuong_portal.views.permission_denied"
handler404 = "kientuong_portal.views.page_not_found"
handler500 = "kientuong_portal.views.server_error"
