"""The words of the editorial process: states, verbs, roles, layouts, and ways of being told."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    """Editorial status; it belongs to an article's newest version and is stored."""

    DRAFT = "draft", _("Draft")
    PENDING = "pending", _("Waiting for approval")
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Returned")


class PublicState(models.TextChoices):
    """What readers can see of an article; never stored, it follows from publications and clock."""

    VISIBLE = "visible", _("Published")
    SCHEDULED = "scheduled", _("Scheduled")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    EXPIRED = "expired", _("Expired")
    NEVER = "never", _("Never published")


class Verb(models.TextChoices):
    """Every act on an article; each leaves one event."""

    SAVE = "save", _("Save draft")
    SUBMIT = "submit", _("Submit for approval")
    RECALL = "recall", _("Take back")
    APPROVE = "approve", _("Approve and publish")
    REJECT = "reject", _("Return to the writer")
    EMERGENCY_PUBLISH = "emergency_publish", _("Publish in an emergency")
    REVIEW = "review", _("Review the emergency publication")
    WITHDRAW = "withdraw", _("Withdraw")
    REPUBLISH = "republish", _("Publish again")
    RESCHEDULE = "reschedule", _("Change the schedule")
    CANCEL = "cancel", _("Cancel the scheduled publication")
    RESTORE = "restore", _("Restore this version")
    PLACE = "place", _("Change placement")


class Role(models.TextChoices):
    """What a person may do, for all categories or for some."""

    CONTRIBUTOR = "contributor", _("Contributor")
    EDITOR = "editor", _("Editor")
    APPROVER = "approver", _("Approver")
    ANALYST = "analyst", _("Analyst")
    ACCOUNTANT = "accountant", _("Accountant")
    ADMINISTRATOR = "administrator", _("Administrator")

    @classmethod
    def for_the_whole_portal(cls) -> tuple[str, ...]:
        """Return the roles that no category can limit: what they look after has none."""
        return (cls.ANALYST.value, cls.ACCOUNTANT.value, cls.ADMINISTRATOR.value)


class Layout(models.TextChoices):
    """How an article is laid out for readers; a property of its type."""

    ARTICLE = "article", _("Article")
    ALBUM = "album", _("Photo album")
    VIDEO = "video", _("Video")
    DOCUMENT = "document", _("Document")
    PAGE = "page", _("Page without date and author")


class Ending(models.TextChoices):
    """Why a publication's interval has the end it has."""

    NONE = "", _("Open")
    EXPIRY = "expiry", _("Closing time reached")
    SUCCESSOR = "successor", _("Replaced by a newer version")
    WITHDRAWAL = "withdrawal", _("Withdrawn")


class HomePlace(models.TextChoices):
    """Where a category's newest articles stand on the home page."""

    NONE = "", _("Not on the home page")
    COLUMN = "column", _("A column of its own")
    NOTICES = "notices", _("The notice bar")


class MailChoice(models.TextChoices):
    """How a person is told by e-mail of what the portal's notices say."""

    AT_ONCE = "at_once", _("At once, one e-mail for each notice")
    DAILY = "daily", _("One e-mail a day with all notices")
    NEVER = "never", _("No e-mail")


class MailState(models.TextChoices):
    """What has become of a letter in the queue."""

    WAITING = "waiting", _("Waiting")
    SENT = "sent", _("Sent")
    DROPPED = "dropped", _("Not sent, no longer wanted")
    GIVEN_UP = "given_up", _("Given up")
