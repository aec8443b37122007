"""The sheet «Vay vốn» of the register: one row a loan, planned against what is recorded, and written back (docs/register.md §4).

A register tells what happened: what is at odds with the law is a warning. A loan that is recorded gets what it does not have yet;
where the row says otherwise than recorded it is refused, as corrections need a reason (services.correct). Several payments of one
loan stand as their sum on the first one's day.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from accounts.models import User
from areas.models import Unit
from cases.facts.store import batches
from cases.judgments.convictions import started_on
from cases.models import Case
from core.dates import today
from core.errors import Refused
from core.text import squash
from law.choices import Purpose
from law.credit import limits
from law.credit.eligibility import Level, Released, released
from law.provider import law_timeline
from loans import fact_rules, services
from loans.choices import BusinessKind, EntrustedBody, FactKind
from loans.fact_rules import FactValue
from loans.models import Loan
from register.existing_records import is_sealed
from register.fields import LOANS, NO_NAMES
from register.items import CREATED, REJECTED, UNCHANGED, UPDATED, Item, Plan
from register.loan_rows import COLUMNS, LONGEST, LoanLine, read, where
from register.plan import item_of
from register.sheet_registry import Part, register


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
    _place(plan, rows)
    known, codes, first = _meant(rows, items), _Codes.of(rows), {}
    statuses: dict[int, str] = {}
    steps: list[_Step] = []
    book = law_timeline()
    for row in rows:
        item = items.get(row.row)
        if (earlier := first.setdefault(row.key, row.row)) != row.row:
            plan.error(None, LOANS, row.row, "code", _("Trùng với dòng %d.") % earlier)
            statuses[row.row] = REJECTED
            continue
        step = _step(plan, row, item, known.get(row.row), book)
        if step is not None and (message := codes.refusal(row, step.loan)):
            plan.error(None, LOANS, row.row, "loan_code", message)
            step = None
        statuses[row.row] = REJECTED if step is None else _status(step)
        if step is not None and statuses[row.row] != UNCHANGED:
            steps.append(step)
    return statuses, lambda: _write(steps, by)


def _place(plan: Plan, rows: list[LoanLine]) -> None:
    """Where the establishments are whose rows do not say it."""
    missing = [row for row in rows if not row.code and row.unit is None]
    unit = _unit_of_book(plan) if missing else None
    for row in missing:
        row.unit = unit


def _unit_of_book(plan: Plan) -> Unit | None:
    """The commune of the whole book, or its one district."""
    communes = {row.unit.pk: row.unit for row in plan.parsed.cases if row.unit is not None}
    if len(communes) == 1:
        return next(iter(communes.values()))
    districts = {unit.parent_id for unit in communes.values()}
    return Unit.objects.filter(pk__in=districts).first() if len(districts) == 1 else None


@dataclass(slots=True)
class _Codes:
    """One code is one loan: which loan has it, or which row took it first."""

    owners: dict[str, int]
    rows: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: list[LoanLine]) -> "_Codes":
        told = {row.details["code"] for row in rows if row.details.get("code")}
        return cls({code: pk for part in batches(sorted(told)) for code, pk in _with_codes(part)})

    def refusal(self, row: LoanLine, loan: Loan | None) -> str:
        code = row.details.get("code", "")
        if not code:
            return ""
        if code in self.owners and (loan is None or self.owners[code] != loan.pk):
            return _("Mã món vay này đã ghi cho một món vay khác.")
        first = self.rows.setdefault(code, row.row)
        return "" if first == row.row else _("Mã món vay trùng với dòng %d.") % first


def _with_codes(codes: list[str]):
    return Loan.objects.filter(code__in=codes).values_list("code", "pk")


def _meant(rows: list[LoanLine], items: dict[int, Item | None]) -> dict[int, Loan]:
    """Which recorded loan each row means: by its code, by what was asked for, and only then by the day. None is meant twice."""
    known = _recorded(rows, items)
    found: dict[int, Loan] = {}
    taken: set[int] = set()
    for is_same in (_has_code, _asks_the_same, _asks_that_day):
        for row in rows:
            among = known.get(_owner(row, items.get(row.row)), ()) if row.row not in found else ()
            loan = next((one for one in among if one.pk not in taken and is_same(one, row)), None)
            if loan is not None:
                found[row.row] = loan
                taken.add(loan.pk)
    return found


def _owner(row: LoanLine, item: Item | None) -> tuple | None:
    if row.code:
        return ("case", item.known.pk) if item is not None and item.known is not None else None
    return (row.business_name, row.unit.pk) if row.unit is not None else None


def _recorded(rows: list[LoanLine], items: dict[int, Item | None]) -> dict[tuple, list[Loan]]:
    """The standing loans that one of these rows may mean, by whose they are, with their facts."""
    keys = {item.known.pk for item in items.values() if item is not None and item.known is not None}
    names = {row.business_name for row in rows if row.business_name}
    loans = Loan.objects.standing().select_related("unit").prefetch_related("facts").order_by("pk")
    found = defaultdict(list)
    for loan in loans.filter(case__in=keys):
        found["case", loan.case_id].append(loan)
    for loan in loans.filter(case=None, business_name__in=names):
        found[loan.business_name, loan.unit_id].append(loan)
    return found


def _has_code(loan: Loan, row: LoanLine) -> bool:
    return bool(loan.code) and loan.code == row.details.get("code")


def _asks_the_same(loan: Loan, row: LoanLine) -> bool:
    asked, told = _request(loan), row.facts[0]
    return _asks_that_day(loan, row) and (asked.amount, asked.purpose) == (told.amount, told.purpose)


def _asks_that_day(loan: Loan, row: LoanLine) -> bool:
    two_codes = loan.code and row.details.get("code")
    return not two_codes and _request(loan).on == row.facts[0].on


def _request(loan: Loan) -> FactValue:
    return next(one for one in _values(loan) if one.kind == FactKind.REQUEST)


def _step(plan: Plan, row: LoanLine, item: Item | None, loan: Loan | None, book) -> _Step | None:
    """None: the row is refused, and said why."""
    if row.code and item is None:
        message = _("Không có hồ sơ nào mang mã này trong sổ, cũng không có trong phạm vi của anh/chị.")
        plan.error(None, LOANS, row.row, "code", message)
        return None
    if item is not None and item.rejected:
        return None
    if item is None and row.unit is None:
        plan.error(None, LOANS, row.row, "business_name", _("Không rõ cơ sở ở đâu: hãy thêm cột «Xã» và ghi xã."))
        return None
    if item is None and not plan.stored.scope.holds(row.unit.pk):
        plan.error(None, LOANS, row.row, "unit", _("Xã này không thuộc phạm vi anh/chị được nhập."))
        return None
    if item is not None and item.known is not None and item.read_only:
        return _unchanged(plan, row, item, loan)
    if loan is not None:
        return _added(plan, row, item, loan)
    if item is not None and not _fits_stays(plan, row, item):
        return None
    if item is not None:
        _warn_of_law(plan, row, item, book)
    return _Step(row, item, None, row.facts, row.details)


def _unchanged(plan: Plan, row: LoanLine, item: Item, loan: Loan | None) -> _Step | None:
    """Of a case that is not the user's to change: what is recorded already, and no word about anything else."""
    if loan is not None and not _differs(row, loan) and not _missing(row, loan) and not _other_details(row, loan):
        return _Step(row, item, loan)
    plan.error(None, LOANS, row.row, "code", _("Hồ sơ này không còn trong phạm vi của anh/chị."))
    return None


def _values(loan: Loan) -> list[FactValue]:
    return [fact.value for fact in loan.facts.all() if fact.known_until is None]


def _added(plan: Plan, row: LoanLine, item: Item | None, loan: Loan) -> _Step | None:
    if kind := _differs(row, loan):
        message = _("%s khác với món vay đã ghi; nếu sổ đúng, hãy sửa ở trang món vay.") % FactKind(kind).label
        plan.error(None, LOANS, row.row, "asked_on", message)
        return None
    step = _Step(row, item, loan, _missing(row, loan), _other_details(row, loan))
    believed = _values(loan)
    try:
        fact_rules.check([*believed, *step.facts], today())
    except Refused as error:
        is_paid = any(one.kind == FactKind.DISBURSEMENT for one in believed)
        plan.error(None, LOANS, row.row, "paid_on" if is_paid else "asked_on", error)
        return None
    return step


def _like(one: FactValue, loan: Loan) -> list[FactValue]:
    """What is believed of the loan where the row tells `one`; of balances that of the day."""
    same = [other for other in _values(loan) if other.kind == one.kind]
    return [other for other in same if other.on == one.on] if one.kind == FactKind.BALANCE else same


def _missing(row: LoanLine, loan: Loan) -> list[FactValue]:
    return [one for one in row.facts if not _like(one, loan)]


def _differs(row: LoanLine, loan: Loan) -> str:
    """The first kind of fact that the row tells otherwise than recorded; "": none."""
    for one in row.facts:
        if same := _like(one, loan):
            whole = (min(other.on for other in same), sum(other.amount for other in same))
            if (*whole, same[0].overdue, same[0].purpose) != (one.on, one.amount, one.overdue, one.purpose):
                return one.kind
    return ""


def _other_details(row: LoanLine, loan: Loan) -> dict:
    told = row.details.items()
    return {name: value for name, value in told if value != getattr(loan, name) and not _is_hidden(value)}


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
            services.edit(by=by, loan=loan, version=loan.version, data=step.details, by_register=True)


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
        "unit": where(loan.unit),
    }


register(Part(LOANS, COLUMNS, LONGEST, read, plan_loans, lines_of))
