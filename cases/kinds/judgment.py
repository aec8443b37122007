"""The judgment: main and additional penalties, offences, civil obligations and whether they are done."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.roles import may
from cases.kinds.forms import RecordForm, day_order
from cases.models import AdditionalPenalty, Case, CivilObligation, Judgment, Offence
from cases.record_views import RecordKind, register
from cases.tabs import tab


class JudgmentForm(RecordForm):
    past = ("on", "effective_on", "execution_on")

    class Meta:
        model = Judgment
        fields = (
            "court", "number", "on", "effective_on", "execution_number", "execution_on", "main_penalty", "months", "is_minor",
            "found_recidivist",
        )  # fmt: skip
        help_texts = {"months": _("Theo bản án đã có hiệu lực, không trừ thời gian được giảm (BLHS Điều 73 khoản 1).")}

    def clean(self):
        data = super().clean()
        day_order(self, "on", "effective_on", _("Ngày có hiệu lực không thể trước ngày tuyên án."))
        if data.get("main_penalty") in ("prison", "suspended") and not data.get("months"):
            self.add_error("months", _("Tù có thời hạn và án treo phải ghi số tháng."))
        return data


class OffenceForm(RecordForm):
    past = ("act_on",)

    class Meta:
        model = Offence
        fields = ("judgment", "name", "article", "crime_class", "is_intentional", "needs_court", "act_on")

    def __init__(self, *args, case, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["judgment"].queryset = case.judgments.standing()
        self.fields["judgment"].empty_label = None
        self.fields["judgment"].label_from_instance = lambda one: f"{one.number}, {one.court}"


class PenaltyForm(RecordForm):
    past = ("done_on",)

    class Meta:
        model = AdditionalPenalty
        fields = ("kind", "start_on", "end_on", "done_on", "note")

    def clean(self):
        data = super().clean()
        day_order(self, "start_on", "end_on", _("Ngày kết thúc không thể trước ngày bắt đầu."))
        return data


class ObligationForm(RecordForm):
    past = ("done_on",)

    class Meta:
        model = CivilObligation
        fields = ("kind", "amount", "done_on", "proof", "note")
        widgets = {"amount": forms.NumberInput(attrs={"inputmode": "numeric", "min": 1})}


def _of_case(request, case: Case) -> dict:
    return {"case": case}


register(RecordKind("judgments", Judgment, JudgmentForm, _("Bản án"), "judgment"))
register(RecordKind("offences", Offence, OffenceForm, _("Tội danh"), "judgment", form_kwargs=_of_case))
register(RecordKind("penalties", AdditionalPenalty, PenaltyForm, _("Hình phạt bổ sung"), "judgment"))
register(RecordKind("obligations", CivilObligation, ObligationForm, _("Nghĩa vụ dân sự"), "judgment"))


@tab(slug="judgment", label=_("Bản án, nghĩa vụ"), template="cases/tabs/judgment.html", order=30)
def judgment(request, case: Case) -> dict:
    offences = Offence.objects.standing().filter(judgment__case=case).select_related("judgment")
    return {
        "judgments": case.judgments.standing(),
        "offences": offences,
        "penalties": case.additional_penalties.standing(),
        "obligations": case.obligations.standing(),
        "may_edit": may(request.user, "cases.edit"),
    }
