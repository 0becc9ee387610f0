"""What the desk's list is narrowed by and searched in, and the filters that people keep.

All columns are null, so that no table is rewritten on the way.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("news", "0060_mail_queue"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="article",
            name="article_type",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="news.articletype",
                verbose_name="article type",
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="without_image",
            field=models.BooleanField(
                editable=False,
                help_text="True where the newest version has no picture, else null: no row of the index.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="articlesearchtext",
            name="facets",
            field=models.CharField(
                help_text="Category, creator, status and type, as words.", max_length=100, null=True
            ),
        ),
        migrations.CreateModel(
            name="SavedFilter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("query", models.CharField(max_length=1000, verbose_name="what it asks for")),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="saved_filters",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "saved filter",
                "verbose_name_plural": "saved filters",
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(fields=("user", "name"), name="saved_filter_once")
                ],
            },
        ),
    ]
