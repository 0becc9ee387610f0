"""Settings of the portal, all values from the environment (see docs/configuration.md).

With nothing set the portal is safe, not convenient: DEBUG is off, HTTPS is expected and a secret
key is required. SQLite serves when DATABASE_URL is absent.
"""

from pathlib import Path

import environ
from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
env.read_env(BASE_DIR / ".env")

MIN_SECRET = 50
DEBUG = env.bool("DEBUG", default=False)
# Everything the portal writes lies below this one folder: database, files, keys, collected statics.
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "var")))
# Each server notes what is read in a journal on a disk of its own, until it is counted.
JOURNAL_DIR = Path(env.str("JOURNAL_DIR", default=str(DATA_DIR / "journal")))
# Visitors are told apart under a key that lies here for its day, outside every backup.
VISITOR_KEYS_DIR = DATA_DIR / "visitor-keys"


def _secret_key() -> str:
    key = env.str("SECRET_KEY", default="")
    key_file = env.str("SECRET_KEY_FILE", default="")
    if not key and key_file:
        try:
            key = Path(key_file).read_text(encoding="ascii").strip()
        except OSError as missing:
            raise ImproperlyConfigured(f"SECRET_KEY_FILE cannot be read: {missing}") from missing
    if not key and DEBUG:
        key = "only-for-debug-" + "k" * 50
    if not key:
        raise ImproperlyConfigured(
            "SECRET_KEY (or SECRET_KEY_FILE) is not set. Make one with: "
            "python3 -c 'import secrets; print(secrets.token_urlsafe(50))'"
        )
    if len(key) < MIN_SECRET:
        raise ImproperlyConfigured(f"SECRET_KEY is shorter than {MIN_SECRET} characters.")
    return key


SECRET_KEY = _secret_key()
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1"] if DEBUG else [])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# How many reverse proxies stand before the portal; each adds one entry to X-Forwarded-For.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)

INSTALLED_APPS = [
    "kientuong_portal.apps.PortalConfig",
    "kientuong_portal.apps.PortalAdminConfig",
    "stats",
    "news",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "kientuong_portal.apps.PortalStaticFilesConfig",
    "django.forms",
    "ckeditor",
    "csp",
    "axes",
]
MIDDLEWARE = [
    "stats.middleware.count_downloads",
    "kientuong_portal.page_delivery.keep_pages",
    "kientuong_portal.middleware.send_mail_soon",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "kientuong_portal.middleware.permissions_policy",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "kientuong_portal.middleware.only_reading",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "kientuong_portal.urls"
WSGI_APPLICATION = "kientuong_portal.wsgi.application"
FORM_RENDERER = "kientuong_portal.form_rendering.Renderer"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "kientuong_portal.shell.context",
            ],
            "libraries": {"i18n": "kientuong_portal.templatetags.one_language"},
        },
    },
]

# --- data ---------------------------------------------------------------------------------------

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {
    "default": env.db("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'portal.sqlite3'}"),
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    # Compiling a query costs a search ten times what the query itself does.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c jit=off")
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        # A verb takes the write lock when it begins, so two of them never meet half-way.
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA foreign_keys=ON;",
    }
DATABASES["default"].setdefault("CONN_MAX_AGE", None)

# Files are served only through news.views.stored_files, so no address leads into this folder.
STORAGES = {
    "default": {
        "BACKEND": "news.storage.AtomicFileSystemStorage",
        "OPTIONS": {"location": str(DATA_DIR / "files"), "base_url": None},
    },
    "staticfiles": {"BACKEND": "kientuong_portal.static_files.JoinedStaticFilesStorage"},
}
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]

MAX_IMAGE_BYTES = env.int("MAX_IMAGE_MB", default=20) * 1024 * 1024
MAX_VIDEO_BYTES = env.int("MAX_VIDEO_MB", default=100) * 1024 * 1024
MAX_ATTACHMENT_BYTES = env.int("MAX_ATTACHMENT_MB", default=50) * 1024 * 1024
# Where a ClamAV daemon listens: a path, or host:port. Empty: uploads are not scanned.
CLAMAV_SOCKET = env.str("CLAMAV_SOCKET", default="")
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
# How much of each server process's memory finished public pages may take; 0 keeps none. Two full
# memories of 6 MB (some 600 pages each) leave the whole portal below 150 MiB.
PAGE_MEMORY_MB = env.int("PAGE_MEMORY_MB", default=6)

# --- people -------------------------------------------------------------------------------------

AUTH_USER_MODEL = "kientuong_portal.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_CALLABLE = "kientuong_portal.login.locked_out"
AXES_CLIENT_IP_CALLABLE = "kientuong_portal.login.hashed_address"
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

# --- language -----------------------------------------------------------------------------------

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt")]
LOCALE_PATHS = [BASE_DIR / "kientuong_portal" / "locale"]
FORMAT_MODULE_PATH = ["kientuong_portal.formats"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True

# --- security -----------------------------------------------------------------------------------

# Off only where the portal is reached over plain HTTP on purpose, as in the demo.
HTTPS = env.bool("HTTPS", default=not DEBUG)
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "kientuong_portal.views.csrf_failure"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "media-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    },
}
# CKEditor 4 sets inline styles and handlers; this loosens the policy on the article form alone.
EDITOR_CONTENT_SECURITY_POLICY = {
    "script-src": [SELF],
    "script-src-elem": [SELF],
    "script-src-attr": [UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
}

# --- editor -------------------------------------------------------------------------------------

# The editor's bundle has known faults that its plugins and settings below keep out of reach;
# docs/editor.md weighs the choice, tests/news/test_editor_fence.py holds every point of it.
# templates.W003: our i18n tags are meant to stand in for Django's (TEMPLATES above).
SILENCED_SYSTEM_CHECKS = ["ckeditor.W001", "templates.W003"]
ARTICLE_BODY_WIDGET = "news.forms.BodyEditor"
CKEDITOR_CONFIGS = {
    "article": {
        "skin": "moono-lisa",
        "width": "100%",
        "height": 420,
        "contentsCss": [],
        "extraPlugins": "divarea,justify,widget,lineutils",
        "removePlugins": (
            "about,adobeair,autogrow,bbcode,copyformatting,codesnippet,codesnippetgeshi,devtools,docprops,div,elementspath,"
            "embed,embedbase,embedsemantic,autoembed,exportpdf,flash,forms,iframe,iframedialog,"
            "filebrowser,find,image,image2,language,link,liststyle,maximize,mathjax,newpage,pagebreak,"
            "placeholder,preview,print,resize,save,"
            "scayt,smiley,sourcearea,sourcedialog,stylescombo,stylesheetparser,templates,uicolor,"
            "uploadimage,uploadwidget,wsc,wysiwygarea"
        ),
        "toolbar": [
            ["Format"],
            ["Bold", "Italic", "Subscript", "Superscript", "RemoveFormat"],
            ["BulletedList", "NumberedList", "Outdent", "Indent", "Blockquote"],
            ["JustifyLeft", "JustifyCenter", "JustifyRight"],
            ["PortalPicture", "PortalLink", "PortalTable", "PortalNote", "PortalVideo"],
            ["PasteText", "PasteFromWord", "Undo", "Redo", "PortalFind", "PortalHelp"],
        ],
        "toolbarGroupCycling": False,
        "format_tags": "p;h2;h3;h4",
        "justifyClasses": ["text-left", "text-center", "text-right", "text-left"],
        "allowedContent": (
            "p h2 h3 h4(text-center,text-right);p(video);strong em sub s br blockquote ul hr small;"
            "sup(footnote);li[id];ol[start,type](footnotes);a[!href,title,id];"
            "img[!src,alt,width,height](focus-x-15,focus-x-50,focus-x-85,focus-y-15,focus-y-50,focus-y-85);"
            "figure(image,text-center,text-right);figcaption;"
            "table;caption;thead tbody tfoot tr;"
            "td th[colspan,rowspan,scope](text-center,text-right)"
        ),
        "disallowedContent": "script style iframe object embed form input *[on*]",
        "fullPage": False,
        "entities": False,
        "basicEntities": True,
        "customConfig": "",
        "stylesSet": False,
        "disableNativeSpellChecker": False,
        "clipboard_handleImages": False,
        "versionCheck": False,
    }
}

# --- the rest -----------------------------------------------------------------------------------

vars().update(env.email("EMAIL_URL", default="dummymail://"))
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="webmaster@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# For each answer of the mail server, in seconds. news.mail_queue.CLAIM outlasts a dozen of them.
EMAIL_TIMEOUT = min(env.int("EMAIL_TIMEOUT", default=10), 60)
# Without EMAIL_URL nothing is sent, and nothing is queued to be sent one day.
SENDS_MAIL = vars()["EMAIL_BACKEND"] != "django.core.mail.backends.dummy.EmailBackend"
# Whether a server process sends what is due after requests at the desk; off, only the command does.
MAIL_AFTER_REQUESTS = env.bool("MAIL_AFTER_REQUESTS", default=True)
# From this hour on the daily letters go out.
DAILY_MAIL_HOUR = env.int("DAILY_MAIL_HOUR", default=7)
# How letters, feeds, maps and canonical links name the portal (news.addresses.absolute). Never
# taken from a request, whose host anybody may forge.
_named_hosts = [host.lstrip(".") for host in ALLOWED_HOSTS if host != "*"]
PORTAL_ADDRESS = env.str(
    "PORTAL_ADDRESS",
    default=f"{'https' if HTTPS else 'http'}://{[*_named_hosts, 'localhost'][0]}",
).rstrip("/")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {"requests": {"()": "kientuong_portal.log_lines.RequestLines"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["requests"],
        }
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
    "loggers": {"django": {"handlers": [], "level": "NOTSET", "propagate": True}},
}
