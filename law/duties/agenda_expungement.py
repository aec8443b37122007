"""The way to expungement as duties: prepare, guide, petition, ask for the result (BLHS Điều 69–73; TT 10/2024 Điều 13)."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from core.dates import add_years, vn_date
from law.duties.agenda_facts import Duty, DutyContext, Kind, Review
from law.rules.convictions import Conviction, Penalty
from law.rules.expungement import Answer, Status
from law.rules.person_record import person_record
from law.timeline import Law

KIND = Kind.EXPUNGEMENT
IN_PRISON = frozenset({Penalty.PRISON, Penalty.LIFE, Penalty.DEATH_COMMUTED})


def next_step(context: DutyContext) -> Iterator[Duty]:
    """The next step on the way to expungement: to follow up a procedure, else what the rules answer today."""
    facts = context.facts
    if facts.conviction is None:
        return
    if facts.review is not None:
        yield from _begun(context, facts.review)
        return
    if not facts.other_convictions and is_far(facts.conviction, context.law, context.today):
        return
    answer = person_record((facts.conviction, *facts.other_convictions), context.law, context.today).answer
    yield from _STEPS.get(answer.status, _nothing)(context, answer)


def is_far(conviction: Conviction, law: Law, today: date) -> bool:
    """Whether the period of a prison sentence ends so late that the rules of expungement need not be asked.

    The rules are slow because every answer contains its reasons, and most people of a district are far from the end.
    """
    if conviction.is_minor or conviction.has_merit or conviction.new_crimes:
        return False
    if conviction.start_on is None:
        return True
    if conviction.penalty not in IN_PRISON:
        return False
    urged_ahead = timedelta(days=law.number("expunge_urge_days"))
    return add_years(conviction.start_on, law.number("expunge_auto_low")) > today + urged_ahead


def _begun(context: DutyContext, review: Review) -> Iterator[Duty]:
    if review.needs_petition and review.petition_on is None:
        by, key = review.guided_on + context.days("petition_days"), "petition"
        text, missing = _("Nộp đơn xin Tòa án xóa án tích"), _("ngày nộp đơn")
    else:
        by = (review.petition_on or review.guided_on) + context.days("review_follow_up_days")
        text, missing = _("Hỏi kết quả thủ tục xóa án tích"), _("phiếu lý lịch tư pháp hoặc quyết định")
        key = "review"
    if context.shows(by):
        yield context.duty(key, KIND, text, "expungement_review", by, missing, "expungement")


def _ready(context: DutyContext, answer: Answer) -> Iterator[Duty]:
    texts = {
        Status.EXPUNGED_AUTO: _("Hướng dẫn xin Phiếu lý lịch tư pháp (đương nhiên được xóa án tích)"),
        Status.COURT_PETITION: _("Hướng dẫn làm đơn xin Tòa án xóa án tích"),
        Status.COURT_MAY_DECIDE: _("Hướng dẫn làm đơn xin xóa án tích trước hạn"),
    }
    assert answer.earliest is not None  # each status that leads here has a day
    by = context.at_first(answer.earliest)
    missing = _("ngày hướng dẫn; đủ điều kiện từ %s") % vn_date(answer.earliest)
    yield Duty("expungement", KIND, texts[answer.status], answer.article, by, missing, "expungement")


def _waiting(context: DutyContext, answer: Answer) -> Iterator[Duty]:
    if answer.period_end is None:
        return
    if answer.blockers:
        yield from _urged(context, answer, answer.period_end)
    elif answer.questions and context.shows(answer.period_end, context.days("expunge_urge_days")):
        yield from _question(context, answer)
    elif answer.earliest is not None and context.shows(answer.earliest):
        text = _("Sắp hết thời hạn: chuẩn bị hướng dẫn xóa án tích")
        yield Duty("expungement", KIND, text, answer.article, answer.earliest, _("ngày hướng dẫn"), "expungement")


def _urged(context: DutyContext, answer: Answer, period_end: date) -> Iterator[Duty]:
    """The obligations that block the expungement. They must be fulfilled within the period (docs/law.md §4.3)."""
    is_over = period_end < context.today
    if not is_over and not context.shows(period_end, context.days("expunge_urge_days")):
        return
    text = (
        _("Đôn đốc thực hiện nghĩa vụ còn lại để được xóa án tích")
        if is_over
        else _("Đôn đốc thực hiện xong nghĩa vụ trước khi hết thời hạn ngày %s") % vn_date(period_end)
    )
    by = None if is_over else period_end
    first = answer.blockers[0]
    yield Duty("obligations", KIND, text, first.article, by, first.text, "judgment")


def _blocked(context: DutyContext, answer: Answer) -> Iterator[Duty]:
    first = answer.blockers[0]
    conviction = context.facts.conviction
    if first.code == "open" and answer.period_end is not None:
        yield from _urged(context, answer, answer.period_end)
    elif conviction is not None and any(not crime.is_convicted for crime in conviction.new_crimes):
        text = _("Theo dõi kết quả xét xử về tội mới")
        yield Duty("new-crime", KIND, text, first.article, None, first.text, "overview")


def _question(context: DutyContext, answer: Answer) -> Iterator[Duty]:
    """A fact that is not recorded and decides the answer; asked for before the period ends."""
    first = answer.questions[0]
    text = _("Ghi điều còn thiếu để xét xóa án tích")
    by = None if answer.earliest is None else context.at_first(answer.earliest)
    yield Duty("expungement-question", KIND, text, first.article, by, first.text, "judgment")


def _unclear(context: DutyContext, answer: Answer) -> Iterator[Duty]:
    text = _("Xin ý kiến về xóa án tích: quy định chưa rõ cho trường hợp này")
    missing = answer.blockers[0].text if answer.blockers else _("ý kiến, ngày hướng dẫn")
    yield Duty("expungement", KIND, text, answer.article, None, missing, "expungement")


def _nothing(context: DutyContext, answer: Answer) -> Iterator[Duty]:
    return iter(())


_STEPS = {
    Status.EXPUNGED_AUTO: _ready,
    Status.COURT_PETITION: _ready,
    Status.COURT_MAY_DECIDE: _ready,
    Status.WAITING: _waiting,
    Status.NOT_EXPUNGED: _blocked,
    Status.NEEDS_CONFIRMATION: _unclear,
    Status.NEEDS_ANSWER: _question,
}
RULES = (next_step,)
