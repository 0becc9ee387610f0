"""The site around the apps: people, identity, menus and link sets."""

from kientuong_portal.models.identity import SiteIdentity
from kientuong_portal.models.links import Link, LinkSet
from kientuong_portal.models.user import User

__all__ = ["Link", "LinkSet", "SiteIdentity", "User"]
