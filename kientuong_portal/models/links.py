"""Menus and link sets: where they stand on the pages and what they lead to."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from news.models import Article, Category, ReaderVisible
from news.vietnamese import one_line

SAFE_ADDRESS = RegexValidator(
    r"^(https?://[^\s<>\"\\]+|/(?![/\\])[^\s<>\"\\]*)\Z",
    _("Give an address that begins with https:// or, on this site, with /."),
)


class LinkSet(ReaderVisible):
    """A list of links at one place of every page."""

    class Place(models.TextChoices):
        MAIN_MENU = "main_menu", _("Main menu")
        SERVICES = "services", _("Service tiles on the home page")
        LINKED_SITES = "linked_sites", _("Linked sites on the home page")
        FOOTER = "footer", _("Footer")

    name = models.CharField(
        _("name"), max_length=100, help_text=_("Shown as the heading where the place has one.")
    )
    place = models.CharField(_("place"), max_length=15, choices=Place.choices, unique=True)

    class Meta:
        verbose_name = _("menu or link set")
        verbose_name_plural = _("menus and link sets")
        ordering = ["place"]

    def __str__(self) -> str:
        return self.name


class Link(ReaderVisible):
    """One entry: to a category, to an article while readers can see it, or to an address."""

    class Icon(models.TextChoices):
        NONE = "", _("No drawing")
        SEARCH_FILE = "search-file", _("File under a magnifying glass")
        DOCUMENT = "document", _("Document")
        SPEECH = "speech", _("Speech bubble")
        CALENDAR = "calendar", _("Calendar")
        PERSON = "person", _("Person")
        TELEPHONE = "telephone", _("Telephone")

    link_set = models.ForeignKey(
        LinkSet, models.CASCADE, related_name="links", verbose_name=_("menu or link set")
    )
    label = models.CharField(_("text"), max_length=100)
    position = models.PositiveSmallIntegerField(
        _("order"), default=0, help_text=_("Smaller numbers come first.")
    )
    category = models.ForeignKey(
        Category,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("to the category"),
    )
    article = models.ForeignKey(
        Article,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("to the article"),
    )
    url = models.CharField(
        _("to the address"), max_length=300, blank=True, validators=[SAFE_ADDRESS]
    )
    icon = models.CharField(
        _("drawing"), max_length=15, choices=Icon.choices, default=Icon.NONE, blank=True
    )

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")
        ordering = ["link_set", "position", "pk"]

    def __str__(self) -> str:
        return self.label

    def clean(self) -> None:
        """Tidy the text."""
        self.label = one_line(self.label)


def check_target(*targets: object) -> None:
    """Raise ValidationError unless a link has exactly one of its possible ``targets``."""
    if sum(1 for target in targets if target) != 1:
        raise ValidationError(
            _("Choose one target: a category, an article or an address."), code="one_target"
        )
