"""The places that a signed-in user can go to: one list for the navigation bar and the first page, by role."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.permissions.roles import ALLOWED


@dataclass(frozen=True, slots=True)
class Entry:
    """One place in the navigation, and the action that a user needs to see it."""

    action: str
    url_name: str
    label: Promise
    help_text: Promise
    # The bar has room for these; the others are in the menu "Khác".
    is_main: bool = False


ENTRIES = [
    Entry(
        "dashboard.view",
        "dashboard:page",
        _("Tổng quan"),
        _("Tỷ lệ tái phạm, nơi cần giúp, độ tin cậy của số liệu."),
        is_main=True,
    ),
    Entry(
        "indicator.view",
        "indicator:page",
        _("Chỉ tiêu"),
        _("Tỷ lệ tái phạm của tỉnh và từng đơn vị, từ báo cáo đã chấp nhận."),
        is_main=True,
    ),
    Entry(
        "cases.view", "cases:list", _("Hồ sơ"), _("Tìm và xem hồ sơ người đang quản lý trong địa bàn."), is_main=True
    ),
    Entry(
        "cases.view",
        "cases:worklist",
        _("Việc phải làm"),
        _("Việc theo luật và kế hoạch, quá hạn xếp trước."),
        is_main=True,
    ),
    Entry(
        "cases.view",
        "cases:notices",
        _("Người sắp về"),
        _("Thông báo của trại giam, danh sách đặc xá, tiếp nhận."),
        is_main=True,
    ),
    Entry("cases.view", "cases:transfers", _("Chuyển hồ sơ"), _("Đề nghị chuyển đi, chuyển đến đang chờ.")),
    Entry(
        "models.view",
        "community:list",
        _("Mô hình"),
        _("Mô hình “Chung tay giúp đỡ…” của xã: ban điều hành, quỹ, hoạt động."),
        is_main=True,
    ),
    Entry(
        "loans.view",
        "loans:list",
        _("Vay vốn"),
        _("Món vay theo Quyết định 22/2023/QĐ-TTg và tình trạng từng món."),
        is_main=True,
    ),
    Entry(
        "cases.import", "register:import", _("Nhập sổ"), _("Đưa sổ đăng ký Excel vào hệ thống: kiểm tra, rồi áp dụng.")
    ),
    Entry("reports.view", "reports:list", _("Báo cáo"), _("Lập, xem và tải báo cáo sáu tháng."), is_main=True),
    Entry(
        "feed.export",
        "feed:page",
        _("Chuyển báo cáo bằng tệp"),
        _("Xuất báo cáo ra tệp có chữ ký cho nơi không nối mạng; nhận tệp của đơn vị khác."),
    ),
    Entry("audit.looks", "cases:digest", _("Tổng hợp việc"), _("Việc đang mở và quá hạn theo từng cán bộ.")),
    Entry("audit.looks", "cases:access-log", _("Nhật ký xem"), _("Cán bộ đã xem hồ sơ nào trong tháng.")),
    Entry(
        "exports.view", "jobs:export-register", _("Sổ xuất dữ liệu"), _("Ai đã xuất danh sách nào, khi nào, vì sao.")
    ),
    Entry(
        "definitions.propose",
        "reports:definitions",
        _("Cách tính tỷ lệ"),
        _("Cách tính tỷ lệ tái phạm theo từng thời gian; đề nghị đổi và duyệt."),
    ),
    Entry(
        "definitions.propose",
        "accounts:decrees",
        _("Sắp xếp đơn vị"),
        _("Sáp nhập, chia, đổi tên, bãi bỏ đơn vị từ một ngày; đề nghị và duyệt."),
    ),
    Entry("law.view", "law:rules", _("Quy định"), _("Thời hạn, căn cứ pháp luật đang áp dụng và nguồn.")),
    Entry(
        "feed.deliveries",
        "feed:deliveries",
        _("Thông báo đã gửi"),
        _("Hệ thống khác đã nhận được thông báo về báo cáo được chấp nhận chưa."),
    ),
    Entry("accounts.manage", "admin:index", _("Quản trị"), _("Tài khoản, vai trò và đơn vị.")),
]


def entries_for(user) -> list[dict]:
    """The places that the user's roles open, as {"label", "help_text", "url", "is_main"}, in the order of ENTRIES."""
    roles = user.roles if user.is_authenticated else frozenset()
    found = []
    for entry in ENTRIES:
        if ALLOWED[entry.action].isdisjoint(roles):
            continue
        try:
            url = reverse(entry.url_name)
        except NoReverseMatch:  # an app that this installation leaves out
            continue
        found.append({"label": entry.label, "help_text": entry.help_text, "url": url, "is_main": entry.is_main})
    return found


# Functions of a user: {"template": name, …its context} for the first page, or None for nothing.
Panel = Callable[[object], dict | None]
_panels: list[Panel] = []
_leader_panels: list[Panel] = []


def panel(function: Panel) -> Panel:
    """Decorator: register a part of the first page (see docs/architecture.md §5)."""
    _panels.append(function)
    return function


def leader_panel(function: Panel) -> Panel:
    """Decorator: register a part of the first page that a leader, who reads the dashboard first, sees there too."""
    _leader_panels.append(function)
    return panel(function)


def panels_for(user) -> list[dict]:
    """The contents of the panels on the user's first page, without those that have nothing to show."""
    return _shown(_panels, user)


def leader_panels_for(user) -> list[dict]:
    """The contents of the panels on the dashboard: what waits for the user's decision."""
    return _shown(_leader_panels, user)


def _shown(panels: list[Panel], user) -> list[dict]:
    return [shown for shown in (function(user) for function in panels) if shown is not None]


def navigation(request) -> dict:
    """Context processor: the entries for base.html, with that of the present page marked, and whether there is a search."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"navigation": []}
    entries = entries_for(user)
    within = [entry["url"] for entry in entries if request.path.startswith(entry["url"])]
    here = max(within, key=len, default="")
    marked = [{**entry, "here": entry["url"] == here} for entry in entries]
    return {
        "navigation": marked,
        "main_entries": [entry for entry in marked if entry["is_main"]],
        "other_entries": [entry for entry in marked if not entry["is_main"]],
        "may_search": not ALLOWED["cases.view"].isdisjoint(user.roles),
    }
