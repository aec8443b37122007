"""The sentences about what the units did, from `activity` of the figures alone. What did not happen is said in one sentence."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.choices import CrimeClass
from cases.models import Contact
from cases.support.models import Employment, SupportKind
from core.documents.model import number
from law.choices import Category
from reports.documents.wording import CASES, listed, lower_first
from reports.measures.activity import MODEL_EVENTS, TIMES

# Of a unit: one of the objects of `activity_figures`.
Activity = Mapping[str, Any]

CONTACTS = ("visit", "meeting", "call")
PROBATION_EVENTS = (
    *("breach_first", "breach_again", "revocation_asked", "absence_asked", "absence_granted", "absence_refused"),
    *("shortening_asked", "shortening_granted", "shortening_refused"),
)
GROUPS = ("A", "B", "C", "D")
WORK = {
    "work_with": gettext_lazy("có việc làm"),
    "work_without": gettext_lazy("chưa có việc làm"),
    "work_unknown": gettext_lazy("chưa rõ việc làm"),
}


def own_activity(figures: Mapping[str, Any]) -> Activity | None:
    """What the report's own unit did; None in reports made before it was counted."""
    return next((one for one in figures.get("activity", ()) if one["unit"] == figures["unit"]["code"]), None)


def times(of: Activity, *names: str) -> int:
    """How many records of these kinds there are."""
    return sum(of["events"].get(name, (0, 0, 0))[0] for name in names)


def amount(of: Activity, name: str) -> int:
    """What is summed up over the records of a kind."""
    found: int = of["events"].get(name, (0, 0, 0))[2]
    return found


def state(of: Activity, name: str) -> int:
    """How many open cases, or needs of them, there were on the last day."""
    found: int = of["states"].get(name, 0)
    return found


def open_needs(of: Activity, kind: str) -> int:
    """How many needs of a kind were open on the last day."""
    return sum(state(of, f"need_{kind}_{age}") for age in ("0_30", "31_90", "over_90"))


def groups(of: Activity) -> Iterable[str]:
    """The open cases by group."""
    if not state(of, "open_cases"):
        return
    parts = [(_("nhóm %s") % group, state(of, f"group_{group.lower()}")) for group in GROUPS]
    if not any(count for _label, count in parts):
        yield _("Đến cuối kỳ chưa phân nhóm hồ sơ nào.")
        return
    parts.append((_("chưa phân nhóm"), state(of, "group_none")))
    yield _("Phân nhóm quản lý đến cuối kỳ: %s.") % listed(parts, str(CASES))


def management(of: Activity) -> Iterable[str]:
    """Presentation, contacts and officers."""
    if presented := times(of, "presented"):
        yield _("Trong kỳ có %s người đến trình diện.") % number(presented)
    labels = dict(Contact.Kind.choices)
    if met := times(of, *(f"contact_{kind}" for kind in CONTACTS)):
        parts = [(lower_first(str(labels[kind])), times(of, f"contact_{kind}")) for kind in CONTACTS]
        yield _("Trong kỳ gặp gỡ, tiếp xúc %(met)s lượt (%(parts)s).") % {"met": number(met), "parts": listed(parts)}
    else:
        yield _("Trong kỳ không có lần gặp gỡ, tiếp xúc nào được ghi nhận.")
    if expected := state(of, "contacts_expected"):
        yield _(
            "Đến cuối kỳ, %(covered)s trong %(expected)s hồ sơ phải tiếp xúc định kỳ đã được tiếp xúc đúng hạn."
        ) % {
            "covered": number(state(of, "contacts_covered")),
            "expected": number(expected),
        }
    if without := state(of, "no_officer"):
        yield _("Cuối kỳ còn %s hồ sơ chưa phân công cán bộ phụ trách.") % number(without)


def support(of: Activity) -> Iterable[str]:
    """Work, needs and support actions."""
    if state(of, "open_cases"):
        yield _("Trong số hồ sơ đang quản lý cuối kỳ: %s.") % listed(
            [(str(label), state(of, name)) for name, label in WORK.items()], str(CASES)
        )
    jobs = _by(Employment.Contract.choices, lambda kind: times(of, f"job_{kind}"))
    raised = _by(SupportKind.choices, lambda kind: times(of, f"need_raised_{kind}"))
    met = _by(SupportKind.choices, lambda kind: times(of, f"need_met_{kind}"))
    waiting = _by(SupportKind.choices, lambda kind: open_needs(of, kind))
    if not (jobs or raised or met or times(of, "support")):
        yield _("Trong kỳ không có việc làm mới, nhu cầu hay việc hỗ trợ nào được ghi nhận.")
    if jobs:
        yield _("Trong kỳ ghi nhận %s.") % _summed(jobs, _("việc làm mới"))
    if raised:
        yield _("Tiếp nhận %s.") % _summed(raised, _("nhu cầu hỗ trợ"))
    if met:
        yield _("Đã đáp ứng %s.") % _summed(met, _("nhu cầu"))
    if done := times(of, "support"):
        text = _("Thực hiện %(done)s việc hỗ trợ, kinh phí %(cost)s đồng.")
        cost = amount(of, "support")
        without_cost = _("Thực hiện %(done)s việc hỗ trợ, không phát sinh kinh phí.")
        yield (text if cost else without_cost) % {"done": number(done), "cost": number(cost)}
    if waiting:
        yield _("Cuối kỳ còn %s chưa giải quyết xong.") % _summed(waiting, _("nhu cầu"))


def _by(choices: Iterable[tuple[str, str | Promise]], count) -> list[tuple[str, int]]:
    """(label, count) of the kinds that have any."""
    return [(lower_first(str(label)), found) for kind, label in choices if (found := count(kind))]


def _summed(parts: list[tuple[str, int]], unit: str) -> str:
    """ "6 nhu cầu (giấy tờ, thủ tục pháp lý 2; vay vốn 4)"."""
    return f"{number(sum(count for _label, count in parts))} {unit} ({listed(parts)})"


def probation(of: Activity, own: Mapping[str, Mapping[str, Any]]) -> Iterable[str]:
    """The people on conditional release. `own`: the management rows of the unit by category."""
    line = own[Category.CONDITIONAL]
    came = line["released"] + line["transferred_in"]
    if not (line["opening"] or came or line["closing"] or times(of, *PROBATION_EVENTS)):
        yield _("Trong kỳ không có người được tha tù trước thời hạn có điều kiện.")
        return
    changes = [
        (_("tiếp nhận mới"), came),
        (_("hết thời gian thử thách"), line["category_out"]),
        (_("bị hủy quyết định tha tù"), line["revoked"]),
    ]
    closing = (
        _("Cuối kỳ đang quản lý %s hồ sơ trong thời gian thử thách") % number(line["closing"])
        if line["closing"]
        else _("Cuối kỳ không còn hồ sơ trong thời gian thử thách")
    )
    moved = listed(changes, str(CASES))
    yield closing + (_("; trong kỳ %s.") % moved if moved else ".")
    yield _breaches(of)
    absences = [
        (_("nhận đơn"), times(of, "absence_asked")),
        (_("đồng ý"), times(of, "absence_granted")),
        (_("không đồng ý"), times(of, "absence_refused")),
    ]
    if any(count for _label, count in absences):
        yield _("Xin vắng mặt tại nơi cư trú: %s.") % listed(absences, _("lượt"))
    else:
        yield _("Trong kỳ không có người xin vắng mặt tại nơi cư trú.")
    shortened = [
        (_("đã đề nghị"), times(of, "shortening_asked")),
        (_("Tòa án chấp nhận"), times(of, "shortening_granted")),
        (_("không được chấp nhận"), times(of, "shortening_refused")),
    ]
    if any(count for _label, count in shortened):
        yield _("Rút ngắn thời gian thử thách: %s.") % listed(shortened, _("trường hợp"))
    else:
        yield _("Trong kỳ không có trường hợp rút ngắn thời gian thử thách.")


def _breaches(of: Activity) -> str:
    if not times(of, "breach_first", "breach_again"):
        text = _("Trong kỳ không có người vi phạm nghĩa vụ")
    else:
        text = _("Trong kỳ có %(all)s lượt vi phạm nghĩa vụ (%(parts)s)") % {
            "all": number(times(of, "breach_first", "breach_again")),
            "parts": listed(
                [(_("lần đầu"), times(of, "breach_first")), (_("từ lần thứ hai"), times(of, "breach_again"))]
            ),
        }
    if asked := times(of, "revocation_asked"):
        text += _("; đề nghị hủy quyết định tha tù %s trường hợp") % number(asked)
    return f"{text}."


def models(of: Activity) -> Iterable[str]:
    """The communes' models: members, people helped, activities, fund."""
    if not times(of, "models", *MODEL_EVENTS):
        # One that ended in the period and did nothing in it is not counted, so this is about the end alone.
        yield _("Cuối kỳ không có mô hình tái hòa nhập cộng đồng nào đang hoạt động.")
        return
    if running := times(of, "models"):
        text = _("Cuối kỳ có %s mô hình đang hoạt động") % number(running)
        if launched := times(of, "model_launched"):
            text += _(", trong đó ra mắt trong kỳ %s") % number(launched)
        parts = [(_("thành viên"), times(of, "members")), (_("người đang được giúp đỡ"), times(of, "helped"))]
        counted = ", ".join(f"{number(count)} {label}" for label, count in parts if count)
        yield text + (_("; có %s.") % counted if counted else ".")
    elif launched := times(of, "model_launched"):
        yield _("Trong kỳ ra mắt %s mô hình, cuối kỳ không còn mô hình nào hoạt động.") % number(launched)
    else:
        yield _("Cuối kỳ không còn mô hình nào hoạt động.")
    if held := times(of, "activity"):
        text = _("Trong kỳ tổ chức %s hoạt động") % number(held)
        if came := amount(of, "attendance"):
            text += _(", %s lượt người dự") % number(came)
        if cost := amount(of, "activity"):
            text += _(", kinh phí %s đồng") % number(cost)
        yield f"{text}."
    else:
        yield _("Trong kỳ các mô hình không tổ chức hoạt động nào.")
    if times(of, "enterprises"):
        text = _("Có %(all)s doanh nghiệp, cơ sở cam kết %(jobs)s việc làm, đã bố trí %(given)s việc làm.")
        without = _("Có %(all)s doanh nghiệp, cơ sở cam kết %(jobs)s việc làm, chưa bố trí được việc làm nào.")
        given = amount(of, "jobs_given")
        yield (text if given else without) % {
            "all": number(times(of, "enterprises")),
            "jobs": number(amount(of, "enterprises")),
            "given": number(given),
        }
    yield from _fund(of)


def _fund(of: Activity) -> Iterable[str]:
    moved = [(_("thu"), amount(of, "fund_in")), (_("chi"), amount(of, "fund_out"))]
    left = amount(of, "fund")
    if any(count for _label, count in moved):
        yield _("Quỹ của các mô hình: trong kỳ %(moved)s; tồn cuối kỳ %(left)s đồng.") % {
            "moved": listed(moved, _("đồng")),
            "left": number(left),
        }
    elif left:
        yield _("Quỹ của các mô hình trong kỳ không thu, chi; tồn cuối kỳ %s đồng.") % number(left)
    if gifts := times(of, "gift"):
        text = _("Tiếp nhận hiện vật %s lần") % number(gifts)
        value = amount(of, "gift")
        yield (text + _(", trị giá ước tính %s đồng") % number(value) if value else text) + "."


def expungement(of: Activity) -> Iterable[str]:
    """The procedures of expungement."""
    parts = [
        (_("hướng dẫn làm thủ tục"), times(of, "review_guided")),
        (_("nộp đơn tại Tòa án"), times(of, "review_petition")),
        (_("đã có giấy tờ xác nhận"), times(of, "review_proved")),
    ]
    if any(count for _label, count in parts):
        yield _("Thủ tục xóa án tích trong kỳ: %s.") % listed(parts, str(CASES))
    else:
        yield _("Trong kỳ không có hồ sơ nào làm thủ tục xóa án tích.")


def reoffences(of: Activity) -> Iterable[str]:
    """The features of the counted reoffences."""
    counts: Mapping[str, int] = of["reoffences"]
    if not counts:
        return
    first, *_others = TIMES
    labels = {f"within_{first}": _("dưới %d tháng") % first}
    labels |= {
        f"within_{end}": _("từ %d đến dưới %d tháng") % (since, end)
        for since, end in zip(TIMES, TIMES[1:], strict=False)
    }
    labels["later"] = _("từ %d tháng trở lên") % TIMES[-1]
    unit = _("vụ")
    yield _("Thời gian từ khi về địa phương đến khi phạm tội mới bị khởi tố: %s.") % listed(
        [(label, counts.get(name, 0)) for name, label in labels.items()], unit
    )
    classes = [(lower_first(str(label)), counts.get(f"class_{name}", 0)) for name, label in CrimeClass.choices]
    classes.append((_("chưa ghi loại tội phạm"), counts.get("class_unknown", 0)))
    yield _("Theo loại tội phạm: %s.") % listed(classes, unit)
    intent = [
        (_("cố ý"), counts.get("intentional", 0)),
        (_("vô ý"), counts.get("careless", 0)),
        (_("chưa ghi lỗi"), counts.get("intent_unknown", 0)),
    ]
    yield _("Theo lỗi: %s.") % listed(intent, unit)
