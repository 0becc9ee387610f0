"""App configurations of the site around the apps."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.contrib.staticfiles.apps import StaticFilesConfig
from django.utils.translation import gettext_lazy as _

EDITOR = "ckeditor/ckeditor"
# Parts of the editor that its configuration switches off. Left out of the collected files, no
# address leads to them at all.
SWITCHED_OFF = (
    *("about", "adobeair", "ajax", "autoembed", "autolink", "bbcode", "codesnippet"),
    *("codesnippetgeshi", "copyformatting", "devtools", "div", "docprops", "embed", "embedbase"),
    *("embedsemantic", "exportpdf", "flash", "forms", "iframe", "iframedialog", "language"),
    *("liststyle", "mathjax", "menubutton", "pagebreak", "placeholder", "preview", "scayt"),
    *("sharedspace", "smiley", "sourcedialog", "stylesheetparser", "templates", "uicolor", "wsc"),
    *("xml", "autogrow", "find", "image", "image2", "link", "uploadimage", "uploadwidget"),
)
UNUSED = [
    *(f"{EDITOR}/plugins/{plugin}/*" for plugin in SWITCHED_OFF),
    *(f"{EDITOR}/{part}/*" for part in ("samples", "adapters", "vendor", "skins/moono")),
    *(f"{EDITOR}/{name}" for name in ("*.md", "bender-runner.config.json", "build-config.js")),
    # Languages but Vietnamese, and English as the editor's fallback.
    *(f"{EDITOR}/*lang/{name}.js" for name in ("[!ev]*", "e[!n]*", "en-*", "v[!i]*")),
    # Our admin has its own look and needs no script of Django's.
    *("admin/css/*", "admin/js/*"),
]


class PortalConfig(AppConfig):
    """People, identity, menus, link sets, and what holds the pages together."""

    name = "kientuong_portal"
    verbose_name = _("Portal")


class PortalAdminConfig(AdminConfig):
    """Django's admin with our site in place of its own."""

    default_site = "kientuong_portal.admin_site.PortalAdminSite"


class PortalStaticFilesConfig(StaticFilesConfig):
    """Collected static files without what no page asks for."""

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, *UNUSED]
