"""Forms to correct the stays of a case and to withdraw a case."""

from dataclasses import replace
from itertools import zip_longest

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.choices import CLOSURES, EndReason, Origin
from cases.facts.stay_chain import StayValue
from core.forms.fields import StyledMixin
from core.forms.typed_fields import DateField
from law.choices import Category

# Expungement and revocation have their own pages, with the papers they need.
BY_HAND = [one for one in CLOSURES if one not in (EndReason.EXPUNGED, EndReason.REVOKED)]


class ReasonForm(StyledMixin, forms.Form):
    why = forms.CharField(label=_("Lý do"), max_length=1000, widget=forms.Textarea)
    document_number = forms.CharField(label=_("Số văn bản làm căn cứ"), max_length=200)


class HistoryForm(ReasonForm):
    """The stays in rows (`unit0`, `category0`, `start0`…), one row more to fill in, and how the last one ended.

    `history`, `field_order`: set by `form_for`, which adds the rows.
    """

    history: tuple[StayValue, ...] = ()

    def clean(self):
        data = super().clean()
        if bool(data.get("end_on")) != bool(data.get("end_reason")) and not {"end_on", "end_reason"} & set(self.errors):
            self.add_error("end_on", gettext("Kết thúc phải có cả ngày và lý do; còn quản lý thì để trống cả hai."))
        for place in range(len(self.history) + 1):
            given = [data.get(name) for name in _row(place)]
            if any(given[:3]) and not all(given[:3]) and not set(_row(place)) & set(self.errors):
                self.add_error(f"start{place}", gettext("Giai đoạn phải có đủ đơn vị, diện và ngày bắt đầu."))
        if not self.errors and not self.stays():
            raise forms.ValidationError(
                gettext("Phải còn ít nhất một giai đoạn; hồ sơ nhập nhầm cả thì dùng Rút hồ sơ.")
            )
        return data

    def stays(self) -> tuple[StayValue, ...]:
        """The history as typed, in order of days; what is not on the form stays as it was."""
        data = self.cleaned_data
        rows = sorted(
            (data[f"start{place}"], place)
            for place in range(len(self.history) + 1)
            if data.get(f"start{place}") and not data.get(f"drop{place}")
        )
        ends = [start for start, _place in rows[1:]]
        made = [self._stay(place, start, end) for (start, place), end in zip_longest(rows, ends)]
        if made:
            made[0] = replace(made[0], origin=data["origin"])
            made[-1] = replace(
                made[-1],
                end_on=data["end_on"],
                end_reason=data["end_reason"],
                end_document_number=data["end_document_number"],
                end_note=self.history[-1].end_note,
            )
        return tuple(made)

    def _stay(self, place: int, start, end) -> StayValue:
        old = self.history[place] if place < len(self.history) else None
        return StayValue(
            unit_id=self.cleaned_data[f"unit{place}"].pk,
            category=self.cleaned_data[f"category{place}"],
            start_on=start,
            end_on=end,
            end_reason=EndReason.MOVED.value if end else "",
            document_number=old.document_number if old else "",
            note=old.note if old else "",
        )


def form_for(history: tuple[StayValue, ...], units) -> type[HistoryForm]:
    """The form with a row for each stay and one more."""
    fields = {}
    for place, stay in enumerate([*history, None]):
        label = gettext("Giai đoạn %d") % (place + 1) if stay else gettext("Thêm giai đoạn")
        needed, start = stay is not None, stay.start_on if stay else None
        choices = [*Category.choices] if needed else [("", "—"), *Category.choices]
        names = dict(zip(_row(place), (gettext("đơn vị"), gettext("diện"), gettext("từ ngày")), strict=False))
        told = {name: f"{label}: {what}" for name, what in names.items()}
        unit, category, begin, drop = _row(place)
        fields[unit] = forms.ModelChoiceField(
            units, label=told[unit], required=needed, initial=stay and stay.unit_id, empty_label="—"
        )
        fields[category] = forms.ChoiceField(
            label=told[category], choices=choices, required=needed, initial=stay and stay.category
        )
        fields[begin] = DateField(years_back=30, label=told[begin], required=needed, initial=start)
        if needed and len(history) > 1:
            fields[drop] = forms.BooleanField(label=gettext("Bỏ giai đoạn %d") % (place + 1), required=False)
    last = history[-1]
    reasons = [*BY_HAND, *({EndReason(last.end_reason)} - {*BY_HAND} if last.end_reason else ())]
    ends = [("", gettext("— còn quản lý —")), *((one.value, one.label) for one in reasons)]
    fields |= {
        "origin": forms.ChoiceField(label=_("Từ đâu về"), choices=Origin.choices, initial=history[0].origin),
        "end_on": DateField(years_back=30, label=_("Kết thúc quản lý từ ngày"), required=False, initial=last.end_on),
        "end_reason": forms.ChoiceField(label=_("Lý do kết thúc"), required=False, choices=ends, initial=last.end_reason),
        "end_document_number": forms.CharField(
            label=_("Số văn bản kết thúc"), max_length=200, required=False, initial=last.end_document_number
        ),
    }  # fmt: skip
    order = [
        "origin",
        *(name for name in fields if name[-1].isdecimal()),
        "end_on",
        "end_reason",
        "end_document_number",
    ]
    return type("FilledHistoryForm", (HistoryForm,), {**fields, "history": history, "field_order": order})


def _row(place: int) -> tuple[str, str, str, str]:
    return f"unit{place}", f"category{place}", f"start{place}", f"drop{place}"
