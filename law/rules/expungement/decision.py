"""Whether and when a record is expunged, once its period is known (BLHS 2015 Điều 69–73, 107; docs/law.md §4.3).

The system proposes; only the judicial-record certificate or the court's decision expunges (TT 10/2024/TT-BCA Điều 13).
"""

from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _

from core.dates import add_years, vn_date
from law.rules.convictions import Conviction
from law.rules.expungement.answer import Answer, Path, Status, end_of, ordinary_end_of, start_of
from law.rules.expungement.new_crimes import restarted
from law.rules.expungement.obligations import finished_days, unfinished
from law.rules.expungement.periods import first_day_after, lengthened, path_of, shared
from law.timeline import Law


def expungement(conviction: Conviction, law: Law, on: date | None = None) -> Answer:
    """Whether and when the record of one conviction is expunged (BLHS 2015 Điều 69–73; docs/law.md §4.3).

    Without `on`: the answer for the time when the period is over. Facts that are not recorded become questions.
    """
    path = path_of(conviction)
    if conviction.leaves_no_record:
        reason = law.reason("no_record", _("Trường hợp này không có án tích."), of="no_record")
        return Answer(Status.NO_RECORD, path, reason.article, reasons=(reason,))
    if conviction.is_minor:
        text = _("Dưới 18 tuổi khi phạm tội: có thể không có án tích hoặc thời hạn ngắn hơn, phải xem từng trường hợp.")
        reason = law.reason("minor", text, of="expunge_minor")
        return Answer(Status.NEEDS_CONFIRMATION, path, reason.article, blockers=(reason,))
    answer = restarted(conviction, law, path)
    if answer.blockers or answer.status == Status.NEEDS_ANSWER:
        return answer
    answer = lengthened(conviction, law, answer)
    if path == Path.SPECIAL:
        answer = shared(law, answer)
    return _decided(conviction, law, answer, on)


def is_open_on(conviction: Conviction, law: Law, day: date) -> bool:
    """Whether a record may still be open on `day`, for hints about recidivism. What is not decided counts as open."""
    answer = expungement(conviction, law)
    return answer.status != Status.NO_RECORD and (answer.cleared_from is None or day < answer.cleared_from)


def _decided(conviction: Conviction, law: Law, answer: Answer, on: date | None) -> Answer:
    """The status once start and period are known."""
    blockers = unfinished(conviction, law)
    first = first_day_after(end_of(answer), law)
    answer = _with_notes(conviction, law, answer)
    if blockers:
        is_over = on is None or on >= first
        status = Status.NOT_EXPUNGED if is_over else Status.WAITING
        article = blockers[0].article if is_over else answer.article
        return replace(answer, status=status, article=article, blockers=blockers, not_before=None if is_over else first)
    if not conviction.are_obligations_known:
        status = Status.NEEDS_ANSWER if on is None or on >= first else Status.WAITING
        return replace(answer, status=status, not_before=first)
    done_on = max(finished_days(conviction), default=start_of(answer))
    if answer.path == Path.SPECIAL:
        return _special(conviction, law, answer, done_on, on)
    if done_on > end_of(answer):
        return _late(law, answer, done_on, on)
    if answer.path == Path.COURT:
        return _petition(conviction, law, answer, on)
    status = Status.EXPUNGED_AUTO if on is None or on >= first else Status.WAITING
    return replace(answer, status=status, cleared_from=first)


def _with_notes(conviction: Conviction, law: Law, answer: Answer) -> Answer:
    """The answer with the question about obligations, and with what a refusal under Điều 72 means."""
    questions, reasons = answer.questions, answer.reasons
    if not conviction.are_obligations_known:
        text = _("Chưa ghi đã thực hiện xong các quyết định khác của bản án hay chưa (bồi thường, án phí, phạt tiền…).")
        questions = (*questions, law.reason("obligations_unknown", text, of="expunge_obligations"))
    refused = conviction.special_refused_on or (conviction.refused_on if answer.path == Path.SPECIAL else ())
    if refused:
        text = _("Đơn xin trong trường hợp đặc biệt bị bác ngày %s: điều luật không quy định thời gian chờ để xin lại.")
        reasons = (*reasons, law.reason("special_refused", text % vn_date(max(refused)), of="expunge_special_refused"))
    return replace(answer, questions=questions, reasons=reasons)


def _special(conviction: Conviction, law: Law, answer: Answer, done_on: date, on: date | None) -> Answer:
    whole = first_day_after(ordinary_end_of(answer), law)
    is_automatic = not conviction.needs_court and done_on <= ordinary_end_of(answer)
    if is_automatic and on is not None and on >= whole:
        return replace(answer, status=Status.EXPUNGED_AUTO, period_end=answer.ordinary_end, cleared_from=whole)
    first = max(first_day_after(end_of(answer), law), done_on)
    status = Status.COURT_MAY_DECIDE if on is None or on >= first else Status.WAITING
    return replace(answer, status=status, not_before=first)


def _late(law: Law, answer: Answer, done_on: date, on: date | None) -> Answer:
    if on is not None and on <= end_of(answer):
        return replace(answer, not_before=done_on)
    text = _(
        "Chấp hành xong các quyết định khác ngày %(done)s, sau khi hết thời hạn ngày %(end)s: chưa có quy định rõ."
    )
    reason = law.reason("late", text % {"done": vn_date(done_on), "end": vn_date(end_of(answer))}, of="expunge_late")
    return replace(
        answer, status=Status.NEEDS_CONFIRMATION, article=reason.article, not_before=done_on, blockers=(reason,)
    )


def _petition(conviction: Conviction, law: Law, answer: Answer, on: date | None) -> Answer:
    first, reasons = first_day_after(end_of(answer), law), answer.reasons
    if conviction.refused_on:
        code = "expunge_refused_first" if len(conviction.refused_on) == 1 else "expunge_refused_again"
        last = max(conviction.refused_on)
        again = first_day_after(add_years(last, law.number(code)), law)
        text = _("Bị Tòa án bác đơn ngày %(last)s: được xin lại từ ngày %(again)s.")
        reason = law.reason("refused", text % {"last": vn_date(last), "again": vn_date(again)}, of=code)
        first, reasons = max(first, again), (*reasons, reason)
    status = Status.COURT_PETITION if on is None or on >= first else Status.WAITING
    return replace(answer, status=status, not_before=first, reasons=reasons)
