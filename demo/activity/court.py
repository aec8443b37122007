"""The judgment of an open case, its penalties and payments, and the stage of its expungement."""

from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum

from cases.choices import CrimeClass
from cases.judgments.models import MainPenalty
from cases.models import AdditionalPenalty, Case, CivilObligation, ExpungementReview, Judgment, Offence
from core.dates import add_months, add_years
from demo.activity.days import ago, workday
from demo.activity.plan import Lapse, Subject
from law.choices import AdditionalPenaltyKind

# Offences with a temporary additional penalty (BLHS, Điều 123, 168, 171, 174, 201, 251, 322).
_SURVEILLED = {"Mua bán trái phép chất ma túy", "Cướp tài sản", "Giết người", "Cướp giật tài sản"}
_BANNED = {"Lừa đảo chiếm đoạt tài sản", "Cho vay lãi nặng trong giao dịch dân sự", "Tổ chức đánh bạc"}
_FINED = {"Đánh bạc", "Tổ chức đánh bạc", "Mua bán trái phép chất ma túy"}
_WITHOUT_VICTIM = _FINED | {"Tàng trữ trái phép chất ma túy", "Gây rối trật tự công cộng"}
# Maximum years of an additional penalty after the main penalty.
LONGEST_TAIL = 5
COURT_FEE = 200_000
NOTICED = timedelta(days=120)


class ExpungementStage(StrEnum):
    """The stage on the way to expungement: the term is running, or why the person is still on the list after its end."""

    RUNNING = "running"
    OWES = "owes"
    ASKED = "asked"
    TAIL = "tail"
    LATE = "late"
    READY = "ready"


# Shares in per cent of people after the end of their term. Most who paid in time have left the list.
_STAGES = {
    ExpungementStage.OWES: 46,
    ExpungementStage.ASKED: 32,
    ExpungementStage.TAIL: 12,
    ExpungementStage.LATE: 5,
    ExpungementStage.READY: 5,
}


def expungement_stage(subject: Subject) -> ExpungementStage:
    """Draw the stage of a subject on the way to expungement; the same subject always gets the same stage."""
    if subject.lapse == Lapse.REVIEW:
        return ExpungementStage.ASKED
    if subject.cleared_from is None or subject.cleared_from > subject.on:
        return ExpungementStage.RUNNING
    random = subject.random("way")
    drawn = random.choices(list(_STAGES), list(_STAGES.values()))[0]
    if drawn == ExpungementStage.TAIL and not _may_have_tail(subject):
        return ExpungementStage.OWES
    # People who have not been guided yet reached the end of their term recently.
    return (
        ExpungementStage.ASKED
        if drawn == ExpungementStage.READY and subject.cleared_from + NOTICED < subject.on
        else drawn
    )


def rows(subject: Subject, case: Case) -> Iterator:
    """The records of the case; judgments come before their offences and are saved first."""
    judgment = _judgment(subject, case)
    yield judgment
    yield _offence(subject, judgment)
    yield from _penalties(subject, case)
    yield from _obligations(subject, case)
    yield from _review(subject, case)


def _judgment(subject: Subject, case: Case) -> Judgment:
    random = subject.random("judgment")
    on = _judged_on(subject)
    effective = on + timedelta(days=16)
    is_grave = case.sentence_life or (case.sentence_months or 0) > 180
    return Judgment(
        case=case,
        court="TAND tỉnh Quảng Ngãi" if is_grave else "TAND huyện Sơn Tịnh",
        number=f"{random.randint(1, 120)}/{on.year}/HSST",
        on=on,
        effective_on=effective,
        execution_number=f"{random.randint(1, 150)}/{effective.year}/QĐ-CA",
        execution_on=effective + timedelta(days=random.randint(3, 12)),
        main_penalty=MainPenalty.LIFE if case.sentence_life else MainPenalty.PRISON,
        months=case.sentence_months,
    )


def _judged_on(subject: Subject) -> date:
    """The day of the judgment, some months after the arrest. The arrest is the release minus the time served."""
    months = subject.case_history.judgment.months or 240
    served = round(months * (0.65 if subject.case_history.history[0].category != "completed" else 0.9))
    return workday(add_months(subject.case_history.release_on, -max(served - min(4, served // 2), 2)))


def _offence(subject: Subject, judgment: Judgment) -> Offence:
    random = subject.random("offence")
    sentence = subject.case_history.judgment
    months = sentence.months or 999
    grades = ((36, CrimeClass.LESS_SERIOUS), (84, CrimeClass.SERIOUS), (180, CrimeClass.VERY_SERIOUS))
    grade = next((grade for limit, grade in grades if months <= limit), CrimeClass.EXTREMELY_SERIOUS)
    return Offence(
        judgment=judgment,
        name=sentence.offence,
        article=sentence.article,
        crime_class=grade,
        act_on=judgment.on - timedelta(days=random.randint(110, 240)),
    )


# --- additional penalties and payments -------------------------------------------------------------------------------


def _may_have_tail(subject: Subject) -> bool:
    """Whether a temporary additional penalty may still run for some months."""
    runs = (
        subject.case_history.judgment.offence in _SURVEILLED | _BANNED
        and (subject.case_history.judgment.months or 999) <= 180
    )
    return runs and add_years(subject.penalty_done_on, LONGEST_TAIL) > subject.on + timedelta(days=120)


def _penalties(subject: Subject, case: Case) -> Iterator[AdditionalPenalty]:
    random = subject.random("penalties")
    offence, start = subject.case_history.judgment.offence, subject.penalty_done_on
    kind = AdditionalPenaltyKind.SURVEILLANCE if offence in _SURVEILLED else AdditionalPenaltyKind.OFFICE_BAN
    if expungement_stage(subject) == ExpungementStage.TAIL:
        years = next(n for n in range(1, LONGEST_TAIL + 1) if add_years(start, n) > subject.on + timedelta(days=100))
        yield AdditionalPenalty(case=case, kind=kind, start_on=start, end_on=add_years(start, years))
    elif offence in _SURVEILLED | _BANNED and not subject.is_conditional and random.random() < 0.5:
        yield AdditionalPenalty(case=case, kind=kind, start_on=start, end_on=add_years(start, 1))
    if offence in _FINED:
        fine = AdditionalPenaltyKind.FINE
        paid = workday(start - timedelta(days=random.randint(20, 90)))
        yield AdditionalPenalty(case=case, kind=fine, done_on=paid, note=f"{random.randint(2, 6) * 5} triệu đồng")


def _obligations(subject: Subject, case: Case) -> Iterator[CivilObligation]:
    random, how = subject.random("obligations"), expungement_stage(subject)
    paid = workday(subject.case_history.release_on - timedelta(days=random.randint(10, 120)))
    fee_number, other_number = random.randint(100, 9000), random.randint(100, 9000)
    amount = random.randint(8, 120) * 500_000
    has_victim = subject.case_history.judgment.offence not in _WITHOUT_VICTIM
    kinds = CivilObligation.Kind
    fee_done = paid if has_victim else _paid_on(subject, how, paid)
    yield CivilObligation(case=case, kind=kinds.COURT_FEE, amount=COURT_FEE, **_payment_fields(fee_done, fee_number))
    if not has_victim and how != ExpungementStage.OWES:
        return
    kind = kinds.COMPENSATION if has_victim else kinds.ILLICIT_GAINS
    yield CivilObligation(
        case=case,
        kind=kind,
        amount=amount,
        note="Đang nộp dần mỗi tháng 500.000 đồng" if how == ExpungementStage.OWES else "",
        **_payment_fields(_paid_on(subject, how, paid), other_number),
    )


def _paid_on(subject: Subject, how: ExpungementStage, paid: date) -> date | None:
    """The day of the last payment: None, after the term (docs/law.md §4.3), or in time."""
    random = subject.random("paid")
    if how == ExpungementStage.OWES or (how == ExpungementStage.RUNNING and random.random() < 0.2):
        return None
    return ago(random, subject.on, 5, 20) if how == ExpungementStage.LATE else paid


def _payment_fields(done_on: date | None, number: int) -> dict:
    if done_on is None:
        return {"done_on": None}
    return {"done_on": done_on, "proof": f"Biên lai thu tiền số {number:06} của Chi cục THADS huyện Sơn Tịnh"}


def _review(subject: Subject, case: Case) -> Iterator[ExpungementReview]:
    """A review that waits for the certificate: guided in the last weeks or, with a lapse, long ago."""
    if expungement_stage(subject) != ExpungementStage.ASKED:
        return
    random = subject.random("review")
    slipped = subject.lapse == Lapse.REVIEW
    guided = ago(random, subject.on, 96, 125) if slipped else ago(random, subject.on, 4, 82)
    yield ExpungementReview(
        case=case,
        path=ExpungementReview.Path.AUTOMATIC,
        guided_on=max(guided, subject.cleared_from or guided),
        note="Đã hướng dẫn kê khai Mẫu 03/2024/LLTP, người nhà nộp hồ sơ tại bưu điện xã.",
    )
