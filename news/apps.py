"""The news app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NewsConfig(AppConfig):
    """Articles, their versions and their publication."""

    name = "news"
    verbose_name = _("News")
