"""The needs of a person, the support actions with their results, and the jobs."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from cases.models import Case, Employment, Need, SupportAction
from cases.support.models import SupportKind
from core.dates import add_months
from demo.activity.days import ago, ahead, between, workday
from demo.activity.plan import Lapse, Subject

Source, State, Contract = SupportAction.Source, Need.State, Employment.Contract
ASKED_AFTER = (3, 6, 12)


class NeedScenario(NamedTuple):
    """A need, its support actions (text, cost in đồng, source, provider) and its result."""

    kind: str
    need: str
    steps: tuple[tuple[str, int, str, str], ...]
    met: str
    not_met: str = "Đã làm hết cách trong khả năng của xã, chưa giải quyết được."


NEED_SCENARIOS = (
    NeedScenario(SupportKind.LEGAL_PAPERS, "Mất căn cước khi đi chấp hành án, cần làm lại để xin việc.",
          (("Hướng dẫn kê khai, đưa đi làm căn cước lưu động tại xã", 0, Source.NONE, "Công an xã"),
           ("Nhận căn cước mới, bàn giao tận tay", 0, Source.NONE, "Công an xã")),
          "Đã có căn cước mới."),
    NeedScenario(SupportKind.LEGAL_PAPERS, "Chưa đăng ký lại thường trú sau khi về.",
          (("Hướng dẫn đăng ký thường trú qua Cổng dịch vụ công", 0, Source.NONE, "Công an xã"),),
          "Đã đăng ký thường trú cùng hộ với mẹ."),
    NeedScenario(SupportKind.JOB, "Chưa có việc, mong được giới thiệu việc gần nhà.",
          (("Giới thiệu với cơ sở may trên địa bàn xã", 0, Source.NONE, "Hội Liên hiệp Phụ nữ xã"),
           ("Cùng đi phỏng vấn, bảo lãnh bằng văn bản của xã", 0, Source.NONE, "Công an xã")),
          "Được nhận vào làm, thử việc một tháng.", "Đã giới thiệu hai nơi nhưng không nhận vì chưa có tay nghề."),
    NeedScenario(SupportKind.VOCATIONAL, "Muốn học sửa xe máy để mở tiệm ở nhà.",
          (("Đăng ký lớp sửa xe máy của Trung tâm GDNN-GDTX huyện", 0, Source.NONE, "UBND xã"),
           ("Hỗ trợ tiền đi lại, đồ nghề trong ba tháng học", 2_400_000, Source.STATE, "Phòng LĐ-TB&XH huyện")),
          "Học xong, được cấp chứng chỉ sơ cấp.", "Bỏ học giữa chừng vì phải đi làm nuôi con."),
    NeedScenario(SupportKind.CREDIT, "Xin vay vốn nuôi bò sinh sản theo Quyết định 22/2023/QĐ-TTg.",
          (("Đưa vào danh sách có nhu cầu vay (Mẫu 01) gửi Ngân hàng Chính sách xã hội", 0, Source.NONE, "Công an xã"),
           ("Tổ tiết kiệm và vay vốn họp bình xét", 0, Source.NONE, "Hội Nông dân xã")),
          "Ngân hàng đã giải ngân, mua hai con bò.", "Tổ vay vốn chưa bình xét vì hộ còn nợ quá hạn."),
    NeedScenario(SupportKind.PSYCHOLOGY, "Ngại tiếp xúc, ít ra khỏi nhà, gia đình lo lắng.",
          (("Người giúp đỡ đến trò chuyện hằng tuần", 0, Source.NONE, "Người giúp đỡ"),
           ("Mời dự sinh hoạt chi hội, giao lưu bóng chuyền của thôn", 300_000, Source.DONATION, "Đoàn Thanh niên xã")),
          "Đã hòa nhập, tham gia đội bóng của thôn."),
    NeedScenario(SupportKind.IN_KIND, "Nhà dột, mùa mưa không ở được.",
          (("Vận động thợ trong thôn giúp ngày công", 0, Source.NONE, "Mặt trận Tổ quốc xã"),
           ("Hỗ trợ tôn lợp mái", 4_500_000, Source.DONATION, "Mặt trận Tổ quốc xã")),
          "Mái nhà đã lợp xong trước mùa mưa."),
    NeedScenario(SupportKind.IN_KIND, "Về nhà không có gì làm vốn, xin giúp con giống.",
          (("Cấp 50 con gà giống và thức ăn tháng đầu", 2_000_000, Source.PRISON_FUND, "Trại giam nơi chấp hành án"),),
          "Đàn gà đã bán lứa đầu, còn giữ lại 15 con giống."),
    NeedScenario(SupportKind.INFORMATION, "Chưa rõ thủ tục xóa án tích, vay vốn.",
          (("Phát tờ gấp, giải thích điều kiện xóa án tích và vay vốn", 0, Source.NONE, "Tư pháp xã"),),
          "Đã nắm được thủ tục, biết nơi liên hệ."),
)  # fmt: skip


class Work(NamedTuple):
    """A job as the demo offers it: employer, work, contract and income."""

    employer: str
    work: str
    contract: str
    # Thousand đồng per month.
    income: int


WORK = {
    "Làm nông": Work("Gia đình", "Làm ruộng, chăn nuôi", Contract.SELF, 3_500),
    "Trồng keo": Work("Tổ trồng rừng của thôn", "Trồng, chăm sóc keo", Contract.SEASONAL, 5_000),
    "Nuôi bò": Work("Gia đình", "Nuôi bò sinh sản", Contract.SELF, 4_000),
    "Thợ hồ": Work("Đội xây dựng trong xã", "Thợ hồ", Contract.SEASONAL, 7_500),
    "Phụ hồ": Work("Đội xây dựng trong xã", "Phụ hồ", Contract.SEASONAL, 5_500),
    "Lái xe": Work("HTX vận tải Sơn Tịnh", "Lái xe tải", Contract.LABOUR, 9_000),
    "Thợ sửa xe máy": Work("Tiệm sửa xe tại nhà", "Sửa xe máy", Contract.SELF, 6_000),
    "Thợ mộc": Work("Xưởng mộc trong xã", "Thợ mộc", Contract.LABOUR, 7_000),
    "Công nhân khu công nghiệp": Work("Công ty TNHH trong KCN Tịnh Phong", "Công nhân", Contract.LABOUR, 7_200),
    "Công nhân may": Work("Cơ sở may trên địa bàn huyện", "Công nhân may", Contract.LABOUR, 6_500),
    "Buôn bán nhỏ": Work("Gia đình", "Bán tạp hóa", Contract.SELF, 4_500),
    "Làm thuê theo ngày": Work("Nhiều hộ trong thôn", "Làm thuê theo ngày", Contract.SEASONAL, 4_000),
}


def rows(subject: Subject, case: Case) -> Iterator:
    """The records of the case; needs come before their actions and are saved first."""
    yield from _needs(subject, case)
    yield from _work(subject, case)


# --- needs ---------------------------------------------------------------------------------------------------------


def _needs(subject: Subject, case: Case) -> Iterator:
    random = subject.random("needs")
    chosen = random.sample(NEED_SCENARIOS, random.choices((0, 1, 2, 3), (25, 40, 25, 10))[0])
    if subject.lapse == Lapse.NEED:
        yield from _open(subject, case, random.choice(NEED_SCENARIOS), ago(random, subject.on, 4, 24))
        chosen = chosen[:1]
    for place, scenario in enumerate(chosen):
        if place == 0 and random.random() < 0.3:
            yield from _open(subject, case, scenario, ahead(random, subject.on, 6, 70))
        else:
            yield from _closed(subject, case, scenario)


def _open(subject: Subject, case: Case, scenario: NeedScenario, due_on: date) -> Iterator:
    random = subject.random(f"open {scenario.need}")
    raised = max(workday(min(due_on, subject.on) - timedelta(days=random.randint(20, 60))), subject.since)
    need = Need(
        case=case,
        kind=scenario.kind,
        description=scenario.need,
        raised_on=raised,
        due_on=due_on,
        owner_text=_owner(scenario),
    )
    yield need
    yield from _actions(random, need, scenario.steps[:-1], subject.on)


def _closed(subject: Subject, case: Case, scenario: NeedScenario) -> Iterator:
    random = subject.random(f"closed {scenario.need}")
    raised = between(random, subject.since, max(subject.on - timedelta(days=120), subject.since))
    closed = between(random, raised, min(raised + timedelta(days=110), subject.on))
    is_met = random.random() < 0.85
    need = Need(
        case=case,
        kind=scenario.kind,
        description=scenario.need,
        raised_on=raised,
        due_on=raised + timedelta(days=60),
        owner_text=_owner(scenario),
        state=State.MET if is_met else State.NOT_MET,
        closed_on=closed,
        result=scenario.met if is_met else scenario.not_met,
    )
    yield need
    yield from _actions(random, need, scenario.steps if is_met else scenario.steps[:1], closed)


def _actions(random: Random, need: Need, steps, last: date) -> Iterator[SupportAction]:
    day = need.raised_on
    for text, cost, source, provider in steps:
        day = between(random, day, last)
        yield SupportAction(need=need, on=day, description=text, cost=cost, source=source, provider=provider)


def _owner(scenario: NeedScenario) -> str:
    return scenario.steps[-1][3]


# --- work ----------------------------------------------------------------------------------------------------------


def _work(subject: Subject, case: Case) -> Iterator[Employment]:
    """The job from the register, for 20 % after an earlier job. With the lapse WORK the last follow-up is overdue."""
    random = subject.random("work")
    job = WORK.get(subject.case_history.job)
    if subject.lapse == Lapse.WORK:
        months = random.choice(ASKED_AFTER[:2])
        start = workday(add_months(subject.on, -months) - timedelta(days=random.randint(4, 20)))
        yield _job(case, job or WORK["Phụ hồ"], max(start, subject.since), subject.on, unasked=months)
        return
    start = between(random, subject.since, min(subject.since + timedelta(days=200), subject.on))
    if random.random() < 0.2 and subject.days > 400:
        again = between(random, start + timedelta(days=120), subject.on - timedelta(days=40))
        yield _job(case, WORK["Làm thuê theo ngày"], start, subject.on, ended=again - timedelta(days=10))
        start = again
    if job is not None:
        yield _job(case, job, start, subject.on)


def _job(case: Case, work: Work, start: date, on: date, *, ended: date | None = None, unasked: int = 99) -> Employment:
    asked = {
        f"working_after_{months}": ended is None or ended > add_months(start, months)
        for months in ASKED_AFTER
        if add_months(start, months) <= on and months < unasked
    }
    return Employment(
        case=case,
        employer=work.employer,
        work=work.work,
        contract=work.contract,
        income=work.income * 1000,
        start_on=start,
        end_on=ended,
        why_ended="Hết việc theo mùa" if ended else "",
        **asked,
    )
