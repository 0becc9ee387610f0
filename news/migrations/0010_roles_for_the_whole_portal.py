"""Say in the rows what already holds: some roles are given for the whole portal, never for a part.

Not undone on the way back: which category once stood there meant nothing.
"""

from django.db import migrations

ROLES = ("analyst", "accountant", "administrator")


def forwards(apps, schema_editor):
    assignments = apps.get_model("news", "RoleAssignment").objects.filter(role__in=ROLES)
    everywhere = set(assignments.filter(category=None).values_list("user_id", "role"))
    for one in assignments.exclude(category=None).order_by("pk"):
        if (one.user_id, one.role) in everywhere:
            one.delete()
        else:
            one.category = None
            one.save(update_fields=["category"])
            everywhere.add((one.user_id, one.role))


class Migration(migrations.Migration):
    dependencies = [("news", "0009_guard_against_replacing")]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
