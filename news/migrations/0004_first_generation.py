"""The one row of the content generation, so that reading it needs no special case."""

from django.db import migrations


def forwards(apps, schema_editor):
    apps.get_model("news", "ContentGeneration").objects.get_or_create(pk=1)


def backwards(apps, schema_editor):
    apps.get_model("news", "ContentGeneration").objects.filter(pk=1).delete()


class Migration(migrations.Migration):
    dependencies = [("news", "0003_search_index")]

    operations = [migrations.RunPython(forwards, backwards)]
