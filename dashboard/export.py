"""The export of the list behind a number."""

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from core.dates import today
from core.errors import Refused
from core.spreadsheets.export_marks import Mark
from core.spreadsheets.writing import CONTENT_TYPE, workbook
from dashboard.members import Members
from dashboard.question_form import DashboardForm
from jobs.exports import Exportable, MadeFile, exportable
from reports.measures.dashboard.registry import figure_of

HEADERS = (
    gettext_lazy("STT"),
    gettext_lazy("Họ và tên"),
    gettext_lazy("Ngày sinh"),
    gettext_lazy("Mã hồ sơ"),
    gettext_lazy("Xã"),
    gettext_lazy("Diện"),
    gettext_lazy("Từ ngày"),
    gettext_lazy("Ghi chú"),
)
WIDTHS = (6, 28, 14, 16, 18, 30, 12, 40)


def members_of(user: User, filters: dict) -> Members:
    """The list of the page with this query, in the user's scope now. Raises Refused for a query that asks nothing."""
    query = QueryDict(filters.get("query", ""))
    form = DashboardForm(query, user=user)
    name = str(query.get("figure", ""))
    figure = figure_of(name)
    if figure is None or not form.is_valid():
        raise Refused(_("Không còn đọc được danh sách này; hãy mở lại từ trang Tổng quan."))
    return Members(form.question(), name, figure, user)


def _count(user: User, filters: dict) -> int:
    return members_of(user, filters).cases.count()


def _make(user: User, filters: dict, mark: Mark) -> MadeFile:
    found = members_of(user, filters)
    cases = list(found.cases)
    needs = found.needs_of(cases)
    lines = [
        (
            *(at, case.person.full_name, str(case.person.birth or ""), case.code, case.unit_name),
            *(str(case.category_label), case.since, found.note_of(case, needs)),
        )
        for at, case in enumerate(cases, 1)
    ]
    data = workbook(str(found.figure.label)[:31].replace(":", ""), HEADERS, WIDTHS, lines, mark)
    return MadeFile(f"tong-quan-{found.name}-{today():%Y%m%d}-{mark.number}.xlsx", data, CONTENT_TYPE, len(cases))


LIST = exportable(
    Exportable("dashboard", gettext_lazy("Danh sách sau một con số của Tổng quan"), "cases.export", _count, _make)
)
