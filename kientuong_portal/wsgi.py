"""The WSGI entry point that Granian (or any other server) loads."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kientuong_portal.settings")

application = get_wsgi_application()
