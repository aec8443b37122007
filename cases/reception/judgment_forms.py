"""What the court decided, as it is typed when somebody comes home: judgment, offences, additional penalties, obligations.

All of it may be left out and entered later (kinds/judgment.py); of what is entered nothing may be half.
"""

from dataclasses import dataclass, field

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.judgments.models import OBLIGATION, MainPenalty
from cases.models import CivilObligation
from core.dates import today
from core.forms.fields import StyledMixin
from core.forms.typed_fields import DateField, MoneyField
from core.text import nfc
from law.choices import AdditionalPenaltyKind

PENALTIES, OBLIGATIONS = (1, 2), (1, 2, 3)
_JUDGMENT = ("judgment_number", "judgment_on", "court")


@dataclass(frozen=True, slots=True)
class Decided:
    """Rows to be written with the case, by the fields of their models; `judgment`: None, then there are no offences either."""

    judgment: dict | None = None
    offences: tuple[dict, ...] = ()
    penalties: tuple[dict, ...] = ()
    obligations: tuple[dict, ...] = field(default=())


def _row_fields() -> dict[str, forms.Field]:
    found: dict[str, forms.Field] = {}
    for row in PENALTIES:
        found[f"penalty_{row}_kind"] = _kind(_("Hình phạt bổ sung"), AdditionalPenaltyKind)
        found[f"penalty_{row}_end_on"] = DateField(years_back=40, label=_("Đến hết ngày"), required=False)
    for row in OBLIGATIONS:
        done = DateField(
            years_back=40, label=_("Ngày thực hiện xong"), required=False, help_text=_("Để trống nếu chưa xong.")
        )
        amount = MoneyField(label=_("Số tiền (đồng)"), required=False, min_value=1, usual=OBLIGATION)
        found[f"obligation_{row}_kind"] = _kind(_("Nghĩa vụ dân sự"), CivilObligation.Kind)
        found |= {f"obligation_{row}_amount": amount, f"obligation_{row}_done_on": done}
    return found


def _kind(label, kinds) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[("", "—"), *kinds.choices], required=False)


Rows = type(forms.Form)("Rows", (forms.Form,), _row_fields())


class CourtPart(StyledMixin, Rows):
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

    def clean(self):
        data = super().clean()
        self._check_judgment(data)
        for row in PENALTIES:
            self._check_row(data, f"penalty_{row}", ("end_on",))
        for row in OBLIGATIONS:
            self._check_row(data, f"obligation_{row}", ("amount", "done_on"))
        for name in ("judgment_on", *(f"obligation_{row}_done_on" for row in OBLIGATIONS)):
            if data.get(name) and data[name] > today():
                self.add_error(name, gettext("Ngày ở tương lai; ở đây ghi việc đã xảy ra."))
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
            told = {"offences": len(offences), "articles": len(articles)}
            reason = gettext("Có %(offences)d tội danh và %(articles)d điều luật; mỗi tội phải có điều luật của nó.")
            self.add_error("article", reason % told)

    def _check_row(self, data, prefix: str, names: tuple[str, ...]) -> None:
        if not data.get(f"{prefix}_kind") and any(data.get(f"{prefix}_{name}") for name in names):
            self.add_error(f"{prefix}_kind", gettext("Chọn loại, hoặc xóa số tiền và ngày bên cạnh."))

    def decided(self) -> Decided:
        data = self.cleaned_data
        return Decided(
            judgment=self._judgment(data) if data["judgment_number"] else None,
            offences=tuple(
                {"name": name, "article": article}
                for name, article in zip(_parts(data["offence"]), _parts(data["article"]), strict=False)
            ),
            penalties=tuple(_rows(data, "penalty", PENALTIES, ("kind", "end_on"))),
            obligations=tuple(_rows(data, "obligation", OBLIGATIONS, ("kind", "amount", "done_on"))),
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
        }


def _rows(data, prefix: str, rows: tuple[int, ...], names: tuple[str, ...]):
    for row in rows:
        if data[f"{prefix}_{row}_kind"]:
            yield {name: data[f"{prefix}_{row}_{name}"] for name in names}


def _parts(text: str) -> list[str]:
    return [part for part in map(nfc, text.split(";")) if part]
