"""A table of files that arrive in pieces, so that an interrupted upload goes on where it stopped."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("news", "0101_fill_file_words"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="UnfinishedUpload",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=32, unique=True)),
                ("name", models.CharField(max_length=255, verbose_name="file name")),
                ("size", models.PositiveBigIntegerField(verbose_name="size in bytes")),
                ("modified", models.PositiveBigIntegerField()),
                ("received", models.PositiveBigIntegerField(default=0)),
                (
                    "sha256",
                    models.CharField(
                        blank=True, default="", max_length=64, verbose_name="content hash"
                    ),
                ),
                ("changed_at", models.DateTimeField(db_index=True, verbose_name="at")),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "upload under way",
                "verbose_name_plural": "uploads under way",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "name", "size", "modified"), name="unfinished_upload_once"
                    )
                ],
            },
        ),
    ]
