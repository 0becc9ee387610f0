"""Who runs this portal: names, people and addresses, each row with the day from which it holds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from news.models import ReaderVisible
from news.vietnamese import one_line


class SiteIdentity(ReaderVisible):
    """The agency as it was from ``valid_from`` on, until the next row begins.

    Old articles keep the issuing body of their time, so a row that has held is not edited when the
    agency changes: a new one is added.
    """

    valid_from = models.DateField(
        _("holds from"),
        unique=True,
        help_text=_("When the agency changes, add a new identity; old articles keep the old one."),
    )
    site_name = models.CharField(_("name of the portal"), max_length=150)
    agency = models.CharField(_("agency"), max_length=200, help_text=_("Written in capitals."))
    place_name = models.CharField(
        _("short name"), max_length=100, help_text=_("For example: thị xã Kiến Tường.")
    )
    parent_body = models.CharField(_("parent body"), max_length=200, blank=True)
    responsible = models.CharField(_("responsible person and office"), max_length=250)
    address = models.CharField(_("address"), max_length=250)
    telephone = models.CharField(
        _("telephone"), max_length=100, help_text=_("Several numbers are separated by “ - ”.")
    )
    fax = models.CharField(_("fax"), max_length=50, blank=True)
    email = models.EmailField(_("e-mail"))
    trust_badge_url = models.URLField(
        _("address of the network trust certificate"), max_length=300, blank=True
    )
    description = models.CharField(_("description for search engines"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("site identity")
        verbose_name_plural = _("site identities")
        ordering = ["-valid_from"]

    def __str__(self) -> str:
        return self.agency

    def clean(self) -> None:
        """Store every text as one line of NFC."""
        for field in self._meta.get_fields():
            if isinstance(field, models.CharField) and not isinstance(field, models.URLField):
                setattr(self, field.name, one_line(getattr(self, field.name) or ""))

    @property
    def telephones(self) -> list[tuple[str, str]]:
        """Return the telephone numbers as written, each with its digits for a link."""
        numbers = (part.strip() for part in self.telephone.split(" - "))
        return [
            (number, "".join(sign for sign in number if sign.isdigit() or sign == "+"))
            for number in numbers
            if number
        ]


def identity_on(identities: Sequence[SiteIdentity], day: date) -> SiteIdentity | None:
    """Return the identity that holds on ``day``; before the first one, the first one holds."""
    held = [identity for identity in identities if identity.valid_from <= day]
    return max(held or identities[-1:], key=lambda one: one.valid_from, default=None)
