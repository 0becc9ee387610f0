"""The demo's accounts: one for each role, all with the same password."""

from django.contrib.auth import get_user_model

from news.enums import Role
from news.models import RoleAssignment

PASSWORD = "demo-kien-tuong"  # noqa: S105 -- printed at every start, serves on this machine only
ACCOUNTS = (
    ("congtacvien", "Trần Minh Khuê", "Cộng tác viên", Role.CONTRIBUTOR),
    ("bientap", "Phạm Ngọc Ánh", "Biên tập viên", Role.EDITOR),
    ("duyet", "Lê Thu Hà", "Phó Trưởng Ban Biên tập", Role.APPROVER),
    ("thongke", "Võ Thanh Trúc", "Chuyên viên thống kê", Role.ANALYST),
    ("ketoan", "Đặng Văn Phúc", "Kế toán", Role.ACCOUNTANT),
    ("quantri", "Nguyễn Hoàng Nam", "Quản trị hệ thống", Role.ADMINISTRATOR),
)


def fill() -> dict[str, object]:
    """Make the accounts and return them by user name."""
    people = {}
    for username, full_name, position, role in ACCOUNTS:
        people[username] = get_user_model().objects.create_user(
            username=username,
            password=PASSWORD,
            full_name=full_name,
            position=position,
            email=f"{username}@kientuong.example",
        )
        RoleAssignment.objects.create(user=people[username], role=role)
    return people
