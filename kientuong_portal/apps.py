"""App configurations of the site around the apps."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.contrib.staticfiles.apps import StaticFilesConfig
from django.utils.translation import gettext_lazy as _

# Parts of the editor that its configuration switches off, and languages nobody here chooses.
# Left out of the collected files, no address leads to them at all.
EDITOR = "ckeditor/ckeditor"
UNUSED_EDITOR_PARTS = [
    f"{EDITOR}/{part}"
    for part in (
        "samples/*",
        "adapters/*",
        "vendor/*",
        "CHANGES.md",
        "README.md",
        "bender-runner.config.json",
        "*.map",
        "skins/moono/*",
        *(
            f"plugins/{plugin}/*"
            for plugin in (
                "about",
                "adobeair",
                "ajax",
                "autoembed",
                "autolink",
                "bbcode",
                "codesnippet",
                "codesnippetgeshi",
                "copyformatting",
                "devtools",
                "div",
                "docprops",
                "embed",
                "embedbase",
                "embedsemantic",
                "exportpdf",
                "flash",
                "forms",
                "iframe",
                "iframedialog",
                "language",
                "liststyle",
                "mathjax",
                "menubutton",
                "pagebreak",
                "placeholder",
                "preview",
                "scayt",
                "sharedspace",
                "smiley",
                "sourcedialog",
                "stylesheetparser",
                "templates",
                "uicolor",
                "wsc",
                "xml",
            )
        ),
    )
]


class PortalConfig(AppConfig):
    """People, identity, menus, link sets, and what holds the pages together."""

    name = "kientuong_portal"
    verbose_name = _("Portal")


class PortalAdminConfig(AdminConfig):
    """Django's admin with our site in place of its own."""

    default_site = "kientuong_portal.admin_site.PortalAdminSite"


class PortalStaticFilesConfig(StaticFilesConfig):
    """Collected static files without the parts of the editor that are switched off."""

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, *UNUSED_EDITOR_PARTS]
