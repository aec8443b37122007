"""What of cases may leave as a file: the filtered list, and a unit's register."""

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.errors import Refused
from accounts.exports import Exportable, MadeFile, Mark, exportable
from accounts.jobs import JobError
from accounts.models import User
from accounts.scope import units_for
from accounts.workbooks import CONTENT_TYPE, workbook
from areas.dates import today
from areas.models import Unit
from cases.forms import CaseFilterForm
from cases.models import Case, IdentityNumber
from cases.register.writer import cases_of_register, register_workbook

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
    """The cases of the list page with these filters (a query string under "query"), in the user's scope now."""
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


def _unit(user: User, filters: dict) -> Unit | None:
    return units_for(user, "cases.export").filter(pk=filters["unit"]).first()


def _count_register(user: User, filters: dict) -> int:
    unit = _unit(user, filters)
    if unit is None:
        raise Refused(_("Đơn vị này không thuộc phạm vi anh/chị được xuất."))
    return cases_of_register(unit).count()


def _make_register(user: User, filters: dict, mark: Mark) -> MadeFile:
    unit = _unit(user, filters)
    if unit is None:
        raise JobError(_("Đơn vị này không còn thuộc phạm vi anh/chị được xuất."))
    data, count = register_workbook(unit, user=user, mark=mark)
    return MadeFile(f"so-dang-ky-{unit.code}-{today():%Y%m%d}-{mark.number}.xlsx", data, CONTENT_TYPE, count)


LIST = exportable(Exportable("cases", gettext_lazy("Danh sách hồ sơ"), "cases.export", _count, _make))
# Params "unit": the key of one of the user's units. ID numbers are whole, so that the import finds the same people again.
REGISTER = exportable(
    Exportable("register", gettext_lazy("Sổ đăng ký"), "cases.export", _count_register, _make_register)
)
