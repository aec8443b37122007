"""The register of a unit as an export in the browser."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.permissions.scope import units_for
from areas.models import Unit
from core.dates import today
from core.errors import Refused
from core.spreadsheets.export_marks import Mark
from core.spreadsheets.writing import CONTENT_TYPE
from jobs.exports import Exportable, MadeFile, exportable
from jobs.queue import JobError
from register.writing.case_exports import cases_of_register
from register.writing.workbook import register_workbook


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


# Filter "unit": the id of a unit of the user. ID numbers are exported in full, so that an import finds the same people.
REGISTER = exportable(
    Exportable("register", gettext_lazy("Sổ đăng ký"), "cases.export", _count_register, _make_register)
)
