"""People still to come home, some who did, one who did not; and cases that wait for another commune to take them over."""

from collections.abc import Iterator, Mapping
from datetime import datetime, time, timedelta
from random import Random
from typing import NamedTuple

from accounts.models import User
from cases.choices import IdKind, Origin
from cases.models import Case, Notice, TransferRequest
from core.dates import VIETNAM, add_months
from demo import names
from demo.activity.days import workday
from demo.activity.household import address
from demo.activity.plan import Subject
from law.choices import Category

# Numbers of people who are on no register yet.
FIRST_SERIAL = 960_000
# Cases that came with a prison's letter which is still kept: the last of each commune.
LETTERS_KEPT = 2
PRISONS = ("Trại giam Kim Sơn", "Trại giam Gia Trung", "Trại giam Bình Điền", "Trại tạm giam Công an tỉnh Quảng Ngãi")
State = Notice.State


class Expected(NamedTuple):
    """A name in a prison's letter. Days count from the day of loading; `verified`: empty, or whether the address is right."""

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


EXPECTED = (
    # Comes home today and has to present in five days: whoever tries the system out can receive this person.
    Expected("21205", Category.CONDITIONAL, -40, 0, "Cố ý gây thương tích", "03 năm", 36, True),
    Expected("21205", Category.COMPLETED, -1, 52, "Trộm cắp tài sản", "01 năm 6 tháng", 18, None),
    Expected("21205", Category.COMPLETED, -35, 18, "Đánh bạc", "01 năm", 12, True),
    Expected("21220", Category.COMPLETED, -62, -34, "Tàng trữ trái phép chất ma túy", "02 năm", 24, True,
             State.NOT_COME, "Người nhà cho biết đã vào Đồng Nai làm thuê, chưa về địa phương; đã báo trại giam."),
    Expected("21220", Category.COMPLETED, -20, 33, "Gây rối trật tự công cộng", "02 năm", 24, True),
    Expected("21193", Category.COMPLETED, -70, -8, "Trộm cắp tài sản", "02 năm 6 tháng", 30, True),
    Expected("21181", Category.COMPLETED, -9, 47, "Lừa đảo chiếm đoạt tài sản", "04 năm", 48, None),
    Expected("21217", Category.COMPLETED, -26, 30, "Cướp giật tài sản", "03 năm 6 tháng", 42, False),
    Expected("21175", Category.CONDITIONAL, -14, 11, "Mua bán trái phép chất ma túy", "07 năm", 84, True),
    Expected("21229", Category.COMPLETED, -2, 58, "Hủy hoại tài sản", "09 tháng", 9, None),
)  # fmt: skip


class Move(NamedTuple):
    """A case asked over, so many days ago; the answer, if there is one."""

    origin: str
    target: str
    days: int
    why: str
    refused: str = ""


MOVES = (
    Move("21220", "21205", 9, "Về ở nhà cha mẹ vợ, cùng làm ruộng"),
    Move("21205", "21193", 3, "Thuê nhà gần nơi làm việc"),
    Move("21175", "21181", 5, "Vào ở trọ gần khu công nghiệp Tịnh Phong"),
    Move("21217", "21184", 41, "Chuyển về sống cùng anh trai", "Xác minh chưa về ở tại xã; đề nghị xã chuyển đi theo dõi tiếp."),
)  # fmt: skip


def notices(seed: int, on, units: Mapping[str, int]) -> Iterator[Notice]:
    """The letters of people who are not there yet."""
    for number, one in enumerate(EXPECTED):
        yield _notice(Random(f"reintegration living {seed} notice {number}"), one, number, on, units)


def _notice(random: Random, one: Expected, number: int, on, units: Mapping[str, int]) -> Notice:
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
        verification_note=_found(one.verified),
        answer_number=f"{random.randint(10, 90)}/CAX" if one.verified is False else "",
        state=one.state,
        state_on=expected + timedelta(days=15) if one.state == State.NOT_COME else None,
        state_why=one.why,
    )  # fmt: skip
    made.set_number(IdKind.CCCD, names.cccd(names.MALE, born.year, FIRST_SERIAL + number))
    return made


def _found(address_right: bool | None) -> str:
    if address_right is None:
        return ""
    return (
        "Gia đình đang ở đúng địa chỉ, đồng ý tiếp nhận, đã chuẩn bị chỗ ở."
        if address_right
        else "Gia đình đã bán nhà, chuyển đi từ lâu; trưởng thôn không rõ nơi ở mới."
    )


# --- who came, and with which letter ---------------------------------------------------------------------------------


def letters(subjects: Mapping[str, Subject], cases: Mapping[str, Case], units: Mapping[str, int]) -> Iterator[Notice]:
    """Of the last who came home to each commune from prison the letter is kept, marked as arrived."""
    came = [one for one in subjects.values() if one.life.history[0].origin == Origin.PRISON]
    came.sort(key=lambda one: (one.since, one.code), reverse=True)
    kept: dict[str, int] = {}
    for one in came:
        commune = one.inhabitant.places[0]
        kept[commune] = kept.get(commune, 0) + 1
        if kept[commune] <= LETTERS_KEPT:
            yield _letter(one, cases[one.code], units[commune])


def _letter(subject: Subject, case: Case, unit: int) -> Notice:
    random, who = subject.random("letter"), subject.inhabitant.who
    received = workday(subject.life.release_on - timedelta(days=random.randint(20, 50)))
    year, month, day = who.birth
    return Notice(
        unit_id=unit,
        full_name=who.full_name,
        birth_year=year, birth_month=month, birth_day=day,
        sex=who.sex,
        category=subject.life.category,
        prison_name=random.choice(PRISONS),
        notice_number=f"{random.randint(100, 900)}/TB-TG",
        notice_on=received - timedelta(days=4),
        received_on=received,
        expected_on=subject.life.release_on,
        address=address(subject),
        offence=subject.life.judgment.offence,
        sentence_text=subject.life.judgment.written,
        sentence_months=subject.life.judgment.months,
        sentence_life=subject.life.judgment.months is None,
        verified_on=received + timedelta(days=2),
        address_right=True,
        family_informed=True,
        verification_note=_found(True),
        state=State.ARRIVED,
        state_on=subject.since,
        case=case,
    )  # fmt: skip


# --- from commune to commune -------------------------------------------------------------------------------------------


def transfers(
    on,
    subjects: Mapping[str, Subject],
    cases: Mapping[str, Case],
    units: Mapping[str, int],
    officers: Mapping[str, User],
) -> Iterator[tuple[TransferRequest, datetime]]:
    """With the instant of asking. Each of somebody about whom nothing else is late: one worry stands in one line."""
    taken: set[str] = set()
    for number, move in enumerate(MOVES):
        code = next(
            (
                one.code
                for one in subjects.values()
                if one.commune == move.origin and not (one.lapse or one.turn or one.code in taken)
            ),
            None,
        )
        if code is not None:
            taken.add(code)
            made = _transfer(number, move, on, cases[code], units, officers)
            yield made, _morning(on - timedelta(days=move.days))


def _transfer(number: int, move: Move, on, case: Case, units, officers) -> TransferRequest:
    asked = on - timedelta(days=move.days)
    made = TransferRequest(
        case=case,
        from_unit_id=units[move.origin],
        to_unit_id=units[move.target],
        moved_on=asked - timedelta(days=6),
        address=f"Xóm {number + 2}, Thôn Trung",
        why=move.why,
        document_number=f"{40 + number}/TB-CAX",
        created_by=officers[move.origin],
    )
    if move.refused:
        made.state, made.decision_why, made.decision_number = "refused", move.refused, f"{60 + number}/CAX"
        made.decided_at, made.decided_by = _morning(asked + timedelta(days=4)), officers[move.target]
    return made


def _morning(day) -> datetime:
    return datetime.combine(day, time(9, 30), VIETNAM)
