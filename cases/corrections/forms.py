"""Forms to correct the stays of a case and to withdraw a case."""

from dataclasses import replace
from datetime import date
from itertools import zip_longest

from django import forms
from django.db.models import QuerySet
from django.forms.formsets import DELETION_FIELD_NAME
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from areas.models import Unit
from cases.choices import CLOSURES, EndReason, Origin
from cases.facts.stay_chain import StayValue
from core.forms.fields import StyledMixin, choice_field, offer_rows
from core.forms.formsets import FixedFormSet, FormWithRows, RowForm
from core.forms.typed_fields import DateField
from law.choices import Category

# Expungement and revocation have their own pages, which ask for the documents they need.
BY_HAND = [one for one in CLOSURES if one not in (EndReason.EXPUNGED, EndReason.REVOKED)]


class ReasonForm(StyledMixin, forms.Form):
    """The reason and the document that every correction and withdrawal needs."""

    why = forms.CharField(label=_("Lý do"), max_length=1000, widget=forms.Textarea)
    document_number = forms.CharField(label=_("Số văn bản làm căn cứ"), max_length=200)


class StayForm(RowForm):
    """One stay, or the row for one more (`number` None), which may stay empty."""

    unit = forms.ModelChoiceField(Unit.objects.none(), empty_label="—")
    category = forms.ChoiceField(choices=Category.choices)
    start = DateField(years_back=30)

    def __init__(self, *args, units: QuerySet[Unit], number: int | None, **kwargs):
        super().__init__(*args, **kwargs)
        offer_rows(self, "unit", units)
        row = gettext("Giai đoạn %d") % number if number else gettext("Thêm giai đoạn")
        labels = {"unit": gettext("đơn vị"), "category": gettext("diện"), "start": gettext("từ ngày")}
        for name, label in labels.items():
            self.fields[name].label = f"{row}: {label}"
        if number is None:
            choice_field(self, "category").choices = [("", "—"), *Category.choices]
            for field in self.fields.values():
                field.required = field.widget.is_required = False

    def clean(self):
        """Require unit, category and start together in a row that is filled in."""
        data = super().clean()
        given = [data.get(name) for name in ("unit", "category", "start")]
        if any(given) and not all(given) and not self.errors:
            self.add_error("start", gettext("Giai đoạn phải có đủ đơn vị, diện và ngày bắt đầu."))
        return data


class BaseStayFormSet(FixedFormSet):
    """The rows of HistoryForm: one for each stay, and an empty one that may stay empty."""

    def get_form_kwargs(self, index):
        """Number the rows of existing stays, whose fields are required."""
        is_stay = index is not None and index < len(self.initial or ())
        return {
            **super().get_form_kwargs(index),
            "number": index + 1 if is_stay else None,
            "use_required_attribute": is_stay,
        }

    def add_fields(self, form, index):
        """Offer to drop a stay, unless it is the only one."""
        super().add_fields(form, index)
        if DELETION_FIELD_NAME in form.fields:
            if len(self.initial or ()) == 1:
                del form.fields[DELETION_FIELD_NAME]
            else:
                form.fields[DELETION_FIELD_NAME].label = gettext("Bỏ giai đoạn %d") % (index + 1)
                form.fields[DELETION_FIELD_NAME].widget.attrs["class"] = "form-check-input"


StayFormSet = forms.formset_factory(StayForm, BaseStayFormSet, extra=1, can_delete=True, can_delete_extra=False)


class HistoryForm(ReasonForm, FormWithRows):
    """The stays of a case in rows, one row more to fill in, and how the last one ended."""

    origin = forms.ChoiceField(label=_("Từ đâu về"), choices=Origin.choices)
    end_on = DateField(years_back=30, label=_("Kết thúc quản lý từ ngày"), required=False)
    end_reason = forms.ChoiceField(label=_("Lý do kết thúc"), required=False)
    end_document_number = forms.CharField(label=_("Số văn bản kết thúc"), max_length=200, required=False)

    field_order = ("origin", "end_on", "end_reason", "end_document_number")
    rows_behind = "origin"

    def __init__(self, *args, history: tuple[StayValue, ...], units: QuerySet[Unit], **kwargs):
        super().__init__(*args, **kwargs)
        self.history, last = history, history[-1]
        for name in ("end_on", "end_reason", "end_document_number"):
            self.fields[name].initial = getattr(last, name)
        self.fields["origin"].initial = history[0].origin
        reasons = [*BY_HAND, *({EndReason(last.end_reason)} - {*BY_HAND} if last.end_reason else ())]
        choices = [("", gettext("— còn quản lý —")), *((one.value, one.label) for one in reasons)]
        choice_field(self, "end_reason").choices = choices
        initial = [{"unit": stay.unit_id, "category": stay.category, "start": stay.start_on} for stay in history]
        self.add_rows("stays", StayFormSet, initial=initial, form_kwargs={"units": units})

    def clean(self):
        """Require day and reason of the end together, and at least one stay."""
        data = super().clean()
        if bool(data.get("end_on")) != bool(data.get("end_reason")) and not {"end_on", "end_reason"} & set(self.errors):
            self.add_error("end_on", gettext("Kết thúc phải có cả ngày và lý do; còn quản lý thì để trống cả hai."))
        if not self.errors and self.formsets["stays"].is_valid() and not self.stays():
            raise forms.ValidationError(
                gettext("Phải còn ít nhất một giai đoạn; hồ sơ nhập nhầm cả thì dùng Rút hồ sơ.")
            )
        return data

    def stays(self) -> tuple[StayValue, ...]:
        """Return the typed history in order of days; fields that are not on the form keep their values."""
        data, formset = self.cleaned_data, self.formsets["stays"]
        rows = sorted(
            ((row.cleaned_data["start"], number) for number, row in enumerate(formset.forms) if self._is_kept(row))
        )
        ends = [start for start, _number in rows[1:]]
        made = [self._stay(number, end) for (_start, number), end in zip_longest(rows, ends)]
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

    def _is_kept(self, row: StayForm) -> bool:
        return bool(row.cleaned_data.get("start")) and row not in self.formsets["stays"].deleted_forms

    def _stay(self, number: int, end: date | None) -> StayValue:
        old = self.history[number] if number < len(self.history) else None
        typed = self.formsets["stays"].forms[number].cleaned_data
        return StayValue(
            unit_id=typed["unit"].pk,
            category=typed["category"],
            start_on=typed["start"],
            end_on=end,
            end_reason=EndReason.MOVED.value if end else "",
            document_number=old.document_number if old else "",
            note=old.note if old else "",
        )
