"""Reports of errors by readers, and the counts that bound them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("kientuong_portal", "0003_safe_link_addresses"),
        ("news", "0011_role_scope"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReportsOfDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(unique=True, verbose_name="day")),
                ("count", models.PositiveIntegerField(default=0, verbose_name="reports")),
            ],
            options={
                "verbose_name": "reports of a day",
                "verbose_name_plural": "reports by day",
            },
        ),
        migrations.CreateModel(
            name="ReportTrace",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sender", models.CharField(max_length=39, verbose_name="hash")),
                ("created_at", models.DateTimeField(db_index=True, verbose_name="reported at")),
            ],
            options={
                "verbose_name": "trace of a report",
                "verbose_name_plural": "traces of reports",
            },
        ),
        migrations.CreateModel(
            name="ErrorReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField(verbose_name="what is wrong")),
                ("created_at", models.DateTimeField(verbose_name="reported at")),
                (
                    "handled_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="handled at"),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="error_reports",
                        to="news.article",
                        verbose_name="article",
                    ),
                ),
                (
                    "handled_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="handled by",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="news.articleversion",
                        verbose_name="version read",
                    ),
                ),
            ],
            options={
                "verbose_name": "error report",
                "verbose_name_plural": "error reports",
                "ordering": ["-created_at", "-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("handled_at", None)),
                        fields=["-created_at"],
                        name="error_report_open",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("handled_at", None), ("handled_by", None)),
                            models.Q(("handled_at__isnull", False), ("handled_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="error_report_handled_by_somebody",
                    )
                ],
            },
        ),
    ]
