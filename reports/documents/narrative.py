"""The Vietnamese sentences of the report, built from its figures alone."""

from collections.abc import Iterable, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.choices import CLOSURES, EndReason
from core.dates import Period, vn_date
from core.documents.model import number
from law.choices import Category
from reports.documents.tables import decreases, increases
from reports.documents.wording import (
    CASES,
    PEOPLE,
    compared,
    compared_rates,
    listed,
    lower_first,
    per_cent,
    share,
    upper_first,
)
from reports.measures.definition import Denominator
from reports.measures.management import TOTAL

# Labels of the data quality counts that are printed beside every rate (reports/measures/quality.py).
QUALITY = {
    "late": gettext_lazy("ghi muộn"),
    "after_report": gettext_lazy("ghi sau khi đã ký báo cáo"),
    "corrected": gettext_lazy("sửa"),
    "withdrawn": gettext_lazy("rút"),
}


def overall(
    own: dict[str, dict], before: dict[str, dict], unit: str, period: Period, denominator: str
) -> Iterable[str]:
    """Cases and people at the end of the period, compared with the year before."""
    total, earlier = own[TOTAL], before[TOTAL]
    if total["closing"] or earlier["closing"]:
        yield _managed_cases(total["closing"], earlier["closing"], unit, period)
    else:
        yield _("Tính đến hết ngày %(day)s, trên địa bàn %(unit)s không có hồ sơ nào đang quản lý.") % {
            "day": vn_date(period.end),
            "unit": unit,
        }
    yield _("%(who)s là %(managed)s, %(compared)s so với cùng kỳ năm trước (%(before)s).") % {
        "who": upper_first(_managed_label(denominator)),
        "managed": number(total["managed"]),
        "compared": compared(
            total["managed"], earlier["managed"], CASES if denominator == Denominator.AVERAGE else PEOPLE
        ),
        "before": number(earlier["managed"]),
    }


def _managed_cases(closing: int, before: int, unit: str, period: Period) -> str:
    return _(
        "Tính đến hết ngày %(day)s, trên địa bàn %(unit)s đang quản lý %(closing)s hồ sơ người chấp hành xong án phạt tù, người"
        " được đặc xá, người được tha tù trước thời hạn có điều kiện, %(compared)s so với cùng kỳ năm trước (%(before)s hồ sơ)."
    ) % {
        "day": vn_date(period.end),
        "unit": unit,
        "closing": number(closing),
        "compared": compared(closing, before, CASES),
        "before": number(before),
    }


def _managed_label(denominator: str) -> str:
    """The label of the rate's denominator (reports/measures/definition.py)."""
    labels = {
        Denominator.DURING: _("số người được quản lý trong kỳ"),
        Denominator.AT_END: _("số người được quản lý cuối kỳ"),
        Denominator.AVERAGE: _("số hồ sơ bình quân đầu kỳ và cuối kỳ"),
    }
    return labels[Denominator(denominator)]


def changes(own: dict[str, dict], before: dict[str, dict]) -> Iterable[str]:
    """Increases and decreases in the period."""
    total, earlier = own[TOTAL], before[TOTAL]
    arrivals = [(_("ra trại về địa phương"), total["released"]), (_("từ nơi khác chuyển đến"), total["transferred_in"])]
    first = _("Đầu kỳ có %(opening)s hồ sơ") if total["opening"] else _("Đầu kỳ không có hồ sơ nào")
    last = _("cuối kỳ còn %(closing)s hồ sơ") if total["closing"] else _("cuối kỳ không còn hồ sơ nào")
    yield (first + _("; trong kỳ %(up)s, %(down)s; ") + last + ".") % {
        "opening": number(total["opening"]),
        "up": _increase(increases(total), arrivals),
        "down": _decrease(decreases(total), _decreases_by_reason(total)),
        "closing": number(total["closing"]),
    }
    yield _("Cùng kỳ năm trước %(up)s, %(down)s.") % {
        "up": _increase(increases(earlier)),
        "down": _decrease(decreases(earlier)),
    }
    if moved := own[Category.COMPLETED]["category_in"]:
        yield _(
            "Có %s hồ sơ chuyển sang diện chấp hành xong án phạt tù khi hết thời gian thử thách; việc đổi diện không làm thay đổi"
            " tổng số."
        ) % number(moved)


def _increase(count: int, parts: Sequence[tuple[str, float]] = ()) -> str:
    return _("tăng %s") % _counted(count, parts) if count else _("không tăng")


def _decrease(count: int, parts: Sequence[tuple[str, float]] = ()) -> str:
    return _("giảm %s") % _counted(count, parts) if count else _("không giảm")


def _counted(count: int, parts: Sequence[tuple[str, float]]) -> str:
    text = f"{number(count)} {CASES}"
    return f"{text} ({listed(parts)})" if parts else text


def _decreases_by_reason(total: dict) -> list[tuple[str, float]]:
    labels = {
        EndReason.EXPUNGED: _("được xóa án tích"),
        EndReason.DIED: _("chết"),
        EndReason.MOVED_AWAY: _("rời khỏi địa bàn hoặc không rõ nơi cư trú"),
        EndReason.REIMPRISONED: _("bị bắt lại, có án mới"),
        EndReason.REVOKED: _("bị hủy quyết định tha tù trước thời hạn"),
        EndReason.OTHER: _("lý do khác"),
    }
    parts: list[tuple[str, float]] = [(labels[reason], total[reason]) for reason in CLOSURES]
    return [*parts, (_("chuyển đi nơi khác"), total["transferred_out"])]


def by_category(own: dict[str, dict]) -> Iterable[str]:
    """The cases at the end of the period by category, with their shares."""
    closing = own[TOTAL]["closing"]
    if not closing:
        yield _("Cuối kỳ không còn hồ sơ nào đang quản lý.")
        return
    parts = (
        f"{lower_first(str(label))} {number(own[cell]['closing'])} {CASES} ({share(own[cell]['closing'], closing)})"
        for cell, label in Category.choices
    )
    yield _("Trong số hồ sơ đang quản lý cuối kỳ: %s.") % "; ".join(parts)


def reception(own: dict[str, dict], before: dict[str, dict]) -> Iterable[str]:
    """Cases received in the period and cases transferred to other units."""
    total, earlier = own[TOTAL], before[TOTAL]
    if total["released"]:
        yield _(
            "Trong kỳ tiếp nhận mới %(released)s hồ sơ người ra trại về địa phương, %(compared)s so với cùng kỳ năm trước; gồm:"
            " %(parts)s."
        ) % {
            "released": number(total["released"]),
            "compared": compared(total["released"], earlier["released"], CASES),
            "parts": listed([(lower_first(str(label)), own[cell]["released"]) for cell, label in Category.choices]),
        }
    else:
        yield _("Trong kỳ không tiếp nhận mới người ra trại về địa phương.")
    if total["transferred_in"] or total["transferred_out"]:
        yield _transfers(total["transferred_in"], total["transferred_out"])


def _transfers(came: int, went: int) -> str:
    if not went:
        text = _("Tiếp nhận %(came)s hồ sơ từ nơi khác chuyển đến; không có hồ sơ chuyển đi nơi khác.")
    elif not came:
        text = _("Bàn giao %(went)s hồ sơ chuyển đi nơi khác; không có hồ sơ từ nơi khác chuyển đến.")
    else:
        text = _("Tiếp nhận %(came)s hồ sơ từ nơi khác chuyển đến; bàn giao %(went)s hồ sơ chuyển đi nơi khác.")
    return text % {"came": number(came), "went": number(went)}


def loan_sentences(loans: dict | None, decision: str | Promise) -> Iterable[str]:
    """Loans of the period and since 10/10/2023. `loans`: None in reports made before loans were counted; `decision`: name."""
    if loans is None:
        yield _("Số liệu vay vốn theo %s trong kỳ chưa được ghi nhận trên hệ thống.") % decision
        return
    period, since = loans["period"], loans["since_2023_10_10"]
    if not (since["loans"] or since["amount"] or loans["outstanding"]):
        yield _("Trong kỳ không giải ngân món vay nào theo %(decision)s.") % {"decision": decision}
        yield from _requests(loans.get("requests"))
        return
    values = {
        "decision": decision,
        **{name: number(period[name]) for name in ("loans", "people", "amount")},
        **{f"all_{name}": number(since[name]) for name in ("loans", "people", "amount")},
    }
    if period["loans"]:
        text = _(
            "Trong kỳ, theo %(decision)s đã giải ngân %(loans)s món vay cho %(people)s người, số tiền %(amount)s đồng."
        )
    elif period["amount"]:
        text = _(
            "Trong kỳ không có món vay mới theo %(decision)s; giải ngân tiếp %(amount)s đồng cho các món vay từ trước."
        )
    else:
        text = _("Trong kỳ không giải ngân món vay nào theo %(decision)s.")
    text += " " + _(
        "Lũy kế từ ngày 10/10/2023: %(all_loans)s món vay, %(all_people)s người, số tiền %(all_amount)s đồng."
    )
    yield text % values
    balance = (
        _("Dư nợ cuối kỳ %(outstanding)s đồng, trong đó nợ quá hạn %(overdue)s đồng.")
        if loans["overdue"]
        else _("Dư nợ cuối kỳ %(outstanding)s đồng, không có nợ quá hạn.")
        if loans["outstanding"]
        else _("Cuối kỳ không còn dư nợ.")
    )
    yield balance % {name: number(loans[name]) for name in ("outstanding", "overdue")}
    yield from _requests(loans.get("requests"))


def _requests(requests: dict | None) -> Iterable[str]:
    """Requests of the period. None in reports made before requests were counted."""
    if requests is None or not any(requests.values()):
        return
    values = {name: number(requests[name]) for name in ("received", "approved", "refused", "waiting")}
    received = (
        _("Trong kỳ nhận %(received)s đề nghị vay")
        if requests["received"]
        else _("Trong kỳ không nhận đề nghị vay mới")
    )
    decided = (
        _("ngân hàng duyệt %(approved)s, không duyệt %(refused)s")
        if requests["approved"] and requests["refused"]
        else _("ngân hàng duyệt %(approved)s")
        if requests["approved"]
        else _("ngân hàng không duyệt %(refused)s")
        if requests["refused"]
        else _("ngân hàng chưa quyết định đề nghị nào")
    )
    left = (
        _("cuối kỳ còn %(waiting)s đề nghị chờ quyết định")
        if requests["waiting"]
        else _("cuối kỳ không còn đề nghị chờ quyết định")
    )
    text = f"{received}, {decided}; {left}."
    days = requests["median_days"]
    if days is not None:
        text += " " + _("Thời gian từ khi đề nghị đến lần giải ngân đầu, trung vị: %(days)s ngày.")
        values["days"] = f"{days:g}".replace(".", ",")
    yield text % values


def expungement(own: dict[str, dict], before: dict[str, dict]) -> Iterable[str]:
    """The cases closed by expungement in the period, compared with the year before."""
    now, then = own[TOTAL]["expunged"], before[TOTAL]["expunged"]
    if now:
        yield _(
            "Trong kỳ có %(now)s hồ sơ kết thúc quản lý do được xóa án tích, %(compared)s so với cùng kỳ năm trước."
        ) % {
            "now": number(now),
            "compared": compared(now, then, CASES),
        }
    else:
        yield _("Trong kỳ không có hồ sơ kết thúc quản lý do được xóa án tích.")


def recidivism(own: dict[str, dict], before: dict[str, dict], denominator: str) -> Iterable[str]:
    """The rate, always with both counts; none without anybody managed."""
    total, earlier = own[TOTAL], before[TOTAL]
    if total["rate"] is None:
        yield _("Trong kỳ không có người được quản lý nên không tính tỷ lệ tái phạm tội.")
    else:
        sentence = (
            _("Trong kỳ có %(reoffended)s người tái phạm tội; %(who)s là %(managed)s; tỷ lệ tái phạm tội %(rate)s.")
            if total["reoffended"]
            else _("Trong kỳ không ghi nhận người tái phạm tội; %(who)s là %(managed)s; tỷ lệ tái phạm tội %(rate)s.")
        )
        yield sentence % {
            **{name: number(total[name]) for name in ("reoffended", "managed")},
            "who": _managed_label(denominator),
            "rate": per_cent(total["rate"]),
        }
    if total["rate"] is not None:
        yield _("Theo diện quản lý: %s.") % "; ".join(
            _("%(category)s %(fraction)s") % {"category": lower_first(str(label)), "fraction": _fraction(own[cell])}
            for cell, label in Category.choices
        )
    yield _("Cùng kỳ năm trước: %s.") % _compared_with_year_before(total, earlier)


def _compared_with_year_before(total: dict, earlier: dict) -> str:
    if earlier["rate"] is None:
        return _("không có người được quản lý, không tính tỷ lệ")
    if total["rate"] is None:
        return _fraction(earlier)
    return _("%(fraction)s; số người tái phạm tội %(people)s, tỷ lệ %(rate)s") % {
        "fraction": _fraction(earlier),
        "people": compared(total["reoffended"], earlier["reoffended"], PEOPLE),
        "rate": compared_rates(total["rate"], earlier["rate"]),
    }


def _fraction(row: dict) -> str:
    """reoffended/managed with the rate: "1/234 (0,43 %)"; without a rate only the counts."""
    text = f"{number(row['reoffended'])}/{number(row['managed'])}"
    return text if row["rate"] is None else f"{text} ({per_cent(row['rate'])})"


def data_quality_notes(figures: dict) -> Iterable[str]:
    """Sentences beside the rate: reoffences that fall into no stay, and the data quality of reoffences."""
    if unattributed := figures["not_attributed"]:
        yield _(
            "Ngoài ra có %s trường hợp bị xử lý về tội phạm mới trong kỳ nhưng vào ngày được tính không thuộc thời gian quản lý"
            " nào của hồ sơ, nên không tính vào tỷ lệ của đơn vị nào."
        ) % number(len(unattributed))
    else:
        yield _(
            "Không có trường hợp nào bị xử lý về tội phạm mới trong kỳ mà không thuộc thời gian quản lý nào của hồ sơ."
        )
    if unconfirmed := figures.get("unconfirmed"):
        yield _(
            "Trong số vụ đã tính vào tỷ lệ có %s vụ do cấp xã ghi, cấp huyện chưa xác nhận; các vụ này vẫn được tính."
        ) % number(len(unconfirmed))
    if counted := figures.get("data_quality"):  # missing in reports made before it was counted
        of_reoffences = counted["reoffences"]
        if not any(of_reoffences[name] for name in QUALITY):
            yield _("Không có thông tin nào về tái phạm trong kỳ được ghi muộn, ghi sau báo cáo, sửa hoặc rút.")
            return
        parts = "; ".join(f"{label} {number(of_reoffences[name])}" for name, label in QUALITY.items())
        yield _("Tình trạng dữ liệu về tái phạm trong kỳ: %s.") % parts
