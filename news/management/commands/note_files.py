"""Let the media library find files by what earlier versions say of them. Once, after an upgrade."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from news import file_words
from news.models import ArticleVersion

AT_ONCE = 200


class Command(BaseCommand):
    """Goes through all versions; what a file is known by already stays, so it may run again."""

    help = "Note the words by which files are found from every version stored so far."

    def handle(self, *args: Any, **options: Any) -> None:
        versions = ArticleVersion.objects.filter(file_count__gt=0).order_by("pk")
        count = 0
        for version in versions.select_related("image").iterator(chunk_size=AT_ONCE):
            links = version.file_links.select_related("file")
            file_words.note_version(version, {link.file: link.name for link in links})
            count += 1
        self.stdout.write(_("Versions read: %(count)d.") % {"count": count})
