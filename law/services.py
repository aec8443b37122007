"""The verbs on the law's settings and the calendar: an administrator's rows, changed with a trace, ended, never deleted."""

from datetime import date
from typing import TypeVar

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from accounts.models import User
from audit import events as audit_events
from core.errors import Refused
from core.text import nfc
from law.models import Holiday, LawSetting
from law.timeline import CODES

Row = TypeVar("Row", LawSetting, Holiday)


@transaction.atomic
def save_setting(*, by: User, setting: LawSetting | None, data: dict) -> LawSetting:
    """A new row (`setting` None), or other values for some fields of one. Which rule a row is about never changes."""
    if setting is None:
        row = LawSetting()
    else:
        row = LawSetting.objects.select_for_update().get(pk=setting.pk)
        if data.get("code", row.code) != row.code:
            raise Refused(_("Không đổi được mã quy định của một dòng; hãy thêm dòng mới."))
    return _save(by, row, data, action="law", check=check_setting)


@transaction.atomic
def save_holiday(*, by: User, holiday: Holiday | None, data: dict) -> Holiday:
    """A new day, or a correction of one. A day entered by mistake is set to what it really is."""
    if holiday is None:
        row = Holiday()
    else:
        row = Holiday.objects.select_for_update().get(pk=holiday.pk)
        if data.get("day", row.day) != row.day:
            raise Refused(_("Không đổi được ngày của một dòng; hãy thêm dòng mới."))
    return _save(by, row, data, action="holiday")


def check_setting(row: LawSetting) -> None:
    """Raises Refused when the value cannot be used by the rules."""
    if row.code not in CODES:
        raise Refused(_("Không có quy định nào mang mã “%s”.") % row.code)
    try:
        CODES[row.code].parse(row.value)
    except ValueError as error:
        raise Refused(str(error)) from error
    if bool(row.verified_by) != bool(row.verified_on):
        raise Refused(_("Người đối chiếu và ngày đối chiếu phải ghi cùng nhau."))


def _save(by: User, row: Row, data: dict, *, action: str, check=None) -> Row:
    is_new = row.pk is None
    before = None if is_new else _values_of(row, data)
    for name, value in data.items():
        setattr(row, name, nfc(value) if isinstance(value, str) else value)
    if check is not None:
        check(row)
    row.full_clean()
    row.save()
    detail = {"before": before, "after": _values_of(row, data)}
    audit_events.record(by=by, action=f"{action}.{'add' if is_new else 'change'}", target=row, detail=detail)
    return row


def _values_of(row: Model, names) -> dict:
    return {name: _plain(getattr(row, name)) for name in names}


def _plain(value):
    return value.isoformat() if isinstance(value, date) else value
