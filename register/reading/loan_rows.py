"""The rows of «Vay vốn»."""

from datetime import date
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from areas.models import Level, Unit
from core.errors import Refused
from core.money import implausible_money
from core.text import squash
from law.choices import Purpose
from loans import fact_rules
from loans.choices import USUAL_DEBT, USUAL_LOAN, EntrustedBody, FactKind
from loans.fact_rules import FactValue
from loans.models import Loan
from register.reading import cell_values
from register.reading.lines import Line
from register.reading.row_reader import RowReader, is_nothing
from register.reading.rows import LoanRow

_PURPOSES = {
    **{squash(word): Purpose.TRAINING.value for word in ("đào tạo nghề", "học nghề", "dạy nghề", "ĐTN")},
    **{
        squash(word): Purpose.PRODUCTION.value
        for word in ("sản xuất kinh doanh", "SXKD", "sản xuất, kinh doanh, tạo việc làm")
    },
}
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
    asked_on = reader.day(line, "asked_on", is_needed=True)
    unit = _unit(reader, line, asked_on) if name and line.get("unit") is not None else None
    row = LoanRow(line.row, code, name, unit, _facts(reader, line, asked_on), _details(reader, line))
    if not reader.failed:
        try:
            fact_rules.check_facts(row.facts, reader.today)
        except Refused as error:
            reader.fail(line, "asked_on", error)
    return row


def _facts(reader: RowReader, line: Line, asked_on: date | None) -> list[FactValue]:
    purpose = reader.need(line, "purpose", _purpose)
    asked = _amount(reader, line, "asked", USUAL_LOAN, is_needed=True)
    # Without day or amount the row has failed and is not used.
    found = [FactValue(FactKind.REQUEST.value, cast(date, asked_on), cast(int, asked), purpose=purpose)]
    pairs = (("decided_on", "approved"), ("paid_on", "paid"), ("owed_on", "owed"))
    for kind, (day, amount) in zip((FactKind.DECISION, FactKind.DISBURSEMENT, FactKind.BALANCE), pairs, strict=True):
        usual = USUAL_DEBT if kind == FactKind.BALANCE else USUAL_LOAN
        on, total = reader.day(line, day), _amount(reader, line, amount, usual)
        if on is None and total is None:
            continue
        if on is None or total is None:
            lacking = day if on is None else amount
            if is_nothing(line.get(lacking), lacking):  # else its own error is reported already
                reader.fail(line, lacking, _("Phải ghi cả ngày và số tiền."))
            continue
        more: dict[str, Any] = {"is_approved": total > 0} if kind == FactKind.DECISION else {}
        if kind == FactKind.BALANCE:
            more = {"overdue": _amount(reader, line, "overdue", USUAL_DEBT) or 0}
        if total or kind != FactKind.DISBURSEMENT:
            found.append(FactValue(kind.value, on, total, **more))
    return found


def _details(reader: RowReader, line: Line) -> dict:
    found = {
        "named_borrower": reader.need(line, "named_borrower", lambda _value: reader.text(line, "named_borrower")),
        "term_months": reader.take(line, "term_months", cell_values.read_term),
        "annual_rate": reader.take(line, "annual_rate", cell_values.read_rate),
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


def _amount(reader: RowReader, line: Line, name: str, usual: tuple[int, int], *, is_needed: bool = False) -> int | None:
    """Whole đồng. An unusual amount is a warning at the cell."""
    multiplier = reader.table.multipliers.get(name, 1)
    take = reader.need if is_needed else reader.take
    amount = take(line, name, lambda value: cell_values.read_money(value, multiplier))
    if amount is not None and (question := implausible_money(amount, *usual)):
        reader.warn(line, name, question)
    return amount


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
