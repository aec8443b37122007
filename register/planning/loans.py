"""Planning of the rows of «Vay vốn»: what each row adds to the recorded loans (docs/register.md).

A fact that contradicts the law is a warning, because a register records what happened. A recorded loan receives the facts it
lacks. A row that contradicts a recorded fact is refused, because a correction needs a reason (loans.services.correct). Several
payments of one loan are one row: their sum on the day of the first payment.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from areas.models import Unit
from cases.facts.store import batches
from cases.judgments.convictions import borrows_from
from cases.models import Case
from core.database_guards import ERASED
from core.dates import today
from core.errors import Refused
from core.text import squash
from law.choices import Purpose
from law.credit import limits
from law.credit.eligibility import Level, Released, released
from law.provider import law_timeline
from loans import fact_rules, services
from loans.choices import BusinessKind, FactKind
from loans.fact_rules import FactValue
from loans.models import Loan
from register.planning.import_plan import CREATED, REJECTED, UNCHANGED, UPDATED, CaseItem, ImportPlan, LoanStep, item_of
from register.reading.columns import LOANS
from register.reading.rows import LoanRow
from register.reading.vocabulary import NO_NAMES

# --- planning -----------------------------------------------------------------------------------------------------------


def plan_loans(plan: ImportPlan, rows: list[LoanRow]) -> None:
    """Fills `loan_outcomes` and `loan_steps` of the plan."""
    items = {row.row: item_of(plan, row.code) for row in rows if row.code}
    _place_establishments(plan, rows)
    recorded, codes = _recorded_loans(rows, items), _Codes.of(rows)
    first: dict[tuple, int] = {}
    statuses, steps = plan.loan_outcomes, plan.loan_steps
    book = law_timeline()
    for row in rows:
        item = items.get(row.row)
        if (earlier := first.setdefault(row.key, row.row)) != row.row:
            plan.error(None, LOANS, row.row, "code", _("Trùng với dòng %s.") % earlier)
            statuses[row.row] = REJECTED
            continue
        step = _step(plan, row, item, recorded.get(row.row), book)
        if step is not None and (message := codes.refusal(row, step.loan)):
            plan.error(None, LOANS, row.row, "loan_code", message)
            step = None
        statuses[row.row] = REJECTED if step is None else _status(step)
        if step is not None and statuses[row.row] != UNCHANGED:
            steps.append(step)


def _place_establishments(plan: ImportPlan, rows: list[LoanRow]) -> None:
    """Gives establishments without a unit in their row the unit of the workbook."""
    missing = [row for row in rows if not row.code and row.unit is None]
    unit = _unit_of_book(plan) if missing else None
    for row in missing:
        row.unit = unit


def _unit_of_book(plan: ImportPlan) -> Unit | None:
    """The commune of the whole workbook, or its only district."""
    communes = {row.unit.pk: row.unit for row in plan.parsed.cases if row.unit is not None}
    if len(communes) == 1:
        return next(iter(communes.values()))
    districts = {unit.parent_id for unit in communes.values()}
    return (
        Unit.objects.filter(pk__in=[key for key in districts if key is not None]).first()
        if len(districts) == 1
        else None
    )


@dataclass(slots=True)
class _Codes:
    """Loan codes: the id of the recorded loan with each code, and the first row that uses each code."""

    owners: dict[str, int]
    rows: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: list[LoanRow]) -> "_Codes":
        codes = {row.details["code"] for row in rows if row.details.get("code")}
        return cls({code: pk for part in batches(sorted(codes)) for code, pk in _with_codes(part)})

    def refusal(self, row: LoanRow, loan: Loan | None) -> str:
        code = row.details.get("code", "")
        if not code:
            return ""
        if code in self.owners and (loan is None or self.owners[code] != loan.pk):
            return _("Mã món vay này đã ghi cho một món vay khác.")
        first = self.rows.setdefault(code, row.row)
        return "" if first == row.row else _("Mã món vay trùng với dòng %s.") % first


def _with_codes(codes: list[str]):
    return Loan.objects.filter(code__in=codes).values_list("code", "pk")


def _recorded_loans(rows: list[LoanRow], items: dict[int, CaseItem | None]) -> dict[int, Loan]:
    """The recorded loan of each row: found by its code, else by the same request, else by the day of the request.

    No two rows get the same loan.
    """
    known = _recorded(rows, items)
    found: dict[int, Loan] = {}
    taken: set[int] = set()
    for is_same in (_has_code, _asks_the_same, _asks_that_day):
        for row in rows:
            owner = _owner(row, items.get(row.row))
            among = known.get(owner, ()) if owner is not None and row.row not in found else ()
            loan = next((one for one in among if one.pk not in taken and is_same(one, row)), None)
            if loan is not None:
                found[row.row] = loan
                taken.add(loan.pk)
    return found


def _owner(row: LoanRow, item: CaseItem | None) -> tuple | None:
    if row.code:
        return ("case", item.recorded.pk) if item is not None and item.recorded is not None else None
    return (row.business_name, row.unit.pk) if row.unit is not None else None


def _recorded(rows: list[LoanRow], items: dict[int, CaseItem | None]) -> dict[tuple, list[Loan]]:
    """The recorded loans, with facts, that these rows may be about, by owner."""
    keys = {item.recorded.pk for item in items.values() if item is not None and item.recorded is not None}
    names = {row.business_name for row in rows if row.business_name}
    loans = Loan.objects.active().select_related("unit").prefetch_related("facts").order_by("pk")
    found = defaultdict(list)
    for loan in loans.filter(case__in=keys):
        found["case", loan.case_id].append(loan)
    for loan in loans.filter(case=None, business_name__in=names):
        found[loan.business_name, loan.unit_id].append(loan)
    return found


def _has_code(loan: Loan, row: LoanRow) -> bool:
    return bool(loan.code) and loan.code == row.details.get("code")


def _asks_the_same(loan: Loan, row: LoanRow) -> bool:
    asked, asks = _request(loan), row.facts[0]
    return _asks_that_day(loan, row) and (asked.amount, asked.purpose) == (asks.amount, asks.purpose)


def _asks_that_day(loan: Loan, row: LoanRow) -> bool:
    two_codes = loan.code and row.details.get("code")
    return not two_codes and _request(loan).on == row.facts[0].on


def _request(loan: Loan) -> FactValue:
    return next(one for one in _values(loan) if one.kind == FactKind.REQUEST)


def _step(plan: ImportPlan, row: LoanRow, item: CaseItem | None, loan: Loan | None, book) -> LoanStep | None:
    """What the row adds. None: the row is refused and the reason is reported."""
    if row.code and item is None:
        message = _("Không có hồ sơ nào mang mã này trong sổ, cũng không có trong phạm vi của anh/chị.")
        plan.error(None, LOANS, row.row, "code", message)
        return None
    if item is not None and item.rejected:
        return None
    if item is None and row.unit is None:
        plan.error(None, LOANS, row.row, "business_name", _("Không rõ cơ sở ở đâu: hãy thêm cột «Xã» và ghi xã."))
        return None
    if item is None and row.unit is not None and not plan.existing.scope.may_import_for(row.unit.pk):
        plan.error(None, LOANS, row.row, "unit", _("Xã này không thuộc phạm vi anh/chị được nhập."))
        return None
    if item is not None and item.recorded is not None and item.read_only:
        return _unchanged(plan, row, item, loan)
    if loan is not None:
        return _added(plan, row, item, loan)
    if item is not None and not _fits_stays(plan, row, item):
        return None
    if item is not None:
        _warn_of_law(plan, row, item, book)
    return LoanStep(row, item, None, row.facts, row.details)


def _unchanged(plan: ImportPlan, row: LoanRow, item: CaseItem, loan: Loan | None) -> LoanStep | None:
    """A row of a case that the user may not change is accepted only if everything in it is recorded already."""
    if loan is not None and not _differs(row, loan) and not _missing(row, loan) and not _other_details(row, loan):
        return LoanStep(row, item, loan)
    plan.error(None, LOANS, row.row, "code", _("Hồ sơ này không còn trong phạm vi của anh/chị."))
    return None


def _values(loan: Loan) -> list[FactValue]:
    return [fact.value for fact in loan.facts.all() if fact.known_until is None]


def _added(plan: ImportPlan, row: LoanRow, item: CaseItem | None, loan: Loan) -> LoanStep | None:
    if kind := _differs(row, loan):
        message = _("%s khác với món vay đã ghi; nếu sổ đúng, hãy sửa ở trang món vay.") % FactKind(kind).label
        plan.error(None, LOANS, row.row, "asked_on", message)
        return None
    step = LoanStep(row, item, loan, _missing(row, loan), _other_details(row, loan))
    recorded = _values(loan)
    try:
        fact_rules.check_facts([*recorded, *step.facts], today())
    except Refused as error:
        is_paid = any(one.kind == FactKind.DISBURSEMENT for one in recorded)
        plan.error(None, LOANS, row.row, "paid_on" if is_paid else "asked_on", error)
        return None
    return step


def _like(one: FactValue, loan: Loan) -> list[FactValue]:
    """The recorded facts of the same kind as `one`; of balances those of the same day."""
    same = [other for other in _values(loan) if other.kind == one.kind]
    return [other for other in same if other.on == one.on] if one.kind == FactKind.BALANCE else same


def _missing(row: LoanRow, loan: Loan) -> list[FactValue]:
    return [one for one in row.facts if not _like(one, loan)]


def _differs(row: LoanRow, loan: Loan) -> str:
    """The first kind of fact in which the row contradicts the record; "": none."""
    for one in row.facts:
        if same := _like(one, loan):
            whole = (min(other.on for other in same), sum(other.amount for other in same))
            if (*whole, same[0].overdue, same[0].purpose) != (one.on, one.amount, one.overdue, one.purpose):
                return one.kind
    return ""


def _other_details(row: LoanRow, loan: Loan) -> dict:
    """What the workbook says otherwise; not of texts that are sealed with an expunged case."""
    stored = {name: getattr(loan, name) for name in row.details}
    return {
        name: value
        for name, value in row.details.items()
        if value != stored[name] and stored[name] != ERASED and not _is_hidden(value)
    }


def _is_hidden(value) -> bool:
    return isinstance(value, str) and squash(value) in NO_NAMES


def _fits_stays(plan: ImportPlan, row: LoanRow, item: CaseItem) -> bool:
    on, stays = row.facts[0].on, item.after
    if on < stays[0].start_on:
        plan.error(None, LOANS, row.row, "asked_on", _("Ngày đề nghị trước ngày về địa phương."))
    elif stays[-1].end_on is not None and stays[-1].end_on <= on:
        plan.error(None, LOANS, row.row, "asked_on", _("Hồ sơ đã kết thúc quản lý trước ngày đề nghị."))
    else:
        return True
    return False


def _warn_of_law(plan: ImportPlan, row: LoanRow, item: CaseItem, book) -> None:
    """Warns of facts that contradict the law. They are recorded, because a register records what happened."""
    request, law = row.facts[0], book.on(row.facts[0].on)
    done_on = borrows_from(item.row or item.recorded, item.after)
    person = Released(item.after[0].category, done_on, has_need=True, is_listed=True, has_other_debt=False)
    for reason in released(person, law, request.on).of(Level.FAILED):
        plan.warn(LOANS, row.row, "asked_on", str(reason))
    if request.purpose == Purpose.PRODUCTION:
        ceiling = limits.ceiling(request.purpose, law)
        if ceiling.most is not None and request.amount > ceiling.most:
            plan.warn(LOANS, row.row, "asked", str(ceiling.reason))


def _status(step: LoanStep) -> str:
    if step.loan is None:
        return CREATED
    return UPDATED if step.facts or step.details else UNCHANGED


# --- writing ------------------------------------------------------------------------------------------------------------


def write_loans(steps: list[LoanStep], by: User | None) -> None:
    """Records the loans and facts of a plan, after its cases have been recorded."""
    new = [step.item.code for step in steps if step.item is not None and step.item.recorded is None]
    cases = {case.code: case for case in Case.objects.filter(code__in=new)}
    for step in steps:
        loan = step.loan or _new_loan(step, cases, by)
        for one in step.facts:
            _record(loan, one, by)
        if step.loan is not None and step.details:
            services.edit(by=by, loan=loan, version=loan.version, data=step.details, by_register=True)


def _new_loan(step: LoanStep, cases: dict[str, Case], by: User | None) -> Loan:
    item, row = step.item, step.row
    where: dict[str, Any]
    if item is None:
        business = {"business_name": row.business_name, "business_kind": BusinessKind.HOUSEHOLD.value}
        where = {"unit": row.unit, "details": {**step.details, **business}}
    else:
        where = {"case": item.recorded or cases[item.code], "details": step.details}
    return services.request_loan(by=by, request=row.facts[0], by_register=True, **where)


def _record(loan: Loan, value: FactValue, by: User | None) -> None:
    if value.kind == FactKind.DECISION:
        services.decide(by=by, loan=loan, decision=value, by_register=True)
    elif value.kind == FactKind.DISBURSEMENT:
        services.disburse(by=by, loan=loan, paid=value, by_register=True)
    elif value.kind == FactKind.BALANCE:
        services.record_balance(by=by, loan=loan, balance=value)
