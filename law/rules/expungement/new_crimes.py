"""What a new crime does to a period that runs: it begins again (BLHS 2015 Điều 73.2; docs/law.md §4.3)."""

from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _

from core.dates import vn_date
from law.rules.convictions import Conviction, NewCrime
from law.rules.expungement.answer import Answer, Path, Status, end_of, start_of
from law.rules.expungement.obligations import finished_days, unfinished
from law.rules.expungement.periods import lengthened, period
from law.timeline import Law, Reason


def restarted(conviction: Conviction, law: Law, path: Path) -> Answer:
    """Start and period; both begin again after each crime committed before the record was expunged (Điều 73.2)."""
    if conviction.start_on is None:
        return _unstarted(law, path)
    answer = period(conviction, law, path, conviction.start_on)
    for crime in sorted(conviction.new_crimes, key=lambda crime: crime.latest_act_on or date.max):
        if crime.act_on is None:
            answer = replace(answer, questions=(*answer.questions, _ask_for_act(crime, law)))
        is_undecided = crime.act_on is None and _may_have_been_gone(conviction, law, answer, crime)
        if is_undecided and crime.is_convicted:
            return replace(answer, status=Status.NEEDS_ANSWER, article=law.article("expunge_restart"))
        if not is_undecided and _was_gone(conviction, law, answer, crime):
            answer = _untouched(conviction, law, answer, crime)
        elif not crime.is_convicted or crime.completed_on is None:
            return _blocked_by(crime, law, answer)
        else:
            answer = _anew(conviction, law, answer, crime, crime.completed_on)
    return answer


def _ask_for_act(crime: NewCrime, law: Law) -> Reason:
    text = _("Chưa ghi ngày phạm tội mới (%s): phải biết ngày này mới xét được thời hạn có tính lại hay không.")
    known = _("biết trước ngày %s") % vn_date(crime.known_by) if crime.known_by else _("không rõ thời điểm")
    return law.reason("act_unknown", text % known, of="expunge_restart")


def _may_have_been_gone(conviction: Conviction, law: Law, answer: Answer, crime: NewCrime) -> bool:
    """Whether an act of unknown date can have come after the record was gone."""
    return crime.known_by is None or _was_gone(conviction, law, answer, crime)


def _unstarted(law: Law, path: Path) -> Answer:
    text = _("Chưa chấp hành xong hình phạt chính hoặc chưa hết thời gian thử thách, thời hạn chưa bắt đầu.")
    reason = law.reason("main_penalty", text, of="expunge_auto" if path == Path.AUTOMATIC else "expunge_court")
    return Answer(Status.WAITING, path, reason.article, blockers=(reason,))


def _untouched(conviction: Conviction, law: Law, answer: Answer, crime: NewCrime) -> Answer:
    done_on = max(finished_days(conviction), default=start_of(answer))
    is_sure = conviction.are_obligations_known and done_on <= end_of(lengthened(conviction, law, answer))
    text = (
        _("Tội mới %s phạm sau khi thời hạn đã hết, không làm tính lại thời hạn này.")
        if is_sure
        else _("Tội mới %s: nếu khi đó án tích chưa được coi là đã xóa thì thời hạn phải tính lại.")
    )
    reason = law.reason("new_crime_after", text % _day_of_act(crime), of="expunge_restart")
    return replace(answer, reasons=(*answer.reasons, reason))


def _anew(conviction: Conviction, law: Law, old: Answer, crime: NewCrime, completed_on: date) -> Answer:
    start_on = max(start_of(old), completed_on)
    text = _("Phạm tội mới %(act)s khi chưa được xóa án tích: thời hạn tính lại từ ngày %(start)s.")
    reason = law.reason("restart", text % {"act": _day_of_act(crime), "start": vn_date(start_on)}, of="expunge_restart")
    answer = period(conviction, law, old.path, start_on)
    return replace(answer, questions=old.questions, reasons=(*answer.reasons, reason))


def _day_of_act(crime: NewCrime) -> str:
    if crime.act_on is not None:
        return _("ngày %s") % vn_date(crime.act_on)
    return _("trước ngày %s") % vn_date(crime.known_by) if crime.known_by else _("chưa rõ ngày")


def _blocked_by(crime: NewCrime, law: Law, answer: Answer) -> Answer:
    text = (
        _("Phạm tội mới %s và chưa chấp hành xong hình phạt chính của bản án mới.")
        if crime.is_convicted
        else _("Bị khởi tố về tội mới %s, chưa có kết quả xét xử.")
    )
    reason = law.reason("new_crime", text % _day_of_act(crime), of="expunge_restart")
    return replace(answer, status=Status.NOT_EXPUNGED, article=reason.article, blockers=(reason,))


def _was_gone(conviction: Conviction, law: Law, answer: Answer, crime: NewCrime) -> bool:
    """Whether the law alone had cleared the record before the crime. Records cleared by a court are not given."""
    if conviction.needs_court or unfinished(conviction, law):
        return False
    end = max([end_of(lengthened(conviction, law, answer)), *finished_days(conviction)])
    return crime.latest_act_on is not None and crime.latest_act_on > end
