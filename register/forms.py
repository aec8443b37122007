"""Forms of an import: the workbook, and what of it is applied."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.errors import Refused
from core.spreadsheets.guard import MAX_BYTES, FileRefused, check_file
from jobs import quotas


class RegisterUploadForm(forms.Form):
    """Step one of an import: the workbook."""

    file = forms.FileField(
        label=_("Tệp sổ đăng ký"),
        help_text=_(
            "Tệp .xlsx, .xls, .ods hoặc .csv, không quá 5 MB. Chưa có gì thay đổi cho đến khi anh/chị bấm áp dụng."
        ),
        widget=forms.ClearableFileInput(attrs={"class": "form-control", "accept": ".xlsx,.xls,.ods,.csv"}),
        error_messages={
            "required": _("Hãy chọn tệp sổ đăng ký."),
            "empty": _("Tệp rỗng (0 byte). Hãy mở lại tệp bằng Excel, lưu rồi tải lên."),
        },
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_file(self):
        """Refuse a file that is too large or is no workbook, before it is stored. Refused files count as a use too."""
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(
                _("Tệp lớn hơn 5 MB. Hãy bỏ ảnh, trang tính thừa hoặc chia sổ thành nhiều tệp.")
            )
        data = file.read()
        file.seek(0)
        try:
            quotas.take(by=self.user, kind="import")
            check_file(file.name, data)
        except (FileRefused, Refused) as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return file


class RegisterApplyForm(forms.Form):
    """Step two: apply all of it, or, after seeing the counts, only the rows without errors."""

    good_rows = forms.BooleanField(required=False)
