"""Administrative penalties, work after 3, 6 and 12 months, and papers of an open case."""

from collections.abc import Iterator
from datetime import timedelta

from cases.models import AdministrativePenalty, Case, PersonalPaper, WorkCheck
from core.dates import add_months
from demo.activity.days import between, workday
from demo.activity.plan import Subject

# Behaviour, article of NĐ 144/2021/NĐ-CP, fine in đồng.
_VIOLATIONS = (
    ("Gây mất trật tự công cộng", "điểm a khoản 1 Điều 7 NĐ 144/2021/NĐ-CP", 400_000),
    ("Đánh bạc bằng hình thức chơi lô đề", "khoản 1 Điều 28 NĐ 144/2021/NĐ-CP", 350_000),
    ("Xô xát, đánh nhau", "điểm a khoản 3 Điều 7 NĐ 144/2021/NĐ-CP", 2_500_000),
)


def rows(subject: Subject, case: Case) -> Iterator[AdministrativePenalty | WorkCheck | PersonalPaper]:
    """Yield the unsaved records of the case."""
    yield from _violations(subject, case)
    yield from _work_checks(subject, case)
    yield from _papers(subject, case)


def _violations(subject: Subject, case: Case) -> Iterator[AdministrativePenalty]:
    random = subject.random("violations")
    if subject.days < 120 or random.random() > (0.3 if subject.group == "C" else 0.03):
        return
    behaviour, article, amount = random.choice(_VIOLATIONS)
    on = between(random, subject.since + timedelta(days=30), subject.on - timedelta(days=40))
    decided_on = workday(on + timedelta(days=7), on)
    yield AdministrativePenalty(
        case=case,
        on=on,
        behaviour=behaviour,
        article=article,
        form=AdministrativePenalty.Form.FINE,
        amount=amount,
        decision_number=f"{random.randint(5, 140)}/QĐ-XPHC",
        decided_on=decided_on,
        decided_by="Trưởng Công an xã",
        done_on=decided_on + timedelta(days=10) if random.random() < 0.7 else None,
    )


def _work_checks(subject: Subject, case: Case) -> Iterator[WorkCheck]:
    """Of those released within the last years; now and then a month was forgotten."""
    random = subject.random("work checks")
    if subject.days > 1200:
        return
    for months in WorkCheck.Months:
        reached_on = add_months(subject.case_history.release_on, months)
        on = reached_on + timedelta(days=random.randint(0, 15))
        has_work = bool(subject.case_history.job) and random.random() < 0.8
        if subject.since < on <= subject.on and random.random() < 0.85:
            yield WorkCheck(case=case, months=months, has_work=has_work, on=on, proof="Phiếu tiếp xúc của cán bộ xã")


def _papers(subject: Subject, case: Case) -> Iterator[PersonalPaper]:
    random = subject.random("missing papers")
    if random.random() > 0.25:
        return
    noted_on = subject.since
    issued_on = between(random, noted_on + timedelta(days=15), noted_on + timedelta(days=90))
    is_issued = issued_on <= subject.on and random.random() < 0.8
    yield PersonalPaper(
        case=case,
        kind=PersonalPaper.Kind.ID_CARD,
        noted_on=noted_on,
        applied_on=min(noted_on + timedelta(days=7), subject.on),
        issued_on=issued_on if is_issued else None,
        issued_by="Công an huyện Sơn Tịnh" if is_issued else "",
        proof="Giấy hẹn trả căn cước",
    )
