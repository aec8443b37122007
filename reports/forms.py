"""Forms to make and to sign a report."""

import re
from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions.scope import units_to_choose
from areas.fields import UnitChoice
from areas.models import Unit
from core.dates import DAY_ONE, VIETNAM, Period, today, vn_date
from core.forms.fields import StyledMixin, choice_field, offer_rows, row_field
from core.forms.typed_fields import DateField
from core.text import nfc
from law.provider import law
from law.rules.periods import DEFAULT_PRESET, presets
from reports.documents.content import TEXTS
from reports.life.signing import document_number, planned_day_error, signing_day_error
from reports.models import Report
from reports.reopening.reason import reopening_reason
from reports.restatement.learnt import Learnt

# Number of completed half-years to choose from, for each way of dividing the year (law/rules/periods.py).
HALF_YEARS_OFFERED = 6
LONGEST_TEXT = 10_000
# The marks of secret documents, which this system must not hold (docs/law.md §5.4). Capitals only: "bảo mật" is an ordinary word.
SECRET_MARKS = re.compile(r"\b(TỐI MẬT|TUYỆT MẬT|MẬT)\b")
# The sections of the report with the keys of the texts that are printed in them.
SECTIONS = [
    (_("Mở đầu"), ["opening"]),
    (_("I. Tình hình"), ["features"]),
    (
        _("II. Kết quả"),
        [
            "direction",
            "management",
            "probation",
            "support",
            "loans",
            "models",
            "expungement",
            "recidivism",
            "inspection",
        ],
    ),
    (_("III. Đánh giá"), ["strengths", "limits"]),
    (_("IV. Phương hướng"), ["plan"]),
    (_("V. Kiến nghị"), ["proposals"]),
]
HELP_TEXTS = {
    "opening": _("Công văn, kế hoạch mà báo cáo thực hiện theo."),
    "features": _("Đặc điểm địa bàn và người được quản lý trong kỳ."),
    "direction": _("Văn bản đã tham mưu, chỉ đạo; cuộc họp, hội nghị đã tổ chức."),
    "management": _("Bổ sung cho số liệu tiếp nhận, chuyển đến, chuyển đi do hệ thống đếm."),
    "probation": _("Bổ sung cho số liệu vi phạm, vắng mặt, rút ngắn do hệ thống đếm."),
    "support": _("Người được giới thiệu việc làm, học nghề, làm giấy tờ; đơn vị phối hợp."),
    "loans": _("Bổ sung cho số liệu vay vốn do hệ thống đếm."),
    "models": _("Mô hình đang hoạt động và kết quả."),
    "expungement": _("Bổ sung cho số liệu xóa án tích do hệ thống đếm."),
    "recidivism": _("Nguyên nhân, biện pháp; số người và tỷ lệ do hệ thống đếm."),
    "inspection": _("Đoàn kiểm tra, nơi được kiểm tra, kết quả. Không có cuộc nào thì ghi rõ là không có."),
    "strengths": _("Mỗi đoạn một dòng."),
    "limits": _("Tồn tại, hạn chế và nguyên nhân."),
    "plan": _("Việc sẽ làm trong 6 tháng tới."),
    "proposals": _("Kiến nghị với cấp trên."),
}
CUSTOM_PERIOD = ""


class ReportForm(StyledMixin, forms.Form):
    """The report to make: unit, period, number, signing date and the texts that the unit writes."""

    unit = UnitChoice(
        label=_("Đơn vị"), queryset=None, empty_label=None, widget=forms.Select(attrs={"class": "form-select"})
    )
    half_year = forms.ChoiceField(
        label=_("Kỳ báo cáo"), required=False, widget=forms.Select(attrs={"class": "form-select"})
    )
    start = DateField(label=_("Từ ngày"), required=False)
    end = DateField(label=_("Đến ngày"), required=False)
    number = forms.CharField(
        label=_("Số"),
        required=False,
        max_length=20,
        help_text=_("Có thể để trống, ghi khi ký."),
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
    )
    signed_on = DateField(label=_("Ngày ký"), required=False)

    # Set by `bind` (accounts/forms/submission.py).
    idempotency_key: str

    def __init__(self, *args, user: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        offer_rows(self, "unit", units_to_choose(user, "reports.make"))
        choice_field(self, "half_year").choices = half_year_choices(today())
        self.fields["half_year"].initial = self._latest_half_year
        for key, label in TEXTS.items():
            self.fields[key] = forms.CharField(
                label=label,
                help_text=HELP_TEXTS[key],
                required=False,
                max_length=LONGEST_TEXT,
                widget=forms.Textarea(attrs={"class": "form-control", "rows": 3}),
            )

    def _latest_half_year(self) -> str:
        """The last completed half-year in which the first unit of the list existed."""
        units = row_field(self, "unit").queryset
        unit = units.first() if units is not None else None
        day = min(today(), unit.valid_to) if unit and unit.valid_to else today()
        return _choice(presets(law(day))[DEFAULT_PRESET].half_years(day).completed)

    def sections(self):
        """(title, bound fields) in the order of the report, for the template."""
        return [(title, [self[key] for key in keys]) for title, keys in SECTIONS]

    def clean(self):
        """Refuse texts marked as secret, and a period that the unit has no day in common with."""
        chosen = super().clean()
        if self.errors:
            return chosen
        for key in TEXTS:
            if SECRET_MARKS.search(nfc(chosen[key]).replace("\n", " ")):
                self.add_error(key, _("Hệ thống này không được dùng cho văn bản mật. Hãy bỏ nội dung mật."))
        chosen["period"] = self._period(chosen)
        if chosen["period"]:
            self._check_unit_existed(chosen["unit"], chosen["period"])
            if chosen["signed_on"] and (error := planned_day_error(chosen["signed_on"], chosen["period"].end)):
                self.add_error("signed_on", error)
        return chosen

    def clean_number(self):
        """The number in the one spelling that is stored."""
        return _checked_number(self.cleaned_data["number"])

    def _period(self, chosen) -> Period | None:
        """Typed dates override a half-year, because the page shows one already selected."""
        start, end = chosen["start"], chosen["end"]
        is_typed = bool({"start", "end"} & set(self.changed_data))
        if chosen["half_year"] and not ((start or end) and is_typed):
            start, end = map(date.fromisoformat, chosen["half_year"].split("_"))
            return Period(start, end)
        if not (start or end):
            self.add_error("half_year", _("Hãy chọn kỳ báo cáo hoặc nhập đủ hai ngày."))
            return None
        if not (start and end):
            missing = "start" if end else "end"
            self.add_error(missing, _("Hãy nhập cả ngày này, hoặc để trống cả hai ngày và chọn kỳ báo cáo."))
            return None
        try:
            return Period(start, end)
        except ValueError as error:
            self.add_error("end", str(error))
            return None

    def _check_unit_existed(self, unit: Unit, period: Period) -> None:
        if unit.valid_from > period.end:
            self.add_error("unit", _("Đơn vị này có từ ngày %s, sau kỳ báo cáo.") % vn_date(unit.valid_from))
        elif unit.valid_to and unit.valid_to <= period.start:
            last = vn_date(unit.valid_to - DAY_ONE)
            self.add_error("unit", _("Đơn vị này chỉ tồn tại đến ngày %s, trước kỳ báo cáo.") % last)

    def params(self) -> dict:
        """The parameters of the job (reports.jobs.make), as JSON values."""
        chosen = self.cleaned_data
        return {
            "unit": chosen["unit"].ref,
            "start": chosen["period"].start.isoformat(),
            "end": chosen["period"].end.isoformat(),
            "texts": {key: chosen[key] for key in TEXTS if chosen[key]},
            "number": chosen["number"],
            "signed_on": chosen["signed_on"] and chosen["signed_on"].isoformat(),
        }


def half_year_choices(day: date, *, with_current: bool = False) -> list:
    """Choices of the last completed half-years before `day`, grouped by the way of dividing the year.

    `with_current`: the half-year that contains `day` stands before them.

    Returns: Django choices; a value is "start_end" in ISO dates, the first choice (CUSTOM_PERIOD) means two typed days.
    """
    groups = []
    for preset in presets(law(day)).values():
        completed, current = preset.half_years(day)
        period = current if with_current else completed
        choices = []
        for _number in range(HALF_YEARS_OFFERED):
            choices.append((_choice(period), f"{vn_date(period.start)} – {vn_date(period.end)}"))
            period = preset.half_year(period.start - DAY_ONE)
        groups.append((preset.label, choices))
    return [(CUSTOM_PERIOD, _("Chọn ngày khác (điền hai ô bên cạnh)")), *groups]


def _choice(period: Period) -> str:
    return f"{period.start}_{period.end}"


def _checked_number(typed: str) -> str:
    """The number as it is stored; empty for a draft without one. Raises ValidationError."""
    number = document_number(typed)
    if typed.strip() and not number:
        raise forms.ValidationError(_("Chỉ ghi phần số trước dấu gạch chéo, ví dụ 12; ký hiệu đã có trong thể thức."))
    return number


class ReportFilterForm(StyledMixin, forms.Form):
    """Which reports are listed. Discarded drafts are listed only when they are asked for."""

    state = forms.ChoiceField(
        label=_("Trạng thái"), required=False, choices=[("", _("Tất cả, trừ dự thảo đã bỏ")), *Report.State.choices]
    )


class ButtonForm(forms.Form):
    """A form that is only a button."""

    # Set by `bind` (accounts/forms/submission.py).
    idempotency_key: str


class SignForm(StyledMixin, forms.Form):
    """What a leader enters to sign a draft. `learnt`: what the leader has to have seen, and which version is replaced."""

    number = forms.CharField(
        label=_("Số"),
        max_length=20,
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
        error_messages={"required": _("Hãy nhập số văn bản.")},
    )
    signed_on = DateField(label=_("Ngày ký"))
    why = forms.CharField(
        label=_("Lý do thay thế"),
        max_length=1000,
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 2}),
        help_text=_("Được in trong văn bản và hiện ở trang của báo cáo."),
        error_messages={"required": _("Hãy ghi lý do thay thế.")},
    )
    acknowledged = forms.BooleanField(
        label=_("Tôi đã xem những thông tin biết sau nêu trên."),
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
        error_messages={"required": _("Hãy xem những thông tin biết sau và đánh dấu đã xem.")},
    )
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    confirmed = forms.BooleanField(
        label=_("Tôi đã đọc báo cáo. Sau khi ký, báo cáo này không sửa được nữa."),
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
        error_messages={"required": _("Hãy đánh dấu xác nhận trước khi ký.")},
    )

    def __init__(self, *args, report, learnt: Learnt, **kwargs):
        super().__init__(*args, **kwargs)
        self.report, self.learnt = report, learnt
        self.fields["seen"].initial = learnt.digest()
        if learnt.replaced:
            self.fields["why"].initial = reopening_reason(report)
        else:
            del self.fields["why"]
        if not learnt:
            del self.fields["acknowledged"]

    def clean_number(self):
        """The number in the one spelling that is stored."""
        return _checked_number(self.cleaned_data["number"])

    def clean_signed_on(self):
        """Refuse a day on which the report cannot have been signed."""
        signed_on, report = self.cleaned_data["signed_on"], self.report
        counted_on = report.known_at.astimezone(VIETNAM).date()
        now = today()
        latest = law(now).number("signing_latest_days")
        error = signing_day_error(signed_on, period_end=report.end, counted_on=counted_on, now=now, latest_days=latest)
        if error:
            raise forms.ValidationError(error)
        return signed_on
