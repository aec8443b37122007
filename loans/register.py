"""The sheet «Vay vốn» of the register: one row a loan, planned against what is recorded, and written back (exchange.md).

A register tells what happened: what is at odds with the law is a warning. A loan that is recorded gets what it does not have yet;
where the row says otherwise than recorded it is refused, as corrections need a reason (services.correct). Several payments of one
loan stand as their sum on the first one's day.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from accounts.errors import Refused
from accounts.models import User
from areas.dates import today
from areas.models import Unit
from areas.text import squash
from cases.convictions_of import started_on
from cases.lawbook import lawbook
from cases.models import Case
from cases.register.fields import LOANS, NO_NAMES
from cases.register.items import CREATED, REJECTED, UNCHANGED, UPDATED, Item, Plan
from cases.register.parts import Part, register
from cases.register.plan import item_of
from cases.register.stored import is_sealed
from loans import history, services
from loans.history import FactValue
from loans.models import Loan
from loans.register_rows import COLUMNS, LONGEST, LoanLine, read
from loans.rules import limits
from loans.rules.eligibility import Level, Released, released
from loans.terms import BusinessKind, EntrustedBody, FactKind, Purpose


@dataclass(slots=True)
class _Step:
    """What a row adds: a new loan, or facts and describing values that a recorded one does not have yet."""

    line: LoanLine
    item: Item | None
    loan: Loan | None
    facts: list[FactValue] = field(default_factory=list)
    details: dict = field(default_factory=dict)


# --- planning -----------------------------------------------------------------------------------------------------------


def plan_loans(plan: Plan, rows: list[LoanLine], by: User | None) -> tuple[dict[int, str], Callable[[], None]]:
    items = {row.row: item_of(plan, row.code) for row in rows if row.code}
    known = _recorded(rows, items)
    statuses: dict[int, str] = {}
    steps: list[_Step] = []
    book = lawbook()
    for row in rows:
        item = items.get(row.row)
        step = _step(plan, row, item, known, book)
        statuses[row.row] = REJECTED if step is None else _status(step)
        if step is not None and statuses[row.row] != UNCHANGED:
            steps.append(step)
    return statuses, lambda: _write(steps, by)


def _recorded(rows: list[LoanLine], items: dict[int, Item | None]) -> list[Loan]:
    """The standing loans that one of these rows may mean, with their facts. Two queries."""
    keys = {item.known.pk for item in items.values() if item is not None and item.known is not None}
    names = {row.business_name for row in rows if row.business_name}
    found = Loan.objects.standing().select_related("unit").prefetch_related("facts")
    return [*found.filter(case__in=keys), *found.filter(case=None, business_name__in=names)]


def _step(plan: Plan, row: LoanLine, item: Item | None, known: list[Loan], book) -> _Step | None:
    """None: the row is refused, and said why."""
    if row.code and item is None:
        plan.error(
            None,
            LOANS,
            row.row,
            "code",
            _("Không có hồ sơ nào mang mã này trong sổ, cũng không có trong phạm vi của anh/chị."),
        )
        return None
    if item is not None and item.rejected:
        return None
    if item is None and row.unit is None:
        row.unit = _unit_of_book(plan)
    if item is None and row.unit is None:
        plan.error(None, LOANS, row.row, "business_name", _("Không rõ cơ sở ở đâu: hãy thêm cột «Xã» và ghi xã."))
        return None
    if item is None and not plan.stored.scope.holds(row.unit.pk):
        plan.error(None, LOANS, row.row, "unit", _("Xã này không thuộc phạm vi anh/chị được nhập."))
        return None
    loan = next((one for one in known if _is_same(one, row, item)), None)
    if loan is not None:
        return _added(plan, row, item, loan)
    if item is not None and item.known is not None and item.read_only:
        plan.error(None, LOANS, row.row, "code", _("Hồ sơ này không còn trong phạm vi của anh/chị."))
        return None
    if item is not None and not _fits_stays(plan, row, item):
        return None
    if item is not None:
        _warn_of_law(plan, row, item, book)
    return _Step(row, item, None, row.facts, row.details)


def _unit_of_book(plan: Plan) -> Unit | None:
    """Where an establishment is of which the row does not say it: in the commune of the whole book, or in its one district."""
    communes = {row.unit.pk: row.unit for row in plan.parsed.cases if row.unit is not None}
    if len(communes) == 1:
        return next(iter(communes.values()))
    districts = {unit.parent_id for unit in communes.values()}
    return Unit.objects.filter(pk__in=districts).first() if len(districts) == 1 else None


def _is_same(loan: Loan, row: LoanLine, item: Item | None) -> bool:
    if item is not None and (item.known is None or loan.case_id != item.known.pk):
        return False
    if item is None and (loan.business_name, loan.unit_id) != (row.business_name, row.unit.pk):
        return False
    code = row.details.get("code", "")
    if code and loan.code:
        return code == loan.code
    return any(one.kind == FactKind.REQUEST and one.on == row.facts[0].on for one in _values(loan))


def _values(loan: Loan) -> list[FactValue]:
    return [fact.value for fact in loan.facts.all() if fact.known_until is None]


def _added(plan: Plan, row: LoanLine, item: Item | None, loan: Loan) -> _Step | None:
    step, believed = _Step(row, item, loan), _values(loan)
    paid = [one for one in believed if one.kind == FactKind.DISBURSEMENT]
    for one in row.facts:
        same = [other for other in believed if other.kind == one.kind]
        if one.kind == FactKind.BALANCE:
            same = [other for other in same if other.on == one.on]
        if not same:
            step.facts.append(one)
            continue
        told = (min(other.on for other in same), sum(other.amount for other in same), same[0].overdue, same[0].purpose)
        if told != (one.on, one.amount, one.overdue, one.purpose):
            label = FactKind(one.kind).label
            message = _("%s khác với món vay đã ghi; nếu sổ đúng, hãy sửa ở trang món vay.") % label
            plan.error(None, LOANS, row.row, "asked_on", message)
            return None
    step.details = {
        name: value for name, value in row.details.items() if value != getattr(loan, name) and not _is_hidden(value)
    }
    try:
        history.check([*believed, *step.facts], today())
    except Refused as error:
        plan.error(None, LOANS, row.row, "paid_on" if paid else "asked_on", error)
        return None
    return step


def _is_hidden(value) -> bool:
    return isinstance(value, str) and squash(value) in NO_NAMES


def _fits_stays(plan: Plan, row: LoanLine, item: Item) -> bool:
    on, stays = row.facts[0].on, item.after
    if on < stays[0].start_on:
        plan.error(None, LOANS, row.row, "asked_on", _("Ngày đề nghị trước ngày về địa phương."))
    elif stays[-1].end_on is not None and stays[-1].end_on <= on:
        plan.error(None, LOANS, row.row, "asked_on", _("Hồ sơ đã kết thúc quản lý trước ngày đề nghị."))
    else:
        return True
    return False


def _warn_of_law(plan: Plan, row: LoanLine, item: Item, book) -> None:
    """What is at odds with the law is told and taken; a register says what happened."""
    request, law = row.facts[0], book.on(row.facts[0].on)
    done_on = started_on(item.row or item.known, item.after)
    person = Released(item.after[0].category, done_on, has_need=True, is_listed=True, has_other_debt=False)
    for reason in released(person, law, request.on).of(Level.FAILED):
        plan.warn(LOANS, row.row, "asked_on", str(reason))
    if request.purpose == Purpose.PRODUCTION:
        ceiling = limits.ceiling(request.purpose, law)
        if request.amount > ceiling.most:
            plan.warn(LOANS, row.row, "asked", str(ceiling.reason))


def _status(step: _Step) -> str:
    if step.loan is None:
        return CREATED
    return UPDATED if step.facts or step.details else UNCHANGED


# --- writing ------------------------------------------------------------------------------------------------------------


def _write(steps: list[_Step], by: User | None) -> None:
    new = [step.item.code for step in steps if step.item is not None and step.item.known is None]
    cases = {case.code: case for case in Case.objects.filter(code__in=new)}
    for step in steps:
        loan = step.loan or _new_loan(step, cases, by)
        for one in step.facts:
            _tell(loan, one, by)
        if step.loan is not None and step.details:
            services.edit(by=by, loan=loan, version=loan.version, data=step.details)


def _new_loan(step: _Step, cases: dict[str, Case], by: User | None) -> Loan:
    item, line = step.item, step.line
    if item is None:
        business = {"business_name": line.business_name, "business_kind": BusinessKind.HOUSEHOLD.value}
        where = {"unit": line.unit, "details": {**step.details, **business}}
    else:
        where = {"case": item.known or cases[item.code], "details": step.details}
    return services.request_loan(by=by, request=line.facts[0], by_register=True, **where)


def _tell(loan: Loan, value: FactValue, by: User | None) -> None:
    if value.kind == FactKind.DECISION:
        services.decide(by=by, loan=loan, decision=value, by_register=True)
    elif value.kind == FactKind.DISBURSEMENT:
        services.disburse(by=by, loan=loan, paid=value, by_register=True)
    elif value.kind == FactKind.BALANCE:
        services.record_balance(by=by, loan=loan, balance=value)


# --- export -------------------------------------------------------------------------------------------------------------


def lines_of(exports: list, unit: Unit, user: User | None) -> Iterable[dict]:
    """Loans of the exported cases and of establishments of the unit; of a sealed case the sums and days alone."""
    by_case = {export.case.pk: export for export in exports if not export.name or is_sealed(export.history)}
    loans = Loan.objects.standing().with_standing().select_related("unit", "unit__parent").order_by("pk")
    for loan in loans.filter(case__in=by_case):
        export = by_case[loan.case_id]
        named = (
            {}
            if not export.name
            else {"named_borrower": export.name, "loan_code": "", "savings_group": "", "group_head": ""}
        )
        yield {**_line(loan), "code": export.case.code, "unit": "", "business_name": "", **named}
    for loan in loans.filter(case=None, unit__in=Unit.objects.within(unit)):
        yield _line(loan)


def _line(loan: Loan) -> dict:
    decided = {"approved": loan.approved, "decided_on": loan.decided_on} if loan.is_approved is not None else {}
    return {
        "business_name": loan.business_name,
        "named_borrower": loan.named_borrower,
        "purpose": str(Purpose(loan.purpose).label),
        "asked": loan.asked,
        "asked_on": loan.asked_on,
        **decided,
        "paid_on": loan.first_paid_on,
        "paid": loan.disbursed,
        "term_months": loan.term_months,
        "annual_rate": f"{loan.annual_rate:f}".replace(".", ",") if loan.annual_rate is not None else "",
        "owed": loan.balance,
        "overdue": loan.overdue,
        "owed_on": loan.balance_on,
        "loan_code": loan.code,
        "savings_group": loan.savings_group,
        "group_head": loan.group_head,
        "entrusted_body": str(EntrustedBody(loan.entrusted_body).label) if loan.entrusted_body else "",
        "unit": f"{loan.unit.full_name}, {loan.unit.parent.full_name}" if loan.unit.parent else loan.unit.full_name,
    }


register(Part(LOANS, COLUMNS, LONGEST, read, plan_loans, lines_of))
