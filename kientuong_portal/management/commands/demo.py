"""Bring the database up to date and fill an empty one with the demo."""

import hashlib
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from kientuong_portal.apps import PortalStaticFilesConfig
from kientuong_portal.demo import articles, counts, people, structure
from news.models import MailedNotice, Notice, QueuedMail


class Command(BaseCommand):
    """Fill the demo once; a database that has people in it is left as it is."""

    help = "Migrate, collect static files, and fill an empty database with the demo."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", default="8000", help="Where the demo will be served.")

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0)
        self._collect_statics()
        if get_user_model().objects.exists():
            self.stdout.write("Dữ liệu đã có, giữ nguyên. / Keeping the data that is there.")
        else:
            self.stdout.write("Đang nạp dữ liệu mẫu… / Filling the demo…")
            with transaction.atomic():
                self.fill()
        self._say_where(options["port"])

    def _collect_statics(self) -> None:
        """Collect the static files when one of them has changed; otherwise it only costs time."""
        state = hashlib.sha256()
        for finder in get_finders():
            for name, storage in sorted(
                finder.list(PortalStaticFilesConfig.ignore_patterns), key=lambda found: found[0]
            ):
                found = os.stat(storage.path(name))
                state.update(f"{name} {found.st_size} {found.st_mtime_ns}\n".encode())
        stamp = Path(settings.STATIC_ROOT) / ".collected"
        if not stamp.exists() or stamp.read_text(encoding="ascii") != state.hexdigest():
            call_command("collectstatic", interactive=False, verbosity=0)
            stamp.write_text(state.hexdigest(), encoding="ascii")

    def _say_where(self, port: str) -> None:
        address = f"http://127.0.0.1:{port}"
        self.stdout.write(
            f"\nCổng thông tin / Portal:   {address}/"
            f"\nQuản trị / Administration: {address}/quan-tri/"
            f"\n\nMật khẩu của mọi tài khoản / Password of every account: {people.PASSWORD}"
        )
        for username, full_name, position, role in people.ACCOUNTS:
            self.stdout.write(f"  {username:<12} {role.value:<14} {full_name} ({position})")
        self.stdout.write("\nDừng bằng Ctrl-C / Stop with Ctrl-C\n")

    def fill(self) -> None:
        """Make people, structure, articles with their history, and counts."""
        now = timezone.now()
        accounts = people.fill()
        structure.fill()
        told = articles.fill(accounts, now)
        structure.fill_links(
            told["01-gioi-thieu"], told["02-lien-he"], told["43-lich-tiep-cong-dan"]
        )
        counts.fill(now)
        # Old news has been read; only the last days' notices still wait on people's desks.
        seen = Notice.objects.filter(created_at__lt=now - timedelta(days=3))
        seen.update(read_at=F("created_at"))
        # Nor has anybody a letter to get about them, where the demo sends mail.
        MailedNotice.objects.all().delete()
        QueuedMail.objects.all().delete()
