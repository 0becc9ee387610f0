"""What collectstatic gathers."""

from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.utils import matches_patterns

from kientuong_portal.apps import PortalStaticFilesConfig


def collected():
    """Yield the names of the static files that collectstatic would gather."""
    ignored = PortalStaticFilesConfig.ignore_patterns
    for finder in get_finders():
        for name, _storage in finder.list(ignored):
            if not matches_patterns(name, ignored):
                yield name
