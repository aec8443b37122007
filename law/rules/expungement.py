"""Expungement of a criminal record (BLHS 2015 Điều 69–73, 107; docs/law.md §4.3).

The system proposes; only the judicial-record certificate or the court's decision expunges (TT 10/2024/TT-BCA Điều 13).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from math import ceil

from django.utils.translation import gettext as _

from core.dates import DAY_ONE, add_months, add_years, vn_date
from law.rules.convictions import OFFICE_BAN, TIMED, Band, Conviction, NewCrime, Penalty
from law.timeline import Article, Law, Reason


class Status(StrEnum):
    """Where the expungement stands on the day that was asked about."""

    # Automatic: the period is over and everything was done in time.
    EXPUNGED_AUTO = "EXPUNGED_AUTO"
    WAITING = "WAITING"
    # Something is still to be done, or a new crime is not yet dealt with.
    NOT_EXPUNGED = "NOT_EXPUNGED"
    # No clear text: a person has to decide (fulfilled late, or under 18 at the crime).
    NEEDS_CONFIRMATION = "NEEDS_CONFIRMATION"
    # The text is clear, but a fact is not recorded: `questions` says which.
    NEEDS_ANSWER = "NEEDS_ANSWER"
    # The period of Điều 71 is over: the court may be petitioned.
    COURT_PETITION = "COURT_PETITION"
    # Điều 72: a third of the period is over.
    COURT_MAY_DECIDE = "COURT_MAY_DECIDE"
    NO_RECORD = "NO_RECORD"


class Path(StrEnum):
    """How a record is expunged: by law alone (Điều 70), by the court (Điều 71), or by the court early (Điều 72)."""

    AUTOMATIC = "automatic"
    COURT = "court"
    SPECIAL = "special"


# Which additional penalties lengthen the period, and in which bands.
LENGTHENING = {
    Path.AUTOMATIC: (TIMED, frozenset({Band.LIGHT, Band.LOW, Band.HIGH})),
    Path.COURT: (TIMED - {OFFICE_BAN}, frozenset({Band.LIGHT, Band.LOW})),
}
_TOP = frozenset({Penalty.LIFE, Penalty.DEATH_COMMUTED})


@dataclass(frozen=True, slots=True)
class Answer:
    """The status of one conviction with its article, its period and every reason."""

    status: Status
    path: Path
    article: Article
    # Years of the period, and the day it runs from (after a new crime: from the end of the new main penalty).
    years: int | None = None
    start_on: date | None = None
    # The last day of the period; under Điều 72 of the third of it, with the whole one in `ordinary_end`.
    period_end: date | None = None
    ordinary_end: date | None = None
    # The first day without a record, where the law alone clears it.
    cleared_from: date | None = None
    # Where the law alone does not: the earliest day on which somebody may decide.
    not_before: date | None = None
    blockers: tuple[Reason, ...] = ()
    # Facts that nobody has recorded and on which the answer depends.
    questions: tuple[Reason, ...] = ()
    reasons: tuple[Reason, ...] = ()

    @property
    def earliest(self) -> date | None:
        """The first day on which the record may be gone, if nothing else happens."""
        return self.cleared_from or self.not_before


def expungement(conviction: Conviction, law: Law, on: date | None = None) -> Answer:
    """Whether and when the record of one conviction is expunged (BLHS 2015 Điều 69–73; docs/law.md §4.3).

    Without `on`: the answer for the time when the period is over. Facts that are not recorded become questions.
    """
    path = _path(conviction)
    if conviction.leaves_no_record:
        reason = law.reason("no_record", _("Trường hợp này không có án tích."), of="no_record")
        return Answer(Status.NO_RECORD, path, reason.article, reasons=(reason,))
    if conviction.is_minor:
        text = _("Dưới 18 tuổi khi phạm tội: có thể không có án tích hoặc thời hạn ngắn hơn, phải xem từng trường hợp.")
        reason = law.reason("minor", text, of="expunge_minor")
        return Answer(Status.NEEDS_CONFIRMATION, path, reason.article, blockers=(reason,))
    answer = _restarted(conviction, law, path)
    if answer.blockers or answer.status == Status.NEEDS_ANSWER:
        return answer
    answer = _lengthened(conviction, law, answer)
    if path == Path.SPECIAL:
        answer = _shared(law, answer)
    return _decided(conviction, law, answer, on)


def band(penalty: Penalty, months: int | None, law: Law, days: int = 0) -> Band:
    """The class of the pronounced main penalty, điểm a–d (Điều 73.1); `days` are those beyond the whole `months`."""
    if penalty in _TOP:
        return Band.TOP
    if penalty != Penalty.PRISON:
        return Band.LIGHT
    if (months, days) <= (law.number("band_low_months"), 0):
        return Band.LOW
    return Band.HIGH if (months, days) <= (law.number("band_high_months"), 0) else Band.TOP


def _band(conviction: Conviction, law: Law) -> Band:
    return band(conviction.penalty, conviction.months, law, conviction.days)


def is_open_on(conviction: Conviction, law: Law, day: date) -> bool:
    """Whether a record may still be open on `day`, for hints about recidivism. What is not decided counts as open."""
    answer = expungement(conviction, law)
    return answer.status != Status.NO_RECORD and (answer.cleared_from is None or day < answer.cleared_from)


def _start(answer: Answer) -> date:
    """The first day of a computed period."""
    assert answer.start_on is not None
    return answer.start_on


def _end(answer: Answer) -> date:
    """The last day of a computed period, after lengthening or shortening."""
    assert answer.period_end is not None
    return answer.period_end


def _ordinary_end(answer: Answer) -> date:
    """The last day of the whole period, for which nobody has to decide."""
    assert answer.ordinary_end is not None
    return answer.ordinary_end


def _path(conviction: Conviction) -> Path:
    if conviction.has_merit:
        return Path.SPECIAL
    return Path.COURT if conviction.needs_court else Path.AUTOMATIC


def _of(conviction: Conviction) -> Path:
    """The article whose periods apply: Điều 70 or Điều 71 (also for both kinds of crime together, Điều 73.3)."""
    return Path.COURT if conviction.needs_court else Path.AUTOMATIC


def _restarted(conviction: Conviction, law: Law, path: Path) -> Answer:
    """Start and period; both begin again after each crime committed before the record was expunged (Điều 73.2)."""
    if conviction.start_on is None:
        return _unstarted(law, path)
    answer = _period(conviction, law, path, conviction.start_on)
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
    done_on = max(_finished(conviction), default=_start(answer))
    is_sure = conviction.are_obligations_known and done_on <= _end(_lengthened(conviction, law, answer))
    text = (
        _("Tội mới %s phạm sau khi thời hạn đã hết, không làm tính lại thời hạn này.")
        if is_sure
        else _("Tội mới %s: nếu khi đó án tích chưa được coi là đã xóa thì thời hạn phải tính lại.")
    )
    reason = law.reason("new_crime_after", text % _day_of_act(crime), of="expunge_restart")
    return replace(answer, reasons=(*answer.reasons, reason))


def _anew(conviction: Conviction, law: Law, old: Answer, crime: NewCrime, completed_on: date) -> Answer:
    start_on = max(_start(old), completed_on)
    text = _("Phạm tội mới %(act)s khi chưa được xóa án tích: thời hạn tính lại từ ngày %(start)s.")
    reason = law.reason("restart", text % {"act": _day_of_act(crime), "start": vn_date(start_on)}, of="expunge_restart")
    answer = _period(conviction, law, old.path, start_on)
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
    if conviction.needs_court or _unfinished(conviction, law):
        return False
    end = max([_end(_lengthened(conviction, law, answer)), *_finished(conviction)])
    return crime.latest_act_on is not None and crime.latest_act_on > end


def _period(conviction: Conviction, law: Law, path: Path, start_on: date) -> Answer:
    of, which = _of(conviction), _band(conviction, law)
    code = f"expunge_{'auto' if of == Path.AUTOMATIC else 'court'}_{which}"
    years = law.number(code)
    end = add_years(start_on, years)
    text = _("%(penalty)s: thời hạn %(years)s năm từ ngày %(start)s đến hết ngày %(end)s.") % {
        "penalty": _pronounced(conviction),
        "years": years,
        "start": vn_date(start_on),
        "end": vn_date(end),
    }
    reasons = [law.reason("period", text, of=code)]
    if which in {Band.LOW, Band.HIGH, Band.TOP}:
        text = _("Tính theo mức hình phạt chính đã tuyên, không theo thời gian thực tế chấp hành.")
        reasons.append(law.reason("pronounced", text, of="expunge_by_pronounced"))
    if conviction.needs_court:
        text = (
            _("Có cả tội đương nhiên được xóa và tội thuộc Chương XIII hoặc XXVI: theo thời hạn của Điều 71.")
            if conviction.is_mixed
            else _("Tội thuộc Chương XIII hoặc XXVI: do Tòa án quyết định.")
        )
        reasons.append(law.reason("court", text, of="expunge_mixed" if conviction.is_mixed else "expunge_court"))
    return Answer(
        Status.WAITING, path, law.article(code), years, start_on, period_end=end, ordinary_end=end, reasons=(*reasons,)
    )


def _pronounced(conviction: Conviction) -> str:
    term = _("%s tháng") % conviction.months + (_(" %s ngày") % conviction.days if conviction.days else "")
    words = {
        Penalty.PRISON: _("Án tù đã tuyên %s") % term,
        Penalty.LIFE: _("Tù chung thân"),
        Penalty.DEATH_COMMUTED: _("Tử hình được giảm án"),
        Penalty.SUSPENDED: _("Án treo"),
        Penalty.NON_CUSTODIAL: _("Cải tạo không giam giữ"),
        Penalty.FINE: _("Phạt tiền"),
        Penalty.WARNING: _("Cảnh cáo"),
    }
    return words[conviction.penalty]


def _lengthened(conviction: Conviction, law: Law, answer: Answer) -> Answer:
    """The period ends with a longer additional penalty of the listed kinds, in the lower bands only."""
    of = _of(conviction)
    kinds, bands = LENGTHENING[of]
    ends = [penalty.finished_on for penalty in conviction.additional if penalty.kind in kinds and penalty.finished_on]
    longest = max(ends, default=_end(answer))
    if longest <= _end(answer) or _band(conviction, law) not in bands:
        return answer
    text = _("Hình phạt bổ sung kéo dài hơn: thời hạn hết khi chấp hành xong, ngày %s.") % vn_date(longest)
    reason = law.reason("tail", text, of="expunge_auto_tail" if of == Path.AUTOMATIC else "expunge_court_tail")
    return replace(answer, period_end=longest, ordinary_end=longest, reasons=(*answer.reasons, reason))


def _shared(law: Law, answer: Answer) -> Answer:
    """Điều 72: a third of the period, counted in months where that is a whole number of them, else in days."""
    share = law.share("expunge_special_share")
    end = _part(_start(answer), _end(answer), share)
    text = _("Tiến bộ rõ rệt, lập công và được đề nghị: đủ %(share)s thời hạn vào ngày %(end)s.")
    reason = law.reason("special", text % {"share": share, "end": vn_date(end)}, of="expunge_special_share")
    return replace(answer, article=reason.article, period_end=end, reasons=(*answer.reasons, reason))


def _part(start: date, end: date, share: Fraction) -> date:
    months = 12 * (end.year - start.year) + end.month - start.month
    if add_months(start, months) == end and (months * share).denominator == 1:
        return add_months(start, int(months * share))
    return start + timedelta(days=ceil((end - start).days * share))


def _decided(conviction: Conviction, law: Law, answer: Answer, on: date | None) -> Answer:
    """The status once start and period are known."""
    blockers = _unfinished(conviction, law)
    first = _first_day(_end(answer), law)
    answer = _with_notes(conviction, law, answer)
    if blockers:
        is_over = on is None or on >= first
        status = Status.NOT_EXPUNGED if is_over else Status.WAITING
        article = blockers[0].article if is_over else answer.article
        return replace(answer, status=status, article=article, blockers=blockers, not_before=None if is_over else first)
    if not conviction.are_obligations_known:
        status = Status.NEEDS_ANSWER if on is None or on >= first else Status.WAITING
        return replace(answer, status=status, not_before=first)
    done_on = max(_finished(conviction), default=_start(answer))
    if answer.path == Path.SPECIAL:
        return _special(conviction, law, answer, done_on, on)
    if done_on > _end(answer):
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
    whole = _first_day(_ordinary_end(answer), law)
    is_automatic = not conviction.needs_court and done_on <= _ordinary_end(answer)
    if is_automatic and on is not None and on >= whole:
        return replace(answer, status=Status.EXPUNGED_AUTO, period_end=answer.ordinary_end, cleared_from=whole)
    first = max(_first_day(_end(answer), law), done_on)
    status = Status.COURT_MAY_DECIDE if on is None or on >= first else Status.WAITING
    return replace(answer, status=status, not_before=first)


def _late(law: Law, answer: Answer, done_on: date, on: date | None) -> Answer:
    if on is not None and on <= _end(answer):
        return replace(answer, not_before=done_on)
    text = _(
        "Chấp hành xong các quyết định khác ngày %(done)s, sau khi hết thời hạn ngày %(end)s: chưa có quy định rõ."
    )
    reason = law.reason("late", text % {"done": vn_date(done_on), "end": vn_date(_end(answer))}, of="expunge_late")
    return replace(
        answer, status=Status.NEEDS_CONFIRMATION, article=reason.article, not_before=done_on, blockers=(reason,)
    )


def _petition(conviction: Conviction, law: Law, answer: Answer, on: date | None) -> Answer:
    first, reasons = _first_day(_end(answer), law), answer.reasons
    if conviction.refused_on:
        code = "expunge_refused_first" if len(conviction.refused_on) == 1 else "expunge_refused_again"
        last = max(conviction.refused_on)
        again = _first_day(add_years(last, law.number(code)), law)
        text = _("Bị Tòa án bác đơn ngày %(last)s: được xin lại từ ngày %(again)s.")
        reason = law.reason("refused", text % {"last": vn_date(last), "again": vn_date(again)}, of=code)
        first, reasons = max(first, again), (*reasons, reason)
    status = Status.COURT_PETITION if on is None or on >= first else Status.WAITING
    return replace(answer, status=status, not_before=first, reasons=reasons)


def _first_day(end: date, law: Law) -> date:
    """The first day after the period: `end` or the next day, as the office's convention is (a setting)."""
    return end + DAY_ONE if law.flag("expunge_next_day") else end


def _finished(conviction: Conviction) -> list[date]:
    return [day for day in _done_days(conviction) if day is not None]


def _done_days(conviction: Conviction) -> Iterable[date | None]:
    yield from (penalty.finished_on for penalty in conviction.additional)
    yield from (obligation.done_on for obligation in conviction.obligations)


def _unfinished(conviction: Conviction, law: Law) -> tuple[Reason, ...]:
    """The penalties and obligations that are not fulfilled; they block the expungement."""
    penalties = [
        penalty.label or _("hình phạt bổ sung") for penalty in conviction.additional if not penalty.finished_on
    ]
    others = [other.label or _("quyết định khác của bản án") for other in conviction.obligations if not other.done_on]
    text = _("Chưa chấp hành xong: %s.")
    return tuple(law.reason("open", text % label, of="expunge_obligations") for label in (*penalties, *others))
