"""The law's settings and the calendar in the administrators' site. Cases and people are not administrators' business."""

from datetime import date
from typing import Any, cast

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.admin import NoDeletion
from accounts.models import User
from core.dates import today
from core.errors import Refused
from law import services
from law.half_years.models import HALF_YEAR_CODES
from law.models import Holiday, LawSetting
from law.statutes import SECTIONS
from law.timeline import CODES, Code
from law.value_types import KIND_LABELS


def code_choices() -> list[tuple[str | Promise, Any]]:
    """Every code with what it means and how its value is written, by field of law; without those that take two people."""
    sections = [
        (section.TITLE, [_choice(line.code) for line in section.LINES if line.code.code not in HALF_YEAR_CODES])
        for section in SECTIONS
    ]
    return [("", "—"), *sections]


def _choice(code: Code) -> tuple[str, str]:
    return code.code, f"{code.label} [{KIND_LABELS[code.kind]}]"


class LawSettingForm(forms.ModelForm):
    """One dated value of the law, as an administrator enters it."""

    code = forms.ChoiceField(label=_("Quy định"), choices=code_choices)

    class Meta:
        model = LawSetting
        fields = [
            "code",
            "value",
            "article",
            "valid_from",
            "valid_to",
            "source_note",
            "confidence",
            "verified_by",
            "verified_on",
        ]
        help_texts = {
            "value": _("Cách ghi nằm trong ngoặc vuông sau tên quy định. Để trống nếu quy định chỉ có căn cứ."),
            "valid_to": _("Ngày đầu tiên không còn áp dụng; sau ngày đó trị số có sẵn của hệ thống lại được dùng."),
            "source_note": _("Văn bản, công văn hoặc nơi đã đọc được quy định này."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The rule of a row never changes; another rule is another row.
        self.fields["code"].disabled = self.instance.pk is not None

    def clean_verified_on(self) -> date | None:
        """Refuses a day in the future: the value was compared with its source on a day that has passed."""
        return _not_future(self.cleaned_data["verified_on"])

    def clean(self) -> dict[str, Any]:
        """Refuses what the service would refuse, so that the error stands on the form."""
        super().clean()
        chosen = self.cleaned_data
        if not self.errors:
            row = LawSetting(**{name: chosen[name] for name in ("code", "value", "verified_by", "verified_on")})
            try:
                services.check_setting(row)
            except Refused as refusal:
                raise ValidationError(str(refusal)) from refusal
        return chosen


class HolidayForm(forms.ModelForm):
    """A public holiday, or a Saturday worked instead of one."""

    class Meta:
        model = Holiday
        fields = ["day", "name", "is_working", "source_note"]
        help_texts = {
            "is_working": _("Đánh dấu: ngày này đi làm (làm bù). Không đánh dấu: ngày này nghỉ."),
            "source_note": _("Thông báo, quyết định về ngày nghỉ."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].disabled = self.instance.pk is not None


@admin.register(LawSetting)
class LawSettingAdmin(NoDeletion):
    """The page of dated values, which go before the built-in ones."""

    form = LawSettingForm
    list_display = ["label", "value", "article", "valid_from", "valid_to", "confidence", "verified_by"]
    list_filter = ["confidence"]
    search_fields = ["code", "article", "source_note"]

    @admin.display(description=_("Quy định"), ordering="code")
    def label(self, row: LawSetting) -> str:
        """What the code means, or the code itself if this version does not know it."""
        return str(CODES[row.code].label) if row.code in CODES else row.code

    def has_change_permission(self, request: HttpRequest, obj: LawSetting | None = None) -> bool:
        """Half-years are read here and changed by two people (half_years/)."""
        is_fixed = obj is not None and obj.code in HALF_YEAR_CODES
        return not is_fixed and super().has_change_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Saves through the service, which writes the audit event."""
        # `obj` already holds what was typed; the verb reads the row as it stands.
        setting = obj if change else None
        saved = services.save_setting(by=cast(User, request.user), setting=setting, data=_changed(form))
        obj.pk, obj._state.adding = saved.pk, False


@admin.register(Holiday)
class HolidayAdmin(NoDeletion):
    """The page of the calendar of working days."""

    form = HolidayForm
    list_display = ["day", "name", "is_working", "source_note"]
    date_hierarchy = "day"

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Saves through the service, which writes the audit event."""
        holiday = obj if change else None
        saved = services.save_holiday(by=cast(User, request.user), holiday=holiday, data=_changed(form))
        obj.pk, obj._state.adding = saved.pk, False


def _changed(form: Any) -> dict[str, Any]:
    """All fields of a new row, else only the changed ones, so that the audit event contains just them."""
    is_new = form.instance.pk is None
    return {name: value for name, value in form.cleaned_data.items() if is_new or name in form.changed_data}


def _not_future(day: date | None) -> date | None:
    if day is not None and day > today():
        raise ValidationError(gettext("Ngày này chưa đến."))
    return day
