"""The loans of the demo district: seven of 600 million đồng in the half-year of its report, and what came before and after.

The same seed gives the same loans of the same people on every day and machine; everything goes through the verbs and the law.
"""

from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from accounts.models import User
from cases.judgments.convictions import started_on
from cases.models import Case, Need, Stay
from core.dates import add_years
from demo import names
from demo.district import CODE_PREFIX, COMMUNES
from law.choices import Category, Purpose
from loans import services
from loans.choices import FactKind, FundSource
from loans.fact_rules import FactValue
from loans.models import Loan

MILLION = 1_000_000
BODIES = ("11", "12", "13", "14")


class Plan(NamedTuple):
    """One loan as it went. `paid`: days and million đồng; `owed`: days, million đồng still owed, and of them overdue."""

    asked: date
    decided: date | None
    amount: int
    need: str
    result: str
    paid: tuple[tuple[date, int], ...] = ()
    owed: tuple[tuple[date, int, int], ...] = ()
    purpose: str = Purpose.PRODUCTION.value
    course_months: int | None = None
    term_months: int = 60
    refusal: str = ""


def _owed(*sums: tuple[int, int]) -> tuple[tuple[date, int, int], ...]:
    """At the end of the report's half-year, and of the demo's last year."""
    days = (date(2024, 6, 14), date(2024, 12, 31))
    return tuple((day, *pair) for day, pair in zip(days, sums, strict=True))


PLANS = (
    Plan(date(2023, 11, 27), date(2023, 12, 12), 100, "Vay vốn mua hai con bò sinh sản.", "Đã mua bò, một con sắp đẻ.",
         ((date(2023, 12, 20), 100),), _owed((100, 0), (80, 0))),
    Plan(date(2023, 12, 4), date(2023, 12, 20), 90, "Vay vốn trồng keo trên đất của gia đình.", "Đã trồng 2 ha keo.",
         ((date(2024, 1, 5), 90),), _owed((90, 0), (90, 6))),
    Plan(date(2024, 1, 2), date(2024, 1, 15), 96, "Vay vốn mở tiệm sửa xe máy tại nhà.", "Tiệm đã mở, có khách đều.",
         ((date(2024, 1, 25), 96),), _owed((93, 0), (78, 0))),
    Plan(date(2024, 1, 15), date(2024, 1, 30), 24, "Vay vốn học nghề hàn sáu tháng.", "Học xong, có chứng chỉ nghề hàn.",
         ((date(2024, 2, 20), 12), (date(2024, 4, 22), 12)), _owed((24, 0), (20, 0)), Purpose.TRAINING.value, 6, 18),
    Plan(date(2024, 2, 19), date(2024, 3, 5), 100, "Vay vốn nuôi heo thịt.", "Đã nhập 30 con heo giống.",
         ((date(2024, 3, 20), 100),), _owed((100, 0), (85, 0))),
    Plan(date(2024, 3, 18), date(2024, 4, 2), 90, "Vay vốn mua máy cày tay làm thuê.", "Đã mua máy, làm thuê trong xã.",
         ((date(2024, 4, 19), 90),), _owed((90, 0), (75, 0))),
    Plan(date(2024, 4, 22), date(2024, 5, 7), 100, "Vay vốn bán tạp hóa và nông cụ.", "Quán đã mở.",
         ((date(2024, 5, 20), 100),), _owed((100, 0), (90, 0))),
    Plan(date(2024, 3, 11), date(2024, 3, 26), 80, "Vay vốn mua xe tải nhỏ chở hàng.", "Ngân hàng không duyệt.",
         refusal="Phương án chưa khả thi: chưa có giấy phép lái xe phù hợp."),
    Plan(date(2024, 6, 3), date(2024, 6, 18), 80, "Vay vốn nuôi bò vỗ béo.", "Đã mua ba con bò.",
         ((date(2024, 6, 28), 80),), ((date(2024, 12, 31), 76, 0),)),
    Plan(date(2024, 12, 16), None, 70, "Vay vốn làm nhà màng trồng rau.", ""),
)  # fmt: skip


def load_loans(*, seed: int, bank: User, officers: dict[str, User]) -> int:
    """All of PLANS, once. `officers` by the code of the commune. How many loans were made."""
    if Loan.objects.exists():
        return 0
    random = Random(f"reintegration loans {seed}")
    people = _people(random)
    for number, plan in enumerate(PLANS, 1):
        case = next(one for one in people if _suits(one, plan))
        people.remove(case)
        _lend(random, plan, case, number, officers[case.stays.get(known_until=None, end_on=None).unit.code], bank)
    return len(PLANS)


def _people(random: Random) -> list[Case]:
    """Open cases of the district without a new crime, in the seed's own order."""
    open_here = Stay.objects.open().filter(unit__code__in=COMMUNES).exclude(category=Category.CONDITIONAL)
    found = Case.objects.filter(code__startswith=CODE_PREFIX, stays__in=open_here, reoffences=None)
    people = list(found.select_related("person").order_by("code"))
    random.shuffle(people)
    return people


def _suits(case: Case, plan: Plan) -> bool:
    """Whether this person lived here and could borrow from the request to the first payment."""
    stays = list(case.stays.current().order_by("start_on"))
    done_on = started_on(case, stays)
    last = plan.paid[0][0] if plan.paid else plan.asked
    return (
        stays[-1].start_on + timedelta(days=30) <= plan.asked and done_on is not None and last <= add_years(done_on, 5)
    )


def _lend(random: Random, plan: Plan, case: Case, number: int, officer: User, bank: User) -> None:
    raised = plan.asked - timedelta(days=random.randint(7, 20))
    need = Need.objects.create(
        case=case, kind="credit", description=plan.need, raised_on=raised, created_by=officer, **_ended(plan)
    )
    member = case.household.active().filter(can_represent=True).first()
    group = random.randint(1, 9)
    details = {
        "need": need,
        "household_member": member,
        "named_borrower": member.full_name if member else case.person.full_name,
        "is_confirmed": True,
        "has_other_debt": False if plan.decided else None,
        "confirmed_why": "" if plan.decided else "Ngân hàng đang tra cứu dư nợ các chương trình khác.",
        "term_months": plan.term_months,
        "course_months": plan.course_months,
        "savings_group": f"Tổ TK&VV số {group}",
        "group_head": names.full_name(random, names.FEMALE),
        "entrusted_body": random.choice(BODIES),
    }
    request = FactValue(
        FactKind.REQUEST,
        plan.asked,
        plan.amount * MILLION,
        purpose=plan.purpose,
        document_number=f"M01/{plan.asked:%m-%Y}",
    )
    loan = services.request_loan(by=officer, case=case, request=request, details=details, is_confirmed_by_user=True)
    if plan.decided:
        _follow(plan, loan, number, bank)


def _ended(plan: Plan) -> dict:
    if plan.paid:
        return {"state": Need.State.MET, "closed_on": plan.paid[0][0], "result": plan.result}
    return {"state": Need.State.NOT_MET, "closed_on": plan.decided, "result": plan.result} if plan.refusal else {}


def _follow(plan: Plan, loan: Loan, number: int, bank: User) -> None:
    amount = 0 if plan.refusal else plan.amount * MILLION
    decision = FactValue(
        FactKind.DECISION,
        plan.decided,
        amount,
        is_approved=not plan.refusal,
        document_number=f"{number}/04-TD",
        note=plan.refusal,
    )
    services.decide(by=bank, loan=loan, decision=decision, is_confirmed=True, has_other_debt=False)
    for day, part in plan.paid:
        services.disburse(by=bank, loan=loan, paid=FactValue(FactKind.DISBURSEMENT, day, part * MILLION))
    for day, owed, late in plan.owed:
        services.record_balance(
            by=bank, loan=loan, balance=FactValue(FactKind.BALANCE, day, owed * MILLION, late * MILLION)
        )
    if plan.paid:
        known = {
            "annual_rate": "6.60",
            "fund_source": FundSource.CENTRAL,
            "code": f"6600000{plan.decided:%d%m%y}{number:03}",
        }
        services.edit(by=bank, loan=loan, version=Loan.objects.get(pk=loan.pk).version, data=known)
