"""Forms for attaching scans, editing their titles and printing official forms."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.models import CaseDocument
from cases.records.forms import RecordForm
from core.dates import add_months, today
from core.errors import Refused
from core.forms.fields import StyledMixin
from core.forms.typed_fields import DateField, MonthField
from core.scans.guard import Scan, checked_scan
from jobs import quotas


class DocumentTitleForm(RecordForm):
    """The title, number and day of an attached scan; the file itself is never replaced."""

    class Meta:
        model = CaseDocument
        fields = ("kind", "title", "number", "on")


class AttachDocumentForm(StyledMixin, forms.ModelForm):
    """A scan with its title, number and day."""

    years_back = 40
    file = forms.FileField(label=_("Tệp quét"), help_text=_("PDF, JPEG hoặc PNG, không quá 5 MB."))

    class Meta:
        model = CaseDocument
        fields = ("kind", "title", "number", "on")

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_file(self) -> Scan:
        """Return the scan as written anew after the check of its content. Refused files count as a use of the user too."""
        try:
            quotas.take(by=self.user, kind="scan")
            return checked_scan(self.cleaned_data["file"].read())
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def _post_clean(self):
        """Skip the model's validation: the service function checks and saves."""


EARLIEST = 2018


class PrintForm(StyledMixin, forms.Form):
    """The date and format of an official form, its month where it has one, and the reason for full ID numbers."""

    on = DateField(label=_("Ngày của văn bản"), help_text=_("Tên cơ quan và căn cứ pháp lý được chọn theo ngày này."))
    month = MonthField(label=_("Của tháng"), help_text=_("Như 05/2024."))
    file = forms.ChoiceField(
        label=_("Loại tệp"),
        choices=[("docx", _("Word (DOCX), sửa được")), ("pdf", _("PDF, để in"))],
        widget=forms.RadioSelect,
        initial="docx",
    )
    why = forms.CharField(
        label=_("Lý do in đầy đủ số giấy tờ"),
        required=False,
        max_length=200,
        help_text=_("Để trống thì số CCCD, CMND được che bớt. Việc in số đầy đủ được ghi vào nhật ký."),
    )

    def __init__(self, *args, has_month: bool = False, has_numbers: bool = True, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = today()
        self.fields["month"].initial = add_months(today().replace(day=1), -1)
        if not has_month:
            del self.fields["month"]
        if not has_numbers:
            del self.fields["why"]

    def clean_on(self):
        """Refuse a day for which names of bodies and articles are not known."""
        day = self.cleaned_data["on"]
        if not EARLIEST <= day.year <= today().year + 1:
            raise forms.ValidationError(gettext("Ngày phải từ năm %(first)d đến năm tới.") % {"first": EARLIEST})
        return day

    def clean_month(self):
        """Refuse a month that has not begun."""
        found = self.cleaned_data["month"]
        if found > today():
            raise forms.ValidationError(gettext("Tháng này chưa đến."))
        return found
