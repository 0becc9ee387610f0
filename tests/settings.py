"""The portal's settings as the tests use them: quick hashes, throw-away folders, plain HTTP."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

# One folder for a run and all its workers, removed by the process that made it.
if "TEST_DATA_DIR" not in os.environ:
    os.environ["TEST_DATA_DIR"] = tempfile.mkdtemp(prefix="portal-tests-")
    atexit.register(shutil.rmtree, os.environ["TEST_DATA_DIR"], ignore_errors=True)
os.environ["DATA_DIR"] = os.environ["TEST_DATA_DIR"]
os.environ["SECRET_KEY"] = "only-for-tests-" + "t" * 50
os.environ["HTTPS"] = "off"
os.environ["DEBUG"] = "off"
os.environ["ALLOWED_HOSTS"] = "testserver,localhost,127.0.0.1"

from kientuong_portal.settings import *  # noqa: F403 -- the tests' settings are the portal's
from kientuong_portal.settings import DATA_DIR, DATABASES, STORAGES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
SENDS_MAIL = True
# Tests send when they say so.
MAIL_AFTER_REQUESTS = False

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: threads and the live server meet in it as processes would.
    DATABASES["default"]["TEST"] = {"NAME": str(Path(DATA_DIR) / "test.sqlite3")}
    # A power cut during the tests may cost them, so no commit waits for the disk.
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"
