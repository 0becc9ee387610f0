"""Bring the database up to date and fill an empty one with the demo."""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from kientuong_portal.demo import articles, counts, people, structure


class Command(BaseCommand):
    """Fill the demo once; a database that has people in it is left as it is."""

    help = "Migrate, collect static files, and fill an empty database with the demo."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        if get_user_model().objects.exists():
            self.stdout.write("Dữ liệu đã có, giữ nguyên. / Keeping the data that is there.")
        else:
            self.stdout.write("Đang nạp dữ liệu mẫu… / Filling the demo…")
            with transaction.atomic():
                self._fill()

    def _fill(self) -> None:
        now = timezone.now()
        accounts = people.fill()
        structure.fill()
        told = articles.fill(accounts, now)
        structure.fill_links(told["01-gioi-thieu"], told["02-lien-he"])
        counts.fill(now)
