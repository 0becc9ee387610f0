"""The site around the apps: people, identity, menus, link sets, and what readers report."""

from kientuong_portal.models.identity import SiteIdentity
from kientuong_portal.models.links import Link, LinkSet
from kientuong_portal.models.reports import ErrorReport, ReportsOfDay, ReportTrace
from kientuong_portal.models.user import User

__all__ = [
    "ErrorReport",
    "Link",
    "LinkSet",
    "ReportTrace",
    "ReportsOfDay",
    "SiteIdentity",
    "User",
]
