"""Notices of people before and after their arrival, and requests to transfer cases to another commune."""

from collections.abc import Iterator, Mapping
from datetime import datetime, time, timedelta
from random import Random
from typing import NamedTuple

from accounts.models import User
from cases.choices import IdKind, Origin
from cases.models import Case, Notice, TransferRequest
from core.dates import VIETNAM, add_months
from demo.activity.days import workday
from demo.activity.household import address
from demo.activity.plan import Subject
from demo.people import names
from law.choices import Category

# First serial of the identity numbers of people who are not registered yet.
FIRST_SERIAL = 960_000
# Number of the latest arrivals in each commune that have a notice.
NOTICES_PER_COMMUNE = 2
PRISONS = ("Trại giam Kim Sơn", "Trại giam Gia Trung", "Trại giam Bình Điền", "Trại tạm giam Công an tỉnh Quảng Ngãi")
State = Notice.State


class ExpectedArrival(NamedTuple):
    """A notice of a prison. Days are relative to the day of loading.

    `verified`: whether the address is right; None: not checked.
    """

    commune: str
    category: str
    received: int
    expected: int
    offence: str
    sentence: str
    months: int
    verified: bool | None
    state: str = State.EXPECTED
    why: str = ""


EXPECTED_ARRIVALS = (
    # Arrives today and must report within five days: a person whom a demo user can receive.
    ExpectedArrival("21205", Category.CONDITIONAL, -40, 0, "Cố ý gây thương tích", "03 năm", 36, True),
    ExpectedArrival("21205", Category.COMPLETED, -1, 52, "Trộm cắp tài sản", "01 năm 6 tháng", 18, None),
    ExpectedArrival("21205", Category.COMPLETED, -35, 18, "Đánh bạc", "01 năm", 12, True),
    ExpectedArrival("21220", Category.COMPLETED, -62, -34, "Tàng trữ trái phép chất ma túy", "02 năm", 24, True,
             State.NOT_COME, "Người nhà cho biết đã vào Đồng Nai làm thuê, chưa về địa phương; đã báo trại giam."),
    ExpectedArrival("21220", Category.COMPLETED, -20, 33, "Gây rối trật tự công cộng", "02 năm", 24, True),
    ExpectedArrival("21193", Category.COMPLETED, -70, -8, "Trộm cắp tài sản", "02 năm 6 tháng", 30, True),
    ExpectedArrival("21181", Category.COMPLETED, -9, 47, "Lừa đảo chiếm đoạt tài sản", "04 năm", 48, None),
    ExpectedArrival("21217", Category.COMPLETED, -26, 30, "Cướp giật tài sản", "03 năm 6 tháng", 42, False),
    ExpectedArrival("21175", Category.CONDITIONAL, -14, 11, "Mua bán trái phép chất ma túy", "07 năm", 84, True),
    ExpectedArrival("21229", Category.COMPLETED, -2, 58, "Hủy hoại tài sản", "09 tháng", 9, None),
)  # fmt: skip


class TransferScenario(NamedTuple):
    """A transfer requested `days` days ago, with the reason of its refusal, if any."""

    origin: str
    target: str
    days: int
    why: str
    refused: str = ""


TRANSFER_SCENARIOS = (
    TransferScenario("21220", "21205", 9, "Về ở nhà cha mẹ vợ, cùng làm ruộng"),
    TransferScenario("21205", "21193", 3, "Thuê nhà gần nơi làm việc"),
    TransferScenario("21175", "21181", 5, "Vào ở trọ gần khu công nghiệp Tịnh Phong"),
    TransferScenario("21217", "21184", 41, "Chuyển về sống cùng anh trai",
                     "Xác minh chưa về ở tại xã; đề nghị xã chuyển đi theo dõi tiếp."),
)  # fmt: skip


def notices(seed: int, on, units: Mapping[str, int]) -> Iterator[Notice]:
    """The notices of people who have not arrived."""
    for number, one in enumerate(EXPECTED_ARRIVALS):
        yield _notice(Random(f"reintegration living {seed} notice {number}"), one, number, on, units)


def _notice(random: Random, one: ExpectedArrival, number: int, on, units: Mapping[str, int]) -> Notice:
    received, expected = workday(on + timedelta(days=one.received)), on + timedelta(days=one.expected)
    born = names.birthday(random, add_months(expected, -one.months))
    full_name = names.full_name(random, names.MALE)
    verified = min(workday(received + timedelta(days=4), received), on) if one.verified is not None else None
    made = Notice(
        unit_id=units[one.commune],
        full_name=full_name,
        birth_year=born.year, birth_month=born.month, birth_day=born.day,
        sex=names.MALE,
        category=one.category,
        prison_name=random.choice(PRISONS),
        notice_number=f"{random.randint(100, 900)}/TB-TG",
        notice_on=received - timedelta(days=5),
        received_on=received,
        expected_on=expected,
        address=f"Xóm {random.randint(1, 9)}, Thôn {random.choice(('Đông', 'Tây', 'Trung'))}",
        offence=one.offence,
        sentence_text=one.sentence,
        sentence_months=one.months,
        probation_end_on=add_months(expected, one.months // 3) if one.category == Category.CONDITIONAL else None,
        verified_on=verified,
        address_right=one.verified,
        family_informed=verified is not None,
        verification_note=_verification_result(one.verified),
        answer_number=f"{random.randint(10, 90)}/CAX" if one.verified is False else "",
        state=one.state,
        state_on=expected + timedelta(days=15) if one.state == State.NOT_COME else None,
        state_why=one.why,
    )  # fmt: skip
    made.set_number(IdKind.CCCD, names.cccd(names.MALE, born.year, FIRST_SERIAL + number))
    return made


def _verification_result(address_right: bool | None) -> str:
    if address_right is None:
        return ""
    return (
        "Gia đình đang ở đúng địa chỉ, đồng ý tiếp nhận, đã chuẩn bị chỗ ở."
        if address_right
        else "Gia đình đã bán nhà, chuyển đi từ lâu; trưởng thôn không rõ nơi ở mới."
    )


# --- notices of arrived people -------------------------------------------------------------------------------------


def arrived_notices(
    subjects: Mapping[str, Subject], cases: Mapping[str, Case], units: Mapping[str, int]
) -> Iterator[Notice]:
    """The notices of the latest arrivals from prison in each commune, in the state ARRIVED."""
    came = [one for one in subjects.values() if one.case_history.history[0].origin == Origin.PRISON]
    came.sort(key=lambda one: (one.since, one.code), reverse=True)
    kept: dict[str, int] = {}
    for one in came:
        commune = one.inhabitant.places[0]
        kept[commune] = kept.get(commune, 0) + 1
        if kept[commune] <= NOTICES_PER_COMMUNE:
            yield _arrived_notice(one, cases[one.code], units[commune])


def _arrived_notice(subject: Subject, case: Case, unit: int) -> Notice:
    random, who = subject.random("letter"), subject.inhabitant.who
    received = workday(subject.case_history.release_on - timedelta(days=random.randint(20, 50)))
    year, month, day = who.birth
    return Notice(
        unit_id=unit,
        full_name=who.full_name,
        birth_year=year, birth_month=month, birth_day=day,
        sex=who.sex,
        category=subject.case_history.category,
        prison_name=random.choice(PRISONS),
        notice_number=f"{random.randint(100, 900)}/TB-TG",
        notice_on=received - timedelta(days=4),
        received_on=received,
        expected_on=subject.case_history.release_on,
        address=address(subject),
        offence=subject.case_history.judgment.offence,
        sentence_text=subject.case_history.judgment.written,
        sentence_months=subject.case_history.judgment.months,
        sentence_life=subject.case_history.judgment.months is None,
        verified_on=received + timedelta(days=2),
        address_right=True,
        family_informed=True,
        verification_note=_verification_result(True),
        state=State.ARRIVED,
        state_on=subject.since,
        case=case,
    )  # fmt: skip


# --- transfer requests ---------------------------------------------------------------------------------------------


def transfers(
    on,
    subjects: Mapping[str, Subject],
    cases: Mapping[str, Case],
    units: Mapping[str, int],
    officers: Mapping[str, User],
) -> Iterator[tuple[TransferRequest, datetime]]:
    """(request, time of the request). The cases have no overdue duty, so that each shows one problem in the worklist."""
    taken: set[str] = set()
    for number, scenario in enumerate(TRANSFER_SCENARIOS):
        code = next(
            (
                one.code
                for one in subjects.values()
                if one.commune == scenario.origin and not (one.lapse or one.scenario or one.code in taken)
            ),
            None,
        )
        if code is not None:
            taken.add(code)
            made = _transfer(number, scenario, on, cases[code], units, officers)
            yield made, _morning(on - timedelta(days=scenario.days))


def _transfer(number: int, scenario: TransferScenario, on, case: Case, units, officers) -> TransferRequest:
    asked = on - timedelta(days=scenario.days)
    made = TransferRequest(
        case=case,
        from_unit_id=units[scenario.origin],
        to_unit_id=units[scenario.target],
        moved_on=asked - timedelta(days=6),
        address=f"Xóm {number + 2}, Thôn Trung",
        why=scenario.why,
        document_number=f"{40 + number}/TB-CAX",
        created_by=officers[scenario.origin],
    )
    if scenario.refused:
        made.state, made.decision_why, made.decision_number = "refused", scenario.refused, f"{60 + number}/CAX"
        made.decided_at, made.decided_by = _morning(asked + timedelta(days=4)), officers[scenario.target]
    return made


def _morning(day) -> datetime:
    return datetime.combine(day, time(9, 30), VIETNAM)
