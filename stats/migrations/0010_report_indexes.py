"""What reports over many days need: one article's days in order, and sums from an index alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("stats", "0004_fill_rollups"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="articleviews",
            index=models.Index(fields=["article", "day"], name="views_of_article"),
        ),
        migrations.AddIndex(
            model_name="detailcount",
            index=models.Index(fields=["dimension", "value", "day", "amount"], name="detail_sums"),
        ),
        migrations.RemoveIndex(model_name="detailcount", name="detail_period"),
    ]
