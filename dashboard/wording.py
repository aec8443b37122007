"""Sentences of the dashboard. Numbers carry both counts and their uncertainty in words."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.dates import VIETNAM, vn_date
from core.documents.model import NO_BREAK, decimal_comma, number
from dashboard.content import Dashboard, Help
from dashboard.reconciliation.models import Reconciliation
from law.rules.periods import presets
from reports.documents.wording import balance, half_years, per_cent, units_outside, upper_first
from reports.measures.dashboard.question import Question
from reports.measures.dashboard.rate_shown import RateShown, clear_change
from reports.measures.dashboard.registry import FIGURES
from reports.measures.management import DECREASES, INCREASES, TOTAL, rate
from reports.period_form import last_half_year
from reports.statistics import Comparison, Difference, Share, highest_hazard, people_for_limit_below
from reports.targets.models import RateTarget

# The limit of which the page says from how many people on "nobody" means less.
ONE_PER_CENT = 0.01


def title(question: Question) -> str:
    """Where and when: "Huyện Sơn Tịnh, 6 tháng đầu năm 2024"."""
    period, day = question.period, question.period.end
    name = half_years(period, presets(question.law.on(day)).values())[0]
    return f"{upper_first(question.unit.full_name)}, {name or period.label()}"


def source_text(question: Question) -> str:
    """Unit, period and known time, for saved pictures and tables."""
    known = question.known_at.astimezone(VIETNAM)
    return _("%(title)s; số liệu biết đến %(known)s") % {"title": title(question), "known": f"{known:%H:%M %d/%m/%Y}"}


def map_text(question: Question) -> str:
    """That the figures are counted on the map of another day than the last one of the period; "" as in reports."""
    if question.map_on is None:
        return ""
    text = _(
        "Theo địa giới ngày %s: đơn vị cũ tính vào đơn vị kế tục. Báo cáo đã lập theo địa giới của kỳ và không thay đổi."
    )
    return text % vn_date(question.map_on)


def former_unit(question: Question) -> str:
    """That the unit ended before today, and whether the period shown is its last whole half-year; "" for a unit of today."""
    ended_on, name = question.unit.valid_to, upper_first(question.unit.full_name)
    if ended_on is None or ended_on > question.today:
        return ""
    said = {"unit": name, "day": vn_date(ended_on)}
    if question.period == last_half_year(ended_on):
        return _("%(unit)s không còn từ ngày %(day)s; đây là nửa năm trọn vẹn cuối cùng của đơn vị.") % said
    return _("%(unit)s không còn từ ngày %(day)s.") % said


def tenth(value: float | None) -> str:
    """A number in per cent with one decimal: "2,6 %"; a dash for none."""
    return "—" if value is None else decimal_comma(f"{value:.1f}") + f"{NO_BREAK}%"


def rate_text(one: RateShown) -> str:
    """The rate as in the report: "0,00 %"; a dash of nobody."""
    return "—" if one.per_cent is None else per_cent(one.per_cent)


def counts_text(one: RateShown) -> str:
    """Both counts: "6/148"."""
    return f"{one.rate.reoffended}/{number(one.rate.managed)}"


def chance(one: RateShown) -> str:
    """How far the true rate may be from the one seen, as a sentence."""
    if one.low is None:
        return _("Không có người được quản lý nên không có tỷ lệ.")
    if one.rate.reoffended == 0:
        return _("Với số người này, tỷ lệ thật có thể tới %(high)s.") % {"high": tenth(one.high)}
    return _("Với số người này, tỷ lệ thật có thể từ %(low)s đến %(high)s.") % {
        "low": tenth(one.low),
        "high": tenth(one.high),
    }


def range_text(one: RateShown) -> str:
    """The interval alone: "0,0 % – 2,6 %"."""
    return "—" if one.low is None else f"{tenth(one.low)} – {tenth(one.high)}"


def change_text(change: Difference | None) -> str:
    """Whether a difference is one, by Fisher's exact test."""
    if change is None or change.p is None:
        return _("Không so sánh được.")
    p = decimal_comma(f"{change.p:.3f}") if change.p >= 0.001 else _("dưới 0,001")
    if change.clear:
        return _("Khác biệt rõ (p = %s).") % p if change.p >= 0.001 else _("Khác biệt rõ (p %s).") % p
    return _("Chưa thấy khác biệt rõ (p = %s).") % p


def year_before_text(dashboard: Dashboard) -> str:
    """The same period a year before, and whether there is a difference."""
    before = dashboard.rates.year_before
    if not before.managed:
        return _("Cùng kỳ năm trước không có người được quản lý.")
    share = per_cent(rate(before.reoffended, before.managed) or 0)
    counts = f"{before.reoffended}/{number(before.managed)}"
    return _("Cùng kỳ năm trước: %(counts)s (%(share)s). %(change)s") % {
        "counts": counts,
        "share": share,
        "change": change_text(dashboard.change),
    }


def trend_note(dashboard: Dashboard) -> str:
    """What to see in the trend: whether the chosen half-year differs from the one before."""
    *_earlier, before, last = dashboard.trend
    if not last.rate.managed or not before.rate.managed:
        return _("Vạch đứng là khoảng tin cậy 95 %.")
    direction = clear_change(before.rate, last.rate)
    if direction is None:
        return _("So với nửa năm liền trước: chưa thấy khác biệt rõ. Vạch đứng là khoảng tin cậy 95 %.")
    word = _("cao hơn") if direction == "higher" else _("thấp hơn")
    return _("%s rõ so với nửa năm liền trước. Vạch đứng là khoảng tin cậy 95 %%.") % upper_first(word)


def funnel_note(dashboard: Dashboard) -> str:
    """Which units lie outside the limits; never "good" or "bad"."""
    if not dashboard.funnel:
        return _("Không có đơn vị cấp dưới để so sánh.")
    named = units_outside((one.unit.name, one.outside) for one in dashboard.funnel)
    if not named:
        return _("Không đơn vị nào nằm ngoài giới hạn: khác nhau giữa các nơi có thể chỉ do ngẫu nhiên.")
    return _("Ngoài hai đường cong mới là khác mức chung: %s.") % named


def flow_note(dashboard: Dashboard) -> str:
    """The balance of the period in one line."""
    own = dashboard.numbers.own
    up, down = flow_sums(dashboard)
    return balance(int(own["opening"] or 0), up, down, int(own["closing"] or 0))


def flow_sums(dashboard: Dashboard) -> tuple[int, int]:
    """The increases and the decreases of the period. Changes of category are none of either in the total."""
    own = dashboard.numbers.own
    without = {"category_in", "category_out"} if dashboard.question.category == TOTAL else set()
    sums = [sum(int(own[name] or 0) for name in names if name not in without) for names in (INCREASES, DECREASES)]
    return sums[0], sums[1]


def what_if_sentences(dashboard: Dashboard) -> list[str]:
    """What one person more or fewer would do to the rate, and from how many people on "nobody" means less than 1 %."""
    found = dashboard.what_if
    sentences = []
    if found is not None:
        if found.one_more is not None and found.one_more.rate is not None:
            sentences.append(_("Thêm một người tái phạm, tỷ lệ là %s.") % per_cent(100 * found.one_more.rate))
        if found.one_fewer is not None and found.one_fewer.rate is not None:
            sentences.append(_("Bớt một người, tỷ lệ là %s.") % per_cent(100 * found.one_fewer.rate))
    people = number(people_for_limit_below(ONE_PER_CENT))
    sentences.append(
        _("Không ai tái phạm chỉ chắc chắn là dưới 1 %% khi số người được quản lý từ %s trở lên.") % people
    )
    return sentences


HELP_NAMES = {
    "work": (gettext_lazy("có việc làm trong năm đầu"), gettext_lazy("chưa có việc làm trong năm đầu")),
    "loan": (gettext_lazy("được vay vốn trong năm đầu"), gettext_lazy("thuộc diện được vay nhưng chưa vay")),
    "helper": (gettext_lazy("có người giúp đỡ trong năm đầu"), gettext_lazy("chưa có người giúp đỡ trong năm đầu")),
}


def help_sentence(one: Help) -> str:
    """Both groups out of a hundred, and what may be concluded, in words that a leader can repeat."""
    having, others = HELP_NAMES[one.name]
    result = one.result
    if result.a.rate is None or result.b.rate is None:
        return _("Chưa đủ số liệu để so sánh người %(having)s với người %(others)s.") % {
            "having": having,
            "others": others,
        }
    return _(
        "Trong 100 người %(having)s: %(a)s người tái phạm trong năm thứ hai; trong 100 người %(others)s: %(b)s người. %(end)s"
    ) % {
        "having": having,
        "others": others,
        "a": _out_of_100(result.a),
        "b": _out_of_100(result.b),
        "end": verdict_text(result),
    }


def verdict_text(result: Comparison) -> str:
    """What the comparison allows to say. It never proves a cause."""
    texts = {
        "too_few": _("Số người còn ít nên chưa kết luận được."),
        "no_clear_difference": _("Chưa thấy khác biệt rõ."),
        "clear_difference": _("Khác biệt rõ, nhưng không chứng minh nguyên nhân."),
    }
    return texts[result.verdict]


def _out_of_100(one: Share) -> str:
    return decimal_comma(f"{100 * (one.rate or 0):.1f}").removesuffix(",0")


def known_text(question: Question) -> str:
    """The period, and until when facts were known."""
    period = question.period
    return f"{vn_date(period.start)}–{vn_date(period.end)}"


def duties_note(question: Question) -> str:
    """Why duties cannot be counted for this question."""
    return _(
        "Việc quá hạn và việc đến lúc xóa án tích tính từ những gì đã ghi đến lúc xem, nên chỉ có cho hôm nay; trang này là số"
        " liệu ngày %(day)s, biết đến %(known)s."
    ) % {"day": vn_date(question.day), "known": vn_date(question.known_at.astimezone(VIETNAM).date())}


def hazard_sentence(dashboard: Dashboard) -> str:
    """In which quarter after release reoffences are most frequent, if that is clear."""
    highest = highest_hazard(dashboard.hazards)
    if highest is None or not highest.period.events:
        return _("Chưa có vụ tái phạm nào để biết thời gian nào sau khi về cần gần gũi hơn.")
    months = {"from": number(highest.period.start), "to": number(highest.period.end)}
    if highest.clear:
        return _("Tái phạm nhiều nhất ở tháng %(from)s–%(to)s sau khi về: nên gặp dày hơn trong thời gian ấy.") % months
    return _("Nhiều vụ nhất ở tháng %(from)s–%(to)s sau khi về, nhưng số vụ còn ít nên chưa kết luận được.") % months


def reconciled_text(found: Reconciliation | None) -> str:
    """When all figures were last compared, and what differed."""
    if found is None:
        return _("chưa đối chiếu")
    at = f"{found.checked_at.astimezone(VIETNAM):%H:%M %d/%m/%Y}"
    if not found.differences:
        return _("đã đối chiếu %s, khớp") % at
    names = sorted({str(FIGURES[one["figure"]].label) for one in found.differences})
    return _("đã đối chiếu %(at)s, không khớp: %(names)s") % {"at": at, "names": "; ".join(names)}


def target_text(target: RateTarget | None, one: RateShown) -> str:
    """The target in force, the document that sets it, and whether the rate stays within it."""
    if target is None:
        return _("Chỉ tiêu: chưa nhập.")
    named = {"rate": per_cent(float(target.highest_rate)), "document": target.document}
    if one.per_cent is None:
        return _("Chỉ tiêu: không quá %(rate)s (%(document)s).") % named
    if one.per_cent <= float(target.highest_rate):
        return _("Chỉ tiêu: không quá %(rate)s (%(document)s): đạt.") % named
    return _("Chỉ tiêu: không quá %(rate)s (%(document)s): chưa đạt.") % named
