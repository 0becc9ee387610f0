"""``./run manage check_consistency``: whether everything stored about the articles agrees."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from news.consistency import contradictions


class Command(BaseCommand):
    """Prints each contradiction with its article's id, ends with status 1 when there is any."""

    help = "Check that intervals, versions, events, files and search rows agree; changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--hash", action="store_true", help="read every file, compare its hash")
        parser.add_argument("--words", action="store_true", help="compare every search row's words")

    def handle(self, **options: Any) -> None:
        count = 0
        for found in contradictions(read_bytes=options["hash"], read_words=options["words"]):
            count += 1
            place = _("article %(pk)d") % {"pk": found.article} if found.article else _("portal")
            self.stdout.write(f"{place}: {found.sentence}")
        if count:
            raise CommandError(
                ngettext("%(count)d contradiction.", "%(count)d contradictions.", count)
                % {"count": count}
            )
        self.stdout.write(_("Everything agrees."))
