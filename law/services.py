"""Services for the law's settings and the calendar.

Each change leaves an audit event; rows are ended, never deleted.
"""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from accounts.models import User
from audit import events as audit_events
from audit.details import without_texts
from core import date_rules
from core.dates import today
from core.errors import Refused
from core.text import nfc
from law.half_years.models import HALF_YEAR_CODES
from law.models import Holiday, LawSetting
from law.timeline import CODES

# Codes that mark what is recorded already; a new value leaves the marks of earlier days as they are.
NOT_BACKDATED = frozenset({"late_entry_days"})

Row = TypeVar("Row", LawSetting, Holiday)


@transaction.atomic
def save_setting(*, by: User, setting: LawSetting | None, data: dict[str, Any]) -> LawSetting:
    """Save a new row (`setting` None), or new values of some fields of a row.

    `data`: field → value. Raises Refused if the rule of a row would change or the value cannot be used, ValidationError
    for invalid fields.
    """
    if setting is None:
        row = LawSetting()
    else:
        row = LawSetting.objects.select_for_update().get(pk=setting.pk)
        if data.get("code", row.code) != row.code:
            raise Refused(_("Không đổi được mã quy định của một dòng; hãy thêm dòng mới."))
    return _save(by, row, data, action="law", check=check_setting)


@transaction.atomic
def save_holiday(*, by: User, holiday: Holiday | None, data: dict[str, Any]) -> Holiday:
    """Save a new day (`holiday` None), or a correction of one. A day entered by mistake is set to what it really is.

    `data`: field → value. Raises Refused if the day of a row would change, ValidationError for invalid fields.
    """
    if holiday is None:
        row = Holiday()
    else:
        row = Holiday.objects.select_for_update().get(pk=holiday.pk)
        if data.get("day", row.day) != row.day:
            raise Refused(_("Không đổi được ngày của một dòng; hãy thêm dòng mới."))
    return _save(by, row, data, action="holiday")


def check_setting(row: LawSetting) -> None:
    """Check that the rules can use the row. Raises Refused if they cannot."""
    if row.code not in CODES:
        raise Refused(_("Không có quy định nào mang mã “%s”.") % row.code)
    if row.code in HALF_YEAR_CODES:
        raise Refused(_("Đổi kỳ 6 tháng phải có đề nghị và người thứ hai duyệt, ở trang “Quy định”."))
    if row.code in NOT_BACKDATED and row.valid_from and row.valid_from < today():
        raise Refused(_("Quy định này chỉ đổi được từ hôm nay trở đi: những gì đã ghi giữ cách tính cũ."))
    try:
        CODES[row.code].parse(row.value)
    except ValueError as error:
        raise Refused(str(error)) from error
    days = {"valid_from": row.valid_from, "valid_to": row.valid_to, "verified_on": row.verified_on}
    date_rules.require("law.save_setting", today(), **days)
    if bool(row.verified_by) != bool(row.verified_on):
        raise Refused(_("Người đối chiếu và ngày đối chiếu phải ghi cùng nhau."))


def _save(by: User, row: Row, data: dict[str, Any], *, action: str, check: Callable[[Row], None] | None = None) -> Row:
    is_new = row.pk is None
    before = None if is_new else _values_of(row, data)
    for name, value in data.items():
        setattr(row, name, nfc(value) if isinstance(value, str) else value)
    if check is not None:
        check(row)
    row.full_clean()
    row.save()
    detail, texts = without_texts({"before": before, "after": _values_of(row, data)})
    audit_events.record(by=by, action=f"{action}.{'add' if is_new else 'change'}", target=row, detail=detail, why=texts)
    return row


def _values_of(row: Model, names: Iterable[str]) -> dict[str, object]:
    return {name: getattr(row, name) for name in names}
