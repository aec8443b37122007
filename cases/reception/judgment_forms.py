"""The part of the reception form about the court: judgment, offences, additional penalties, civil obligations.

All of it may be left empty and entered later on the judgment tab. What is entered must be complete.
"""

from dataclasses import dataclass, field

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.judgments.models import OBLIGATION, MainPenalty
from cases.models import CivilObligation
from core.forms.date_rules import add_date_errors
from core.forms.formsets import FixedFormSet, FormWithRows, RowForm
from core.forms.typed_fields import DateField, MoneyField
from core.text import nfc
from law.choices import AdditionalPenaltyKind

_JUDGMENT = ("judgment_number", "judgment_on", "court")


@dataclass(frozen=True, slots=True)
class Decided:
    """Records to add to the new case, as field values of their models. Without a judgment there are no offences."""

    judgment: dict | None = None
    offences: tuple[dict, ...] = ()
    penalties: tuple[dict, ...] = ()
    obligations: tuple[dict, ...] = field(default=())


class PenaltyForm(RowForm):
    """A row for one additional penalty."""

    kind = forms.ChoiceField(
        label=_("Hình phạt bổ sung"), choices=[("", "—"), *AdditionalPenaltyKind.choices], required=False
    )
    end_on = DateField(years_back=40, label=_("Đến hết ngày"), required=False)

    def clean(self):
        """Require the kind in a row that is filled in."""
        return _checked_row(self)


class ObligationForm(RowForm):
    """A row for one civil obligation; the amount in đồng."""

    kind = forms.ChoiceField(
        label=_("Nghĩa vụ dân sự"), choices=[("", "—"), *CivilObligation.Kind.choices], required=False
    )
    amount = MoneyField(label=_("Số tiền (đồng)"), required=False, min_value=1, usual=OBLIGATION)
    done_on = DateField(
        years_back=40, label=_("Ngày thực hiện xong"), required=False, help_text=_("Để trống nếu chưa xong.")
    )

    def clean(self):
        """Require the kind in a row that is filled in, and a day that has passed."""
        data = _checked_row(self)
        add_date_errors(self, "cases.civilobligation")
        return data


PenaltyFormSet = forms.formset_factory(PenaltyForm, FixedFormSet, extra=2)
ObligationFormSet = forms.formset_factory(ObligationForm, FixedFormSet, extra=3)


def _checked_row(form: forms.Form) -> dict:
    """Return the values of a row. A row that is filled in needs its kind."""
    data = form.cleaned_data
    if not data.get("kind") and any(data.values()) and "kind" not in form.errors:
        form.add_error("kind", gettext("Chọn loại, hoặc xóa số tiền và ngày bên cạnh."))
    return data


class CourtPart(FormWithRows):
    """The fields and rows about the court, as part of a larger form."""

    court = forms.CharField(label=_("Tòa án"), required=False, max_length=200)
    judgment_number = forms.CharField(label=_("Số bản án"), required=False, max_length=100)
    judgment_on = DateField(years_back=40, label=_("Ngày tuyên án"), required=False)
    offence = forms.CharField(
        label=_("Tội danh"), required=False, max_length=300, help_text=_("Nhiều tội thì cách nhau bằng dấu chấm phẩy.")
    )
    article = forms.CharField(
        label=_("Điều luật"),
        required=False,
        max_length=200,
        help_text=_("Như “Điều 173 khoản 1”; nhiều tội thì ghi theo cùng thứ tự."),
    )

    has_no_obligations = forms.BooleanField(
        label=_("Bản án không có nghĩa vụ dân sự, án phí phải thi hành"), required=False
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.add_rows("penalties", PenaltyFormSet)
        self.add_rows("obligations", ObligationFormSet)

    def clean(self):
        """Check the judgment together with its offences and rows."""
        data = super().clean()
        self._check_judgment(data)
        return data

    def _check_judgment(self, data) -> None:
        if not any(data.get(name) for name in _JUDGMENT):
            return
        for name in _JUDGMENT:
            if not data.get(name) and name not in self.errors:
                self.add_error(name, gettext("Bản án phải có tòa án, số và ngày tuyên án; hoặc để trống cả ba."))
        if not data.get("sentence") and "sentence" not in self.errors:
            self.add_error("sentence", gettext("Đã ghi bản án thì phải ghi mức án đã tuyên."))
        offences, articles = _parts(data.get("offence", "")), _parts(data.get("article", ""))
        if len(offences) != len(articles):
            values = {"offences": len(offences), "articles": len(articles)}
            reason = gettext("Có %(offences)d tội danh và %(articles)d điều luật; mỗi tội phải có điều luật của nó.")
            self.add_error("article", reason % values)

    def decided(self) -> Decided:
        """Return the judgment with offences, penalties and obligations as plain values."""
        data = self.cleaned_data
        return Decided(
            judgment=self._judgment(data) if data["judgment_number"] else None,
            offences=tuple(
                {"name": name, "article": article}
                for name, article in zip(_parts(data["offence"]), _parts(data["article"]), strict=False)
            ),
            penalties=tuple(self.rows("penalties")),
            obligations=tuple(self.rows("obligations")),
        )

    @staticmethod
    def _judgment(data) -> dict:
        sentence = data["sentence"]
        return {
            "court": data["court"],
            "number": data["judgment_number"],
            "on": data["judgment_on"],
            "main_penalty": MainPenalty.LIFE if sentence.life else MainPenalty.PRISON,
            "months": sentence.months,
            "days": sentence.days,
            "has_no_obligations": data["has_no_obligations"],
        }


def _parts(text: str) -> list[str]:
    return [part for part in map(nfc, text.split(";")) if part]
