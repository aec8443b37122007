"""Officers, helpers, contacts and the classification groups of an open case."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import groupby
from random import Random

from accounts.models import User
from cases.models import Assignment, Case, Classification, Contact
from core.dates import DAY_ONE, add_months
from demo.activity.days import ago, ahead, between, phone, workday
from demo.activity.plan import Lapse, Subject
from demo.people import names
from demo.people.last_months import LAST_DAY, LAST_HALF_YEAR

Role, Organisation, Kind = Assignment.Role, Assignment.Organisation, Contact.Kind
ORGANISATIONS = {
    "Hội Liên hiệp Phụ nữ xã": Organisation.WOMEN,
    "Hội Nông dân xã": Organisation.FARMERS,
    "Hội Cựu chiến binh xã": Organisation.VETERANS,
    "Đoàn Thanh niên xã": Organisation.YOUTH,
}
MAX_CONTACTS = 14
_KINDS = {Kind.VISIT: 55, Kind.MEETING: 25, Kind.CALL: 20}
_OUTCOMES = {
    "A": {
        Kind.VISIT: ("Gặp tại nhà; đi làm đều, gia đình ổn định, không có biểu hiện gì.",
                     "Thăm gia đình; nhà cửa gọn gàng, cả nhà cùng làm ăn, chấp hành tốt.",
                     "Gặp lúc đang làm vườn; cho biết công việc ổn định, không có vướng mắc."),
        Kind.MEETING: ("Dự họp thôn đầy đủ, phát biểu về việc phòng, chống trộm cắp trong thôn.",
                       "Đến trụ sở đúng hẹn, kê khai tình hình việc làm, thu nhập."),
        Kind.CALL: ("Gọi điện hỏi thăm; đang đi làm, hẹn gặp tại nhà cuối tháng.",
                    "Gọi điện; báo tin con mới vào lớp một, công việc vẫn đều."),
    },
    "B": {
        Kind.VISIT: ("Gặp tại nhà; việc làm lúc có lúc không, mong được giới thiệu việc ổn định.",
                     "Thăm gia đình; mẹ già đau yếu, kinh tế còn khó khăn, có ý thức làm ăn.",
                     "Gặp tại nhà; đã làm lại giấy tờ, đang chờ trả lời của nơi xin việc."),
        Kind.MEETING: ("Gặp tại trụ sở; trao đổi về nguyện vọng vay vốn chăn nuôi.",
                       "Dự buổi sinh hoạt của thôn; còn rụt rè, được hội viên động viên."),
        Kind.CALL: ("Gọi điện; đang phụ hồ ở xã bên, tối về nhà.",
                    "Gọi điện; người nhà nghe máy, cho biết đi làm keo thuê, cuối tuần về."),
    },
    "C": {
        Kind.VISIT: ("Đến nhà hai lần mới gặp; còn tụ tập uống rượu, đã nhắc nhở trước gia đình.",
                     "Gặp tại nhà; chưa chịu tìm việc, gia đình hứa kèm cặp.",
                     "Gặp tại nhà; có va chạm với hàng xóm, đã hòa giải cùng trưởng thôn."),
        Kind.MEETING: ("Mời lên trụ sở nhắc nhở; nhận lỗi, hứa không tụ tập khuya.",
                       "Gặp cùng người giúp đỡ; nêu rõ trách nhiệm, hẹn tuần sau báo việc làm."),
        Kind.CALL: ("Gọi nhiều lần mới nghe máy; hẹn gặp tại nhà.",),
    },
}  # fmt: skip
_REASONS = {
    "A": "Có việc làm, chỗ ở ổn định, không vi phạm, được thôn nhận xét tốt.",
    "B": "Có ý thức chấp hành nhưng việc làm chưa ổn định, kinh tế gia đình khó khăn.",
    "C": "Thường vắng nhà, chưa chịu tìm việc, đã bị nhắc nhở; cần gặp thường xuyên.",
}
# The share of people who get a relative as helper if the register names nobody.
RELATIVE_SHARE = 0.5


def helper_name(subject: Subject) -> str:
    """The helper of the case: from the register, a relative, or "" without a helper."""
    if subject.inhabitant.helper:
        return subject.inhabitant.helper
    random = subject.random("helper")
    if random.random() >= RELATIVE_SHARE:
        return ""
    return f"Anh {names.full_name(random, names.MALE)}"


def rows(subject: Subject, case: Case, officers: Mapping[str, User]) -> Iterator:
    """Yield the unsaved assignments, contacts and classifications of the case."""
    yield from _officers(subject, case, officers)
    yield from _helper(subject, case)
    yield from _contacts(subject, case)
    yield from _groups(subject, case)


def _officers(subject: Subject, case: Case, officers: Mapping[str, User]) -> Iterator[Assignment]:
    """The officers of all communes of the case's stays. The last assignment has no end."""
    for place, stays in groupby(subject.case_history.history, key=lambda stay: stay.unit_id):
        first, *_rest = here = list(stays)
        end = here[-1].end_on
        yield Assignment(
            case=case,
            role=Role.OFFICER,
            user=officers[subject.inhabitant.places[place]],
            start_on=first.start_on,
            end_on=end,
            why_ended="Chuyển hồ sơ" if end else "",
        )


def _helper(subject: Subject, case: Case) -> Iterator[Assignment]:
    name = helper_name(subject)
    if not name:
        return
    random = subject.random("helper since")
    who, _comma, whose = name.partition(", ")
    organisation = Organisation.RELATIVE if not whose else ORGANISATIONS.get(whose, Organisation.VILLAGE)
    start = between(random, subject.since, min(subject.since + timedelta(days=30), subject.on))
    yield Assignment(
        case=case, role=Role.HELPER, full_name=who, organisation=organisation, phone=phone(random), start_on=start
    )


# --- contacts ------------------------------------------------------------------------------------------------------


def _contacts(subject: Subject, case: Case) -> Iterator[Contact]:
    """Contacts at about the expected frequency, sometimes a little late, since the first week at home."""
    random = subject.random("contacts")
    days = sorted({*_contact_days(random, subject), *_last_months(subject, subject.every)}, reverse=True)
    for place, day in enumerate(reversed(days)):
        kind = names.weighted_choice(random, _KINDS)
        outcome = random.choice(_OUTCOMES[subject.group or "B"][kind])
        is_last = place == len(days) - 1
        agreed = _agreed(random, subject, day) if is_last else None
        yield Contact(case=case, kind=kind, on=day, outcome=outcome, next_on=agreed)


def _contact_days(random: Random, subject: Subject) -> list[date]:
    """The days of the contacts, latest first."""
    every = subject.every
    if subject.lapse == Lapse.CONTACT:
        last = ago(random, subject.on, every + 4, every + 40)
    else:
        last = ago(random, subject.on, 2, max(every - 6, 3))
    days: list[date] = []
    day = last
    while day > subject.since + timedelta(days=10) and len(days) < MAX_CONTACTS:
        days.append(day)
        day = workday(day - timedelta(days=round(every * random.uniform(0.7, 1.08))))
    first = between(random, subject.since, min(subject.since + timedelta(days=7), subject.on))
    if len(days) < MAX_CONTACTS and (not days or first < days[-1]):
        days.append(first)
    return days


def _last_months(subject: Subject, every: int) -> Iterator[date]:
    """Days about `every` days apart in the district's last half-year, so that its figures live on every day of loading.

    Each fifth person was not met as often. Loaded soon after, the days of today reach back far enough.
    """
    if subject.on < LAST_DAY + timedelta(days=300):
        return
    random = subject.random(f"last months {every}")
    if random.random() < 0.2:
        every *= 3
    day = LAST_DAY - timedelta(days=random.randint(0, every))
    while day > max(subject.since + timedelta(days=10), LAST_HALF_YEAR.start):
        yield workday(day)
        day -= timedelta(days=round(every * random.uniform(0.7, 1.05)))


def _agreed(random: Random, subject: Subject, last: date) -> date | None:
    """25 % have a next appointment within some weeks."""
    if subject.lapse == Lapse.CONTACT or random.random() >= 0.25:
        return None
    return max(ahead(random, subject.on, 1, 25), last + DAY_ONE)


# --- groups --------------------------------------------------------------------------------------------------------


def _groups(subject: Subject, case: Case) -> Iterator[Classification]:
    """Classifications every six months for people not on probation; 40 % were in a worse group before."""
    if subject.is_conditional:
        return
    random = subject.random("groups")
    again = subject.law.number("classification_months")
    if subject.lapse == Lapse.GROUP:
        day = workday(add_months(subject.on, -again) - timedelta(days=random.randint(5, 30)))
    else:
        day = ago(random, subject.on, 4, 30 * again - 12)
    found: list[date] = []
    while day > subject.since + timedelta(days=20) and len(found) < 4:
        found.append(day)
        day = workday(add_months(day, -again) + timedelta(days=random.randint(-6, 4)))
    found = sorted({*found, *_last_months(subject, 30 * again)}, reverse=True)
    worse = {"A": "B", "B": "C", "C": "C"}[subject.group] if random.random() < 0.4 else subject.group
    for place, on in enumerate(found):
        group = worse if place >= 2 else subject.group
        yield Classification(case=case, group=group, on=on, reasons=_REASONS[group])
