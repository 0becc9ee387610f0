"""What files a published text by date, category, type and layout, and the words that are in use."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("news", "0011_role_scope")]

    operations = [
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                ("word", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("uses", models.PositiveIntegerField(default=1)),
            ],
        ),
        migrations.AddField(
            model_name="publicationsearchtext",
            name="sort_key",
            field=models.BigIntegerField(
                help_text="Day of publishing and id in one number; the order results are read in.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="publicationsearchtext",
            name="facets",
            field=models.CharField(
                help_text="Category, article type and layout, as words.", max_length=100, null=True
            ),
        ),
    ]
