"""The loans of the demo district: seven loans of 600 million đồng in the half-year of its report, and some before and after.

A seed gives the same loans of the same people on every day and machine. The ordinary services record them and check the law.
"""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from accounts.models import User
from cases.facts.clock import invented_past
from cases.judgments.convictions import borrows_from
from cases.models import Case, Need, Stay
from core.dates import add_years
from demo import recording
from demo.people import names
from demo.people.district import CODE_PREFIX, COMMUNES, FRAME
from law.choices import Category, Purpose
from loans import services
from loans.choices import FactKind, FundSource
from loans.fact_rules import FactValue
from loans.models import Loan

MILLION = 1_000_000
BODIES = ("11", "12", "13", "14")


class LoanScenario(NamedTuple):
    """The course of one loan. `paid`: (day, million đồng). `owed`: (day, million đồng owed, overdue part)."""

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
    """Balances on the last day of the report's half-year and of the demo's last year."""
    days = (date(2024, 6, 14), date(2024, 12, 31))
    return tuple((day, *pair) for day, pair in zip(days, sums, strict=True))


LOAN_SCENARIOS = (
    LoanScenario(date(2023, 11, 27), date(2023, 12, 12), 100, "Vay vốn mua hai con bò sinh sản.", "Đã mua bò, một con sắp đẻ.",
         ((date(2023, 12, 20), 100),), _owed((100, 0), (80, 0))),
    LoanScenario(date(2023, 12, 4), date(2023, 12, 20), 90, "Vay vốn trồng keo trên đất của gia đình.", "Đã trồng 2 ha keo.",
         ((date(2024, 1, 5), 90),), _owed((90, 0), (90, 6))),
    LoanScenario(date(2024, 1, 2), date(2024, 1, 15), 96, "Vay vốn mở tiệm sửa xe máy tại nhà.", "Tiệm đã mở, có khách đều.",
         ((date(2024, 1, 25), 96),), _owed((93, 0), (78, 0))),
    LoanScenario(date(2024, 1, 15), date(2024, 1, 30), 24, "Vay vốn học nghề hàn sáu tháng.", "Học xong, có chứng chỉ nghề hàn.",
         ((date(2024, 2, 20), 12), (date(2024, 4, 22), 12)), _owed((24, 0), (20, 0)), Purpose.TRAINING.value, 6, 18),
    LoanScenario(date(2024, 2, 19), date(2024, 3, 5), 100, "Vay vốn nuôi heo thịt.", "Đã nhập 30 con heo giống.",
         ((date(2024, 3, 20), 100),), _owed((100, 0), (85, 0))),
    LoanScenario(date(2024, 3, 18), date(2024, 4, 2), 90, "Vay vốn mua máy cày tay làm thuê.", "Đã mua máy, làm thuê trong xã.",
         ((date(2024, 4, 19), 90),), _owed((90, 0), (75, 0))),
    LoanScenario(date(2024, 4, 22), date(2024, 5, 7), 100, "Vay vốn bán tạp hóa và nông cụ.", "Quán đã mở.",
         ((date(2024, 5, 20), 100),), _owed((100, 0), (90, 0))),
    LoanScenario(date(2024, 3, 11), date(2024, 3, 26), 80, "Vay vốn mua xe tải nhỏ chở hàng.", "Ngân hàng không duyệt.",
         refusal="Phương án chưa khả thi: chưa có giấy phép lái xe phù hợp."),
    LoanScenario(date(2024, 6, 3), date(2024, 6, 18), 80, "Vay vốn nuôi bò vỗ béo.", "Đã mua ba con bò.",
         ((date(2024, 6, 28), 80),), ((date(2024, 12, 31), 76, 0),)),
    LoanScenario(date(2024, 12, 16), None, 70, "Vay vốn làm nhà màng trồng rau.", ""),
    LoanScenario(date(2025, 1, 13), date(2025, 2, 4), 100, "Vay vốn nuôi bò sinh sản.", "Đã mua hai con bò.",
         ((date(2025, 2, 18), 100),), ((date(2025, 6, 14), 100, 0),)),
    LoanScenario(date(2025, 3, 10), date(2025, 3, 25), 60, "Vay vốn mua máy may, nhận hàng về nhà.", "Đã mua hai máy may.",
         ((date(2025, 4, 8), 60),), ((date(2025, 6, 14), 60, 0),)),
    LoanScenario(date(2025, 5, 19), date(2025, 6, 3), 80, "Vay vốn trồng dưa, làm giếng tưới.", ""),
)  # fmt: skip


def load_loans(*, seed: int, bank: User, officers: dict[str, User]) -> int:
    """Record all LOAN_SCENARIOS if there is no loan yet.

    Arguments: `officers`, by code of the commune.
    Returns: the number of recorded loans.
    """
    if Loan.objects.exists():
        return 0
    random = Random(f"reintegration loans {seed}")
    people = borrowers(random, CODE_PREFIX, COMMUNES)
    for number, scenario in enumerate(LOAN_SCENARIOS, 1):
        case = next(one for one in people if can_borrow(one, scenario))
        people.remove(case)
        record_loan(
            random, scenario, case, number, officers[case.stays.get(known_until=None, end_on=None).unit.code], bank
        )
    return len(LOAN_SCENARIOS)


def borrowers(random: Random, prefix: str, communes: Iterable[str]) -> list[Case]:
    """The open cases of a district without reoffences, shuffled by the seed. Arguments: `prefix`, of the codes of its cases."""
    open_here = Stay.objects.open().filter(unit__code__in=list(communes), start_on__lte=FRAME.last)
    stays = open_here.exclude(category=Category.CONDITIONAL)
    found = Case.objects.filter(code__startswith=f"{prefix}-", stays__in=stays, reoffences=None)
    people = list(found.select_related("person").order_by("code"))
    random.shuffle(people)
    return people


def can_borrow(case: Case, scenario: LoanScenario) -> bool:
    """Whether the person lived here on the day of the request and could still borrow on the day of the first disbursement."""
    stays = list(case.stays.current().order_by("start_on"))
    done_on = borrows_from(case, stays)
    last = scenario.paid[0][0] if scenario.paid else scenario.asked
    return (
        stays[-1].start_on + timedelta(days=30) <= scenario.asked
        and done_on is not None
        and last <= add_years(done_on, 5)
    )


def record_loan(
    random: Random, scenario: LoanScenario, case: Case, number: int, officer: User, bank: User | None
) -> None:
    """Record the course of a loan. Arguments: `number`, of the bank's decision; `bank`, None if it has no account here."""
    raised = scenario.asked - timedelta(days=random.randint(7, 20))
    need = Need.objects.create(
        case=case,
        kind="credit",
        description=scenario.need,
        raised_on=raised,
        created_by=officer,
        **_need_outcome(scenario),
    )
    member = case.household.active().filter(can_represent=True).first()
    group = random.randint(1, 9)
    details = {
        "need": need,
        "household_member": member,
        "named_borrower": member.full_name if member else case.person.full_name,
        "is_confirmed": True,
        "has_other_debt": False if scenario.decided else None,
        "confirmed_why": "" if scenario.decided else "Ngân hàng đang tra cứu dư nợ các chương trình khác.",
        "term_months": scenario.term_months,
        "course_months": scenario.course_months,
        "savings_group": f"Tổ TK&VV số {group}",
        "group_head": names.full_name(random, names.FEMALE),
        "entrusted_body": random.choice(BODIES),
    }
    request = FactValue(
        FactKind.REQUEST,
        scenario.asked,
        scenario.amount * MILLION,
        purpose=scenario.purpose,
        document_number=f"M01/{scenario.asked:%m-%Y}",
    )
    with _entered(scenario.asked):
        loan = services.request_loan(by=officer, case=case, request=request, details=details, is_confirmed_by_user=True)
    if scenario.decided:
        _record_bank_facts(scenario, scenario.decided, loan, number, bank)


def _entered(day: date) -> AbstractContextManager[None]:
    """Facts of that day are known from the third day after it."""
    return invented_past(recording.at(day + timedelta(days=3)))


def _need_outcome(scenario: LoanScenario) -> dict:
    if scenario.paid:
        return {"state": Need.State.MET, "closed_on": scenario.paid[0][0], "result": scenario.result}
    return (
        {"state": Need.State.NOT_MET, "closed_on": scenario.decided, "result": scenario.result}
        if scenario.refusal
        else {}
    )


def _record_bank_facts(scenario: LoanScenario, decided: date, loan: Loan, number: int, bank: User | None) -> None:
    amount = 0 if scenario.refusal else scenario.amount * MILLION
    decision = FactValue(
        FactKind.DECISION,
        decided,
        amount,
        is_approved=not scenario.refusal,
        document_number=f"{number}/04-TD",
        note=scenario.refusal,
    )
    with _entered(decided):
        services.decide(by=bank, loan=loan, decision=decision, is_confirmed=True, has_other_debt=False)
    for day, part in scenario.paid:
        with _entered(day):
            services.disburse(by=bank, loan=loan, paid=FactValue(FactKind.DISBURSEMENT, day, part * MILLION))
    for day, owed, late in scenario.owed:
        balance = FactValue(FactKind.BALANCE, day, owed * MILLION, late * MILLION)
        with _entered(day):
            services.record_balance(by=bank, loan=loan, balance=balance)
    if scenario.paid:
        known = {
            "annual_rate": "6.60",
            "fund_source": FundSource.CENTRAL,
            "code": f"6600000{scenario.decided:%d%m%y}{number:03}",
        }
        services.edit(by=bank, loan=loan, version=Loan.objects.get(pk=loan.pk).version, data=known)
