"""The names of the files stored so far; what versions say of them follows with their next version."""

import re
import unicodedata

from django.db import migrations

AT_ONCE = 2000
NOT_A_WORD = re.compile(r"[^0-9a-z]+")


def fold(text):
    """Fold as news.vietnamese did when this was written."""
    split = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    bare = "".join(one for one in split if not unicodedata.combining(one))
    return NOT_A_WORD.sub(" ", bare).strip()


def fill(apps, schema_editor):
    """Give each file a row, in portions; every link's name is among the words."""
    database = schema_editor.connection.alias
    files = apps.get_model("news", "StoredFile").objects.using(database)
    links = apps.get_model("news", "VersionFile").objects.using(database)
    words = apps.get_model("news", "FileWords")
    last = 0
    while rows := list(
        files.filter(pk__gt=last).order_by("pk").values_list("pk", "name")[:AT_ONCE]
    ):
        last = rows[-1][0]
        names = {pk: {name} for pk, name in rows}
        used = links.filter(file__in=list(names)).values_list("file", "name").distinct()
        for pk, name in used:
            names[pk].add(name)
        words.objects.using(database).bulk_create(
            (
                words(file_id=pk, text=f" {fold(' '.join(sorted(own)))} "[:4000])
                for pk, own in names.items()
            ),
            ignore_conflicts=True,
        )


def nothing(apps, schema_editor):
    pass


class Migration(migrations.Migration):
    dependencies = [("news", "0100_file_words")]

    operations = [migrations.RunPython(fill, nothing)]
