"""Forms of files: the period to export, and the file that came."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.dates import Period, vn_date
from core.forms.fields import choice_field
from feed.files.content import MAX_BYTES
from reports.models import ReportQuerySet


class ExportForm(forms.Form):
    """The period whose reports are exported."""

    period = forms.ChoiceField(label=_("Kỳ báo cáo"), widget=forms.Select(attrs={"class": "form-select"}))

    def __init__(self, *args, reports: ReportQuerySet, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        days = reports.order_by("-end", "-start").values_list("start", "end").distinct()
        self.periods = {f"{start}_{end}": Period(start, end) for start, end in days}
        choice_field(self, "period").choices = [
            (key, f"{vn_date(one.start)} – {vn_date(one.end)}") for key, one in self.periods.items()
        ]


class ReceiveForm(forms.Form):
    """The file, and whether it is only looked at."""

    file = forms.FileField(
        label=_("Tệp báo cáo"),
        help_text=_("Tệp .json do hệ thống của đơn vị gửi xuất ra, không quá 5 MB."),
        widget=forms.ClearableFileInput(attrs={"class": "form-control", "accept": ".json"}),
        error_messages={"required": _("Hãy chọn tệp báo cáo."), "empty": _("Tệp rỗng (0 byte).")},
    )
    only_check = forms.BooleanField(
        label=_("Chỉ kiểm tra và xem nội dung, chưa nhận"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        # What the user is told after the file was received.
        self.told: list[str] = []

    def notes(self) -> list[str]:
        """For accounts/forms/submission.py."""
        return self.told

    def clean_file(self) -> bytes:
        """The bytes of the file, if it is not too large."""
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(_("Tệp lớn hơn 5 MB."))
        return file.read()
