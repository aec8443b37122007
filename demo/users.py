"""The demo users: an officer for each commune of Sơn Tịnh, a leader for each district, and one user of every other role.

The names are invented. The passwords are derived from SECRET_KEY: they are not stored, can be shown again at any time, and differ
between installations. The users are never created under production settings.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import date
from string import ascii_lowercase

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions.roles import Role
from accounts.users.services import create_user, grant_membership
from areas.models import Unit
from demo.people.district import DISTRICT, FRAME
from demo.province.districts import DISTRICTS, District

SINCE = date(2015, 1, 1)
OTHER_DISTRICT = "528"  # Tư Nghĩa


class DemoRefused(Exception):
    """The demo data may not be loaded. The message tells why, in Vietnamese."""


@dataclass(frozen=True, slots=True)
class DemoUser:
    """`unit` is the code of a unit as it was in 2024."""

    username: str
    full_name: str
    rank: str
    role: Role
    unit: str


def _officer(place: str, unit: str, rank: str, full_name: str) -> DemoUser:
    return DemoUser(f"canbo.{place}", full_name, rank, Role.COMMUNE_OFFICER, unit)


def _leader(one: District) -> DemoUser:
    return DemoUser(f"lanhdao.{one.place}", one.leader, one.rank, Role.DISTRICT_LEADER, one.code)


USERS = (
    _officer("tinhbac", "21205", "Thiếu tá", "Trần Quốc Hậu"),
    _officer("tinhha", "21220", "Thiếu tá", "Nguyễn Thành Khoa"),
    _officer("tinhbinh", "21193", "Đại úy", "Lê Minh Triều"),
    _officer("tinhphong", "21181", "Đại úy", "Phạm Công Định"),
    _officer("tinhtho", "21175", "Đại úy", "Võ Xuân Thông"),
    _officer("tinhson", "21217", "Thượng úy", "Huỳnh Ngọc Sang"),
    _officer("tinhgiang", "21226", "Đại úy", "Bùi Tấn Lực"),
    _officer("tinhminh", "21229", "Thượng úy", "Đoàn Hữu Nhân"),
    _officer("tinhdong", "21196", "Thượng úy", "Trương Đình Vĩnh"),
    _officer("tinhhiep", "21184", "Đại úy", "Ngô Thanh Phước"),
    _officer("tinhtra", "21178", "Thượng úy", "Tạ Duy Thịnh"),
    DemoUser("ubnd.tinhbac", "Lương Thị Thu Hằng", "", Role.COMMUNE_COMMITTEE, "21205"),
    DemoUser("lanhdao.sontinh", "Đặng Hoàng Quân", "Trung tá", Role.DISTRICT_LEADER, DISTRICT),
    DemoUser("nganhang.sontinh", "Phan Thị Mỹ Trinh", "", Role.BANK_LIAISON, DISTRICT),
    _officer("nghiaky", "21250", "Đại úy", "Mai Văn Trường"),
    *(_leader(one) for one in DISTRICTS if one.code == OTHER_DISTRICT),
    DemoUser("tinh.quangngai", "Hồ Anh Tuấn", "Thượng tá", Role.PROVINCE_VIEWER, "51"),
    DemoUser("quantri", "Đỗ Minh Quyền", "", Role.ADMINISTRATOR, "51"),
    *(_leader(one) for one in DISTRICTS if one.code != OTHER_DISTRICT),
)
# A user for each role, for scripts. Second users of a role have other units than the first.
BY_ROLE = {
    "commune_officer": "canbo.tinhbac",
    "commune_officer_2": "canbo.tinhha",
    "commune_officer_other_district": "canbo.nghiaky",
    "commune_committee": "ubnd.tinhbac",
    "district_leader": "lanhdao.sontinh",
    "district_leader_2": "lanhdao.tunghia",
    "province_viewer": "tinh.quangngai",
    "bank_liaison": "nganhang.sontinh",
    "administrator": "quantri",
}


def password(username: str) -> str:
    """The demo password of a user in this installation: 16 letters in groups of four, about 75 bits."""
    digest = hmac.digest(settings.SECRET_KEY.encode(), f"demo password {username}".encode(), hashlib.sha256)
    text = "".join(ascii_lowercase[byte % 26] for byte in digest[:16])
    return "-".join(text[start : start + 4] for start in range(0, 16, 4))


@transaction.atomic
def seed_users() -> dict[str, User]:
    """Create the missing demo users. The units must be loaded.

    Returns: username -> User.
    Raises: DemoRefused in production.
    """
    if settings.PRODUCTION:
        raise DemoRefused(_("Hệ thống đang chạy thật: không tạo người dùng mẫu."))
    known = {user.username: user for user in User.objects.filter(username__in=[one.username for one in USERS])}
    return {one.username: known.get(one.username) or _make(number, one) for number, one in enumerate(USERS, 1)}


def _make(number: int, one: DemoUser) -> User:
    user = create_user(
        username=one.username,
        full_name=one.full_name,
        password=password(one.username),
        by=None,
        rank=one.rank,
        badge_number=f"MAU-{number:03}" if one.rank else "",
    )
    unit = Unit.objects.find(one.unit, on=FRAME.last)
    grant_membership(user=user, unit=unit, role=one.role, start_on=SINCE, by=None)
    return user


def credentials(users: dict[str, User]) -> list[dict]:
    """Login, password (None if the user has changed it), name, role and unit of each user, for printing."""
    units = {code: Unit.objects.find(code, on=FRAME.last) for code in {one.unit for one in USERS}}
    return [
        {
            "login": one.username,
            "password": password(one.username) if users[one.username].check_password(password(one.username)) else None,
            "full_name": users[one.username].get_full_name(),
            "role": one.role.value,
            "unit": one.unit,
            "unit_ref": units[one.unit].ref,
            "unit_name": units[one.unit].full_name,
        }
        for one in USERS
    ]
