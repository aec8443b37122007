"""Forms of judgments, offences, additional penalties, civil obligations and sentences for new crimes."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.choices import Outcome
from cases.models import AdditionalPenalty, CivilObligation, Judgment, NewSentence, Offence
from cases.records.forms import RecordForm
from core.dates import today, vn_date
from core.forms.fields import choice_field, offer_rows
from law.provider import law


class JudgmentForm(RecordForm):
    """The fields of a judgment, with the sentence as pronounced in months and days."""

    years_back = 40

    class Meta:
        model = Judgment
        fields = (
            "court", "number", "on", "effective_on", "execution_number", "execution_on", "main_penalty", "months", "days",
            "has_no_obligations", "is_minor", "found_recidivist",
        )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        text = _("Theo bản án đã có hiệu lực, không trừ thời gian được giảm (%s).")
        self.fields["months"].help_text = text % law(today()).article("expunge_by_pronounced")

    def clean_days(self) -> int:
        """An empty field means no days beyond the whole months."""
        return self.cleaned_data["days"] or 0

    def clean(self):
        """Require days in order, and months for prison and suspended sentences."""
        data = super().clean()
        if data.get("main_penalty") in ("prison", "suspended") and not data.get("months"):
            self.add_error("months", _("Tù có thời hạn và án treo phải ghi số tháng."))
        return data


class OffenceForm(RecordForm):
    """The fields of one offence of a judgment."""

    years_back = 40

    class Meta:
        model = Offence
        fields = ("judgment", "name", "article", "crime_class", "is_intentional", "needs_court", "act_on")
        widgets = {
            "needs_court": forms.Select(
                choices=[("", _("Theo điều luật đã ghi")), ("true", _("Thuộc")), ("false", _("Không thuộc"))]
            )
        }
        help_texts = {"needs_court": _("Hệ thống suy ra từ điều luật; chỉ chọn khi suy ra sai.")}

    def __init__(self, *args, case, **kwargs):
        super().__init__(*args, **kwargs)
        rows = case.judgments.active()
        offer_rows(self, "judgment", rows, label=lambda one: f"{one.number}, {one.court}", may_be_empty=False)


class PenaltyForm(RecordForm):
    """The fields of an additional penalty."""

    years_back = 40

    class Meta:
        model = AdditionalPenalty
        fields = ("kind", "start_on", "end_on", "done_on", "note")


class ObligationForm(RecordForm):
    """The fields of a civil obligation and the day it was fulfilled; amounts in đồng."""

    years_back = 40

    class Meta:
        model = CivilObligation
        fields = ("kind", "amount", "done_on", "proof", "note")


class NewSentenceForm(RecordForm):
    """The sentence for a new crime. `prosecuted_on` is one of the prosecutions that ended in a conviction."""

    years_back = 40
    prosecuted_on = forms.TypedChoiceField(label=_("Lần bị khởi tố ngày"), coerce=date.fromisoformat)

    class Meta:
        model = NewSentence
        fields = ("prosecuted_on", "act_on", "court", "number", "on", "completed_on", "proof")
        help_texts = {
            "act_on": _("Ngày thực hiện hành vi; để trống nếu chưa rõ, hệ thống sẽ hỏi khi xét xóa án tích."),
            "completed_on": _("Ngày chấp hành xong hình phạt chính hoặc hết thời gian thử thách của án treo."),
        }

    def __init__(self, *args, case, **kwargs):
        super().__init__(*args, **kwargs)
        convicted = case.reoffences.current().filter(outcome=Outcome.CONVICTED).order_by("prosecuted_on")
        days = {row.prosecuted_on for row in convicted} | {self.instance.prosecuted_on} - {None}
        choice_field(self, "prosecuted_on").choices = [(day.isoformat(), vn_date(day)) for day in sorted(days)]
        if not days:
            self.fields["prosecuted_on"].help_text = _(
                "Chưa có lần nào được ghi là đã bị kết án; ghi kết quả của lần khởi tố ở trang Tổng quan trước."
            )
