"""What pages ask about the site around them."""

from datetime import datetime

from django import template
from django.utils import timezone

from kientuong_portal import shell
from kientuong_portal.models import SiteIdentity

register = template.Library()


@register.simple_tag
def agency_on(moment: datetime) -> SiteIdentity | None:
    """Return the agency as it was at ``moment`` (aware)."""
    return shell.agency_on(timezone.localdate(moment))
