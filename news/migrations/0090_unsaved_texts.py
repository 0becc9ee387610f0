"""A table of what is being typed, for each open page of each person."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("news", "0082_kept_texts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="UnsavedText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("tab", models.CharField(max_length=32)),
                ("turn", models.PositiveBigIntegerField()),
                ("fields", models.JSONField(verbose_name="text")),
                ("kept_at", models.DateTimeField(db_index=True, verbose_name="at")),
                (
                    "article",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="unsaved_texts",
                        to="news.article",
                        verbose_name="article",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="unsaved_texts",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "text being written",
                "verbose_name_plural": "texts being written",
                "constraints": [
                    models.UniqueConstraint(fields=("user", "tab"), name="unsaved_text_once_a_tab")
                ],
            },
        ),
    ]
