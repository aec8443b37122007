"""The rows of «Vay vốn»."""

import re
from datetime import date
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from areas.models import Level, Unit
from core.errors import Refused
from core.text import squash
from law.choices import Purpose
from loans import fact_rules
from loans.choices import EntrustedBody, FactKind
from loans.fact_rules import FactValue
from loans.models import Loan
from register.reading import cell_values
from register.reading.row_reader import RowReader
from register.reading.rows import LoanRow
from register.reading.tables import Line

_PURPOSES = {
    **{squash(word): Purpose.TRAINING.value for word in ("đào tạo nghề", "học nghề")},
    **{
        squash(word): Purpose.PRODUCTION.value
        for word in ("sản xuất kinh doanh", "SXKD", "sản xuất, kinh doanh, tạo việc làm")
    },
}
# "90.000.000,00" does not match: without its separators it would be a hundred times as much.
_GROUPED = re.compile(r"[0-9]+|[0-9]{1,3}([., ])[0-9]{3}(?:\1[0-9]{3})*")
# The first words of units above a commune. Only such texts need the query for larger units.
_WIDER = ("huyện ", "quận ", "thị xã ", "thành phố ", "tỉnh ")
_BODIES = {squash(str(body.label)): body.value for body in EntrustedBody} | {
    squash(body.value): body.value for body in EntrustedBody
}


def read_loan(reader: RowReader, line: Line) -> LoanRow:
    """One row of «Vay vốn»."""
    code, name = reader.text(line, "code"), reader.text(line, "business_name")
    if bool(code) == bool(name):
        reader.fail(line, "code", _("Ghi mã hồ sơ của người được vay, hoặc tên cơ sở; không ghi cả hai."))
    asked_on = reader.need(line, "asked_on", lambda value: cell_values.read_past_date(value, reader.today))
    unit = _unit(reader, line, asked_on) if name and line.get("unit") is not None else None
    row = LoanRow(line.row, code, name, unit, _facts(reader, line, asked_on), _details(reader, line))
    if not reader.failed:
        try:
            fact_rules.check(row.facts, reader.today)
        except Refused as error:
            reader.fail(line, "asked_on", error)
    return row


def _facts(reader: RowReader, line: Line, asked_on: date | None) -> list[FactValue]:
    purpose = reader.need(line, "purpose", _purpose)
    found = [FactValue(FactKind.REQUEST.value, asked_on, reader.need(line, "asked", _sum), purpose=purpose)]
    pairs = (("decided_on", "approved"), ("paid_on", "paid"), ("owed_on", "owed"))
    for kind, (day, amount) in zip((FactKind.DECISION, FactKind.DISBURSEMENT, FactKind.BALANCE), pairs, strict=True):
        on, total = reader.past_date(line, day), reader.take(line, amount, _sum)
        if on is None and total is None:
            continue
        if on is None or total is None:
            reader.fail(line, day if on is None else amount, _("Phải ghi cả ngày và số tiền."))
            continue
        more = {"is_approved": total > 0} if kind == FactKind.DECISION else {}
        if kind == FactKind.BALANCE:
            more = {"overdue": reader.take(line, "overdue", _sum, 0)}
        if total or kind != FactKind.DISBURSEMENT:
            found.append(FactValue(kind.value, on, total, **more))
    return found


def _details(reader: RowReader, line: Line) -> dict:
    found = {
        "named_borrower": reader.need(line, "named_borrower", lambda _value: reader.text(line, "named_borrower")),
        "term_months": reader.take(line, "term_months", _months),
        "annual_rate": reader.take(line, "annual_rate", _rate),
        "code": _code(reader, line),
        "savings_group": reader.text(line, "savings_group"),
        "group_head": reader.text(line, "group_head"),
        "entrusted_body": reader.take(line, "entrusted_body", _body, ""),
    }
    return {name: value for name, value in found.items() if value not in (None, "")}


def unit_with_parent(unit: Unit) -> str:
    """The unit as the export writes it: "xã Tịnh Bắc, huyện Sơn Tịnh"."""
    return f"{unit.full_name}, {unit.parent.full_name}" if unit.parent else unit.full_name


def _unit(reader: RowReader, line: Line, on: date | None) -> Unit | None:
    """A commune, or the larger unit that the export writes for an establishment of a whole district."""
    written = line.text("unit")
    if on is not None and written.casefold().startswith(_WIDER):
        wider = Unit.objects.on(on).exclude(level=Level.COMMUNE).select_related("parent")
        if found := next((unit for unit in wider if squash(unit_with_parent(unit)) == squash(written)), None):
            return found
    return reader.commune(line, "unit", on)


def _code(reader: RowReader, line: Line) -> str:
    code = reader.text(line, "loan_code")
    try:
        Loan._meta.get_field("code").run_validators(code)
    except ValidationError as error:
        reader.fail(line, "loan_code", error.messages[0])
    return code


def _sum(value) -> int:
    """Whole đồng: a number, or digits in groups of three between dots, commas or spaces."""
    if isinstance(value, str):
        text = value.strip().replace("\u00a0", " ")
        amount = int(re.sub(r"\D", "", text)) if _GROUPED.fullmatch(text) else None
    else:
        is_whole = isinstance(value, int | float) and not isinstance(value, bool) and value == value // 1
        amount = int(value) if is_whole else None
    if amount is None or not 0 <= amount < 10**12:
        raise ValueError(_("Số tiền phải là số đồng, chỉ gồm chữ số."))
    return amount


def _months(value) -> int:
    amount = _sum(value)
    if not 1 <= amount <= 600:
        raise ValueError(_("Thời hạn phải là số tháng, từ 1 đến 600."))
    return amount


def _rate(value) -> Decimal:
    try:
        rate = Decimal(str(value).replace(",", ".").replace("%", "").strip()).quantize(Decimal("0.01"))
    except InvalidOperation:
        rate = Decimal("NaN")
    if rate.is_nan() or not 0 <= rate <= 50:
        raise ValueError(_("Lãi suất phải là số phần trăm một năm, ví dụ 6,6."))
    return rate


def _purpose(value) -> str:
    if squash(str(value)) not in _PURPOSES:
        raise ValueError(_("Mục đích phải là: đào tạo nghề; sản xuất kinh doanh."))
    return _PURPOSES[squash(str(value))]


def _body(value) -> str:
    if squash(str(value)) not in _BODIES:
        raise ValueError(
            _("Tổ chức ủy thác phải là một trong: %s.") % "; ".join(str(body.label) for body in EntrustedBody)
        )
    return _BODIES[squash(str(value))]
