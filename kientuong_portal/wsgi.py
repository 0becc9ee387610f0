"""The WSGI entry point that Granian (or any other server) loads."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kientuong_portal.settings")

_django = get_wsgi_application()

from kientuong_portal.page_delivery import KeptPages  # noqa: E402 -- needs the apps to be loaded
from stats.delivery import Beacons  # noqa: E402 -- needs the apps to be loaded

application = Beacons(KeptPages(_django))
