"""Send the letters that are due: one round, then done. For a timer, once a minute or so."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from news import mailing


class Command(BaseCommand):
    """One round; any number of these may run beside each other and beside the server."""

    help = "Send the e-mails that are due. May be run at any time, by several at once."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.SENDS_MAIL:
            raise CommandError(_("This portal sends no e-mail: EMAIL_URL is not set."))
        done = mailing.send_due()
        if done.sent or done.dropped or done.failed or options["verbosity"] > 1:
            self.stdout.write(
                _("E-mails sent: %(sent)d; no longer wanted: %(dropped)d; failed: %(failed)d.")
                % {"sent": done.sent, "dropped": done.dropped, "failed": done.failed}
            )
        if done.error:
            raise CommandError(
                _("The mail server cannot be reached: %(error)s") % {"error": done.error}
            )
