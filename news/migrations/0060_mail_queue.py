"""The queue of letters about notices, what people have chosen, and an index for all of one's own.

New tables stay empty: what is past is told to nobody. The index is made in one go; on a million
notices that takes about a second.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

CHOICES = [
    ("at_once", "At once, one e-mail for each notice"),
    ("daily", "One e-mail a day with all notices"),
    ("never", "No e-mail"),
]
STATES = [
    ("waiting", "Waiting"),
    ("sent", "Sent"),
    ("dropped", "Not sent, no longer wanted"),
    ("given_up", "Given up"),
]


def key():
    return models.BigAutoField(
        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
    )


class Migration(migrations.Migration):
    dependencies = [
        ("news", "0050_pages_of_files"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["user", "-created_at", "-id"], name="notice_newest"),
        ),
        migrations.CreateModel(
            name="MailServer",
            fields=[
                ("id", key()),
                (
                    "failures",
                    models.PositiveIntegerField(default=0, verbose_name="failures in a row"),
                ),
                (
                    "failing_since",
                    models.DateTimeField(blank=True, null=True, verbose_name="failing since"),
                ),
                (
                    "next_try_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="next try at"),
                ),
                (
                    "last_error",
                    models.CharField(blank=True, max_length=300, verbose_name="last error"),
                ),
            ],
            options={"verbose_name": "mail server", "verbose_name_plural": "mail servers"},
        ),
        migrations.CreateModel(
            name="NoticePreference",
            fields=[
                ("id", key()),
                (
                    "choice",
                    models.CharField(
                        choices=CHOICES,
                        default="at_once",
                        max_length=10,
                        verbose_name="how to be told",
                    ),
                ),
                (
                    "digested_on",
                    models.DateField(
                        editable=False, null=True, verbose_name="day of the last daily letter"
                    ),
                ),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notice_preference",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "how a person is told",
                "verbose_name_plural": "how people are told",
            },
        ),
        migrations.CreateModel(
            name="QueuedMail",
            fields=[
                ("id", key()),
                ("kind", models.CharField(choices=CHOICES, max_length=10, verbose_name="kind")),
                (
                    "state",
                    models.CharField(
                        choices=STATES, default="waiting", max_length=10, verbose_name="state"
                    ),
                ),
                ("created_at", models.DateTimeField(verbose_name="queued at")),
                ("next_try_at", models.DateTimeField(verbose_name="next try at")),
                (
                    "give_up_at",
                    models.DateTimeField(verbose_name="given up at the first failure after"),
                ),
                ("tries", models.PositiveIntegerField(default=0, verbose_name="tries")),
                (
                    "claimed_until",
                    models.DateTimeField(blank=True, null=True, verbose_name="claimed until"),
                ),
                (
                    "settled_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="settled at"),
                ),
                (
                    "last_error",
                    models.CharField(blank=True, max_length=300, verbose_name="last error"),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="queued_mails",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "e-mail",
                "verbose_name_plural": "e-mails",
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "waiting")),
                        fields=["next_try_at", "id"],
                        name="mail_waiting",
                    ),
                    models.Index(
                        condition=models.Q(("state", "sent"), _negated=True),
                        fields=["-id"],
                        name="mail_not_sent",
                    ),
                    models.Index(fields=["-settled_at"], name="mail_settled"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("settled_at", None), ("state", "waiting")),
                            models.Q(
                                models.Q(("state", "waiting"), _negated=True),
                                ("settled_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="mail_settled_at_some_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MailedNotice",
            fields=[
                ("id", key()),
                (
                    "left_out",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="why it was left out"
                    ),
                ),
                (
                    "mail",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="news.queuedmail",
                        verbose_name="e-mail",
                    ),
                ),
                (
                    "notice",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mailed",
                        to="news.notice",
                        verbose_name="notice",
                    ),
                ),
            ],
            options={
                "verbose_name": "notice by e-mail",
                "verbose_name_plural": "notices by e-mail",
                "ordering": ["pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("mail", None)),
                        fields=["id"],
                        name="mailed_notice_waiting",
                    ),
                ],
            },
        ),
    ]
