"""Forms of the page of the rules: the day to look at, a value from a day on, a holiday."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.dates import today
from core.errors import Refused
from core.forms.fields import StyledMixin
from core.forms.typed_fields import DateField
from law import services
from law.models import Confidence, LawSetting
from law.timeline import CODES, Kind, LawValue
from law.value_types import KIND_LABELS

# Years whose calendar can be asked for.
FIRST, LAST = date(2015, 1, 1), date(2099, 12, 31)
_YEARS = {"first": FIRST.year, "last": LAST.year}


class DayForm(StyledMixin, forms.Form):
    """The day for which the page of the rules shows the law; none: today."""

    on = DateField(label=_("Áp dụng vào ngày"), required=False)

    def clean_on(self) -> date | None:
        """Refuses a day outside of the years for which the page can show anything."""
        day: date | None = self.cleaned_data["on"]
        return within_years(day)


class NewValueForm(StyledMixin, forms.Form):
    """A value that replaces the one in force from a day on. The rows before it stay as they are."""

    value = forms.CharField(label=_("Trị số"), required=False, max_length=200)
    article = forms.CharField(label=_("Căn cứ"), max_length=200)
    valid_from = DateField(label=_("Thay từ ngày"))
    source_note = forms.CharField(
        label=_("Nguồn"),
        max_length=1000,
        widget=forms.Textarea,
        help_text=_("Văn bản, công văn hoặc nơi đã đọc được quy định này."),
    )
    confidence = forms.ChoiceField(label=_("Độ tin cậy"), choices=Confidence.choices, initial=Confidence.HIGH)
    verified_by = forms.CharField(label=_("Người đối chiếu"), required=False, max_length=120)
    verified_on = DateField(label=_("Ngày đối chiếu"), required=False)

    def __init__(self, *args: Any, code: str, current: LawValue, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.code, kind = code, CODES[code].kind
        self.fields["value"].help_text = KIND_LABELS[kind]
        self.fields["value"].initial, self.fields["article"].initial = current.value, str(current.article)
        if kind == Kind.RULE:
            del self.fields["value"]

    def clean_valid_from(self) -> date:
        """Refuses a day on which another row of the same rule begins."""
        day: date = self.cleaned_data["valid_from"]
        within_years(day)
        if LawSetting.objects.filter(code=self.code, valid_from=day).exists():
            raise forms.ValidationError(gettext("Quy định này đã có dòng áp dụng từ ngày đó."))
        return day

    def clean_verified_on(self) -> date | None:
        """Refuses a day in the future: the value was compared with its source on a day that has passed."""
        day: date | None = self.cleaned_data["verified_on"]
        if day is not None and day > today():
            raise forms.ValidationError(gettext("Ngày này chưa đến."))
        return day

    def clean(self) -> dict[str, Any]:
        """Refuses what the service would refuse, so that the error stands on the form."""
        data = super().clean()
        if not self.errors:
            row = LawSetting(
                code=self.code,
                value=data.get("value", ""),
                valid_from=data["valid_from"],
                verified_by=data["verified_by"],
                verified_on=data["verified_on"],
            )
            try:
                services.check_setting(row)
            except Refused as refusal:
                raise forms.ValidationError(str(refusal)) from refusal
        return data


class HolidayForm(StyledMixin, forms.Form):
    """A public holiday, or a day that is worked instead of one."""

    day = DateField(label=_("Ngày"))
    name = forms.CharField(label=_("Tên"), max_length=120)
    is_working = forms.BooleanField(
        label=_("Là ngày làm việc (làm bù)"),
        required=False,
        help_text=_("Không đánh dấu: ngày này nghỉ."),
    )
    source_note = forms.CharField(
        label=_("Nguồn"), max_length=1000, widget=forms.Textarea, help_text=_("Thông báo, quyết định về ngày nghỉ.")
    )

    def clean_day(self) -> date | None:
        """Refuses a day outside of the years for which the page can show anything."""
        day: date | None = self.cleaned_data["day"]
        return within_years(day)


def within_years(day: date | None) -> date | None:
    """The day, if the page of the rules can show the law on it. Raises ValidationError otherwise."""
    if day is not None and not FIRST <= day <= LAST:
        raise forms.ValidationError(gettext("Chọn ngày trong khoảng năm %(first)s–%(last)s.") % _YEARS)
    return day
