"""How long the period is and when it ends (BLHS 2015 Điều 70–73; docs/law.md §4.3)."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from math import ceil

from django.utils.translation import gettext as _

from core.dates import DAY_ONE, add_months, add_years, vn_date
from law.rules.convictions import OFFICE_BAN, TIMED, Band, Conviction, Penalty
from law.rules.expungement.answer import Answer, Path, Status, end_of, start_of
from law.timeline import Law

# Which additional penalties lengthen the period, and in which bands.
LENGTHENING = {
    Path.AUTOMATIC: (TIMED, frozenset({Band.LIGHT, Band.LOW, Band.HIGH})),
    Path.COURT: (TIMED - {OFFICE_BAN}, frozenset({Band.LIGHT, Band.LOW})),
}
_TOP = frozenset({Penalty.LIFE, Penalty.DEATH_COMMUTED})


def band(penalty: Penalty, months: int | None, law: Law, days: int = 0) -> Band:
    """The class of the pronounced main penalty, điểm a–d (Điều 73.1); `days` are those beyond the whole `months`."""
    if penalty in _TOP:
        return Band.TOP
    if penalty != Penalty.PRISON:
        return Band.LIGHT
    if (months, days) <= (law.number("band_low_months"), 0):
        return Band.LOW
    return Band.HIGH if (months, days) <= (law.number("band_high_months"), 0) else Band.TOP


def band_of(conviction: Conviction, law: Law) -> Band:
    """The class of the conviction's main penalty."""
    return band(conviction.penalty, conviction.months, law, conviction.days)


def path_of(conviction: Conviction) -> Path:
    """How this record is expunged: early for merit, by the court, or by law alone."""
    if conviction.has_merit:
        return Path.SPECIAL
    return Path.COURT if conviction.needs_court else Path.AUTOMATIC


def ordinary_path_of(conviction: Conviction) -> Path:
    """The article whose periods apply: Điều 70 or Điều 71 (also for both kinds of crime together, Điều 73.3)."""
    return Path.COURT if conviction.needs_court else Path.AUTOMATIC


def period(conviction: Conviction, law: Law, path: Path, start_on: date) -> Answer:
    """The period that runs from a day, with article and reasons; still waiting."""
    of, which = ordinary_path_of(conviction), band_of(conviction, law)
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


def lengthened(conviction: Conviction, law: Law, answer: Answer) -> Answer:
    """The period ends with a longer additional penalty of the listed kinds, in the lower bands only."""
    of = ordinary_path_of(conviction)
    kinds, bands = LENGTHENING[of]
    ends = [penalty.finished_on for penalty in conviction.additional if penalty.kind in kinds and penalty.finished_on]
    longest = max(ends, default=end_of(answer))
    if longest <= end_of(answer) or band_of(conviction, law) not in bands:
        return answer
    text = _("Hình phạt bổ sung kéo dài hơn: thời hạn hết khi chấp hành xong, ngày %s.") % vn_date(longest)
    reason = law.reason("tail", text, of="expunge_auto_tail" if of == Path.AUTOMATIC else "expunge_court_tail")
    return replace(answer, period_end=longest, ordinary_end=longest, reasons=(*answer.reasons, reason))


def shared(law: Law, answer: Answer) -> Answer:
    """Điều 72: a third of the period, counted in months where that is a whole number of them, else in days."""
    share = law.share("expunge_special_share")
    end = _part(start_of(answer), end_of(answer), share)
    text = _("Tiến bộ rõ rệt, lập công và được đề nghị: đủ %(share)s thời hạn vào ngày %(end)s.")
    reason = law.reason("special", text % {"share": share, "end": vn_date(end)}, of="expunge_special_share")
    return replace(answer, article=reason.article, period_end=end, reasons=(*answer.reasons, reason))


def _part(start: date, end: date, share: Fraction) -> date:
    months = 12 * (end.year - start.year) + end.month - start.month
    if add_months(start, months) == end and (months * share).denominator == 1:
        return add_months(start, int(months * share))
    return start + timedelta(days=ceil((end - start).days * share))


def first_day_after(end: date, law: Law) -> date:
    """The first day after the period: `end` or the next day, as the office's convention is (a setting)."""
    return end + DAY_ONE if law.flag("expunge_next_day") else end
