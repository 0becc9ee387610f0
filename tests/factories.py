"""Plain makers of test data. Articles are made through news.workflow, as the portal makes them."""

import itertools
from datetime import datetime, timedelta

from django.contrib.auth import get_user_model
from django.utils import timezone

from news import files, workflow
from news.enums import Layout, Role, Status
from news.models import Article, ArticleType, Author, Category, RoleAssignment
from news.versions import Attachment, Content
from tests import samples

_numbers = itertools.count(1)
PASSWORD = "mật khẩu để thử"
EVERY_DESK_ROLE = (Role.CONTRIBUTOR, Role.EDITOR, Role.APPROVER, Role.ADMINISTRATOR)


def make_user(*roles, category=None, **fields):
    """Return a person with ``roles`` in ``category`` (None: everywhere)."""
    number = next(_numbers)
    fields.setdefault("username", f"nguoi{number}")
    fields.setdefault("full_name", f"Nguyễn Văn {number}")
    user = get_user_model().objects.create_user(password=PASSWORD, **fields)
    for role in roles:
        RoleAssignment.objects.create(user=user, role=role, category=category)
    return user


def fresh(user):
    """Return the person as the next request would load them, without remembered roles."""
    return get_user_model().objects.get(pk=user.pk)


def make_category(name="", **fields):
    number = next(_numbers)
    fields.setdefault("slug", f"chuyen-muc-{number}")
    return Category.objects.create(name=name or f"Chuyên mục {number}", **fields)


def make_type(layout=Layout.ARTICLE, **fields):
    number = next(_numbers)
    fields.setdefault("name", f"Loại {number}")
    fields.setdefault("slug", f"loai-{number}")
    return ArticleType.objects.create(layout=layout, **fields)


def make_author(pen_name="Minh Khuê", **fields):
    return Author.objects.create(pen_name=pen_name, **fields)


def make_content(**fields):
    """Return complete content; ``fields`` replace parts of it."""
    number = next(_numbers)
    fields.setdefault("title", f"Khánh thành cầu kênh số {number}")
    fields.setdefault("summary", "Cây cầu mới nối hai bờ kênh.")
    fields.setdefault("body", "<p>Sáng nay, cầu được đưa vào sử dụng.</p>")
    if "article_type" not in fields:
        usual = ArticleType.objects.filter(layout=Layout.ARTICLE).first()
        fields["article_type"] = usual or make_type()
    return Content(**fields)


def make_draft(writer=None, category=None, *, at=None, **fields):
    """Return an article in draft, made by ``writer``."""
    writer = writer or make_user(Role.CONTRIBUTOR)
    category = category or make_category()
    event = workflow.create(writer, category, make_content(**fields), at=at)
    return reload(event.article)


def make_pending(writer=None, category=None, *, submitter=None, at=None, **fields):
    """Return an article that waits for approval."""
    writer = writer or make_user(Role.CONTRIBUTOR)
    article = make_draft(writer, category, at=at, **fields)
    workflow.submit(article.pk, submitter or writer, article.newest_version_id, at=at)
    return reload(article)


def make_published(writer=None, category=None, *, approver=None, at=None, **fields):
    """Return an article approved by ``approver`` at ``at``; scheduled when its date lies ahead."""
    article = make_pending(writer, category, at=at, **fields)
    approver = approver or make_user(Role.APPROVER)
    workflow.approve(article.pk, approver, article.newest_version_id, at=at)
    return reload(article)


def make_scheduled(writer=None, category=None, *, days=1, **fields):
    """Return an article whose first publication opens in ``days`` days."""
    opens_at = timezone.now() + timedelta(days=days)
    return make_published(writer, category, published_at=opens_at, **fields)


def make_expired(writer=None, category=None, **fields):
    """Return an article that was visible until yesterday."""
    now = timezone.now()
    return make_published(
        writer,
        category,
        at=now - timedelta(days=3),
        expires_at=now - timedelta(days=1),
        **fields,
    )


def make_withdrawn(writer=None, category=None, **fields):
    """Return an article that was published and withdrawn."""
    approver = make_user(Role.APPROVER)
    article = make_published(writer, category, approver=approver, **fields)
    workflow.withdraw(article.pk, approver, article.newest_version_id, reason="Sai số liệu")
    return reload(article)


def make_rejected(writer=None, category=None, **fields):
    """Return an article that was returned to its writer."""
    article = make_pending(writer, category, **fields)
    approver = make_user(Role.APPROVER)
    workflow.reject(article.pk, approver, article.newest_version_id, reason="Thiếu nguồn")
    return reload(article)


def make_emergency(writer=None, category=None, *, administrator=None, **fields):
    """Return an article published in an emergency and not reviewed yet."""
    article = make_draft(writer, category, **fields)
    administrator = administrator or make_user(Role.ADMINISTRATOR)
    workflow.emergency_publish(
        article.pk, administrator, article.newest_version_id, reason="Lũ lên nhanh"
    )
    return reload(article)


IN_STATUS = {
    Status.DRAFT: make_draft,
    Status.PENDING: make_pending,
    Status.APPROVED: make_published,
    Status.REJECTED: make_rejected,
}


def reload(article):
    """Return the article as the database has it now."""
    return Article.objects.select_related("newest_version", "category").get(pk=article.pk)


def hour(value: datetime) -> str:
    """Return a moment as a datetime-local input sends it."""
    return timezone.localtime(value).strftime("%Y-%m-%dT%H:%M")


def make_stored_image(user=None, **options):
    """Return a stored picture, brought in by ``user``."""
    return files.take_picture(samples.picture(**options), user or make_user(Role.EDITOR))


def make_attachment(user=None, title="Kế hoạch", text=""):
    """Return an attachment with a stored PDF of its own."""
    text = text or f"Văn bản {next(_numbers)}"
    file = files.take_attachment(samples.pdf(text=text), user or make_user(Role.EDITOR))
    return Attachment(file, title, file.name)
