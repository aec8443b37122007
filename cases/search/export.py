"""The exports of cases: the filtered list, and the register of a unit."""

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from cases.models import Case, IdentityNumber
from cases.search.forms import CaseFilterForm
from core.dates import today
from core.spreadsheets.export_marks import Mark
from core.spreadsheets.writing import CONTENT_TYPE, workbook
from jobs.exports import Exportable, MadeFile, exportable

HEADERS = (
    gettext_lazy("STT"),
    gettext_lazy("Họ và tên"),
    gettext_lazy("Ngày sinh"),
    gettext_lazy("Giới tính"),
    gettext_lazy("Số giấy tờ (đã che)"),
    gettext_lazy("Mã hồ sơ"),
    gettext_lazy("Xã"),
    gettext_lazy("Thôn"),
    gettext_lazy("Diện"),
    gettext_lazy("Từ ngày"),
    gettext_lazy("Tình trạng"),
    gettext_lazy("Cán bộ phụ trách"),
)
WIDTHS = (6, 28, 14, 10, 18, 16, 16, 14, 34, 12, 34, 26)


def filtered(user: User, filters: dict):
    """Return the cases of the list page with these filters (a query string under "query"), in the user's scope now."""
    form = CaseFilterForm(QueryDict(filters.get("query", "")), user=user)
    return form.apply(Case.objects.visible_to(user).for_list())


def _count(user: User, filters: dict) -> int:
    return filtered(user, filters).count()


def _make(user: User, filters: dict, mark: Mark) -> MadeFile:
    cases = list(filtered(user, filters))
    numbers = _masked({case.person_id for case in cases})
    data = workbook(
        _("Danh sách hồ sơ"), HEADERS, WIDTHS, [_line(at, case, numbers) for at, case in enumerate(cases, 1)], mark
    )
    return MadeFile(f"danh-sach-ho-so-{today():%Y%m%d}-{mark.number}.xlsx", data, CONTENT_TYPE, len(cases))


def _masked(people: set[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for number in IdentityNumber.objects.filter(person__in=people).order_by("created_at"):
        found[number.person_id] = number.masked
    return found


def _line(at: int, case: Case, numbers: dict[int, str]) -> tuple:
    person, ended = case.person, case.ended_on
    state = (
        _("Kết thúc %(on)s: %(why)s") % {"on": f"{ended:%d/%m/%Y}", "why": case.end_reason_label}
        if ended
        else _("Đang quản lý")
    )
    officer = case.officer.full_name if case.officer else case.officer_text
    return (
        *(at, person.full_name, str(person.birth or ""), person.get_sex_display(), numbers.get(person.pk, "")),
        *(case.code, case.unit_name, case.hamlet, str(case.category_label), case.since, state, officer),
    )


LIST = exportable(Exportable("cases", gettext_lazy("Danh sách hồ sơ"), "cases.export", _count, _make))
