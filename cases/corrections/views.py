"""Correcting what was written about where and in which category somebody was managed; taking back a case entered by mistake.

Nothing is overwritten: the old version stays readable here, with who replaced it, when and why (docs/measures.md §1).
"""

from dataclasses import replace
from functools import partial
from itertools import zip_longest

from django import forms
from django.db.models import Q
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.forms.submission import bind, form_status, submit
from accounts.permissions.roles import needs
from accounts.permissions.scope import communes_for
from areas.models import Unit
from audit import events as audit_events
from cases.choices import CLOSURES, EndReason, Origin
from cases.corrections import services as verbs
from cases.facts import store as facts_store
from cases.facts.edit_conflicts import version_of_stays
from cases.facts.stay_chain import StayValue
from cases.models import Case
from core.forms.fields import StyledMixin
from law.choices import Category

POSTABLE = ["GET", "HEAD", "POST"]
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
            self.add_error("end_on", _now("Kết thúc phải có cả ngày và lý do; còn quản lý thì để trống cả hai."))
        for place in range(len(self.history) + 1):
            given = [data.get(name) for name in _row(place)]
            if any(given[:3]) and not all(given[:3]) and not set(_row(place)) & set(self.errors):
                self.add_error(f"start{place}", _now("Giai đoạn phải có đủ đơn vị, diện và ngày bắt đầu."))
        if not self.errors and not self.stays():
            raise forms.ValidationError(_now("Phải còn ít nhất một giai đoạn; hồ sơ nhập nhầm cả thì dùng Rút hồ sơ."))
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
        label = _now("Giai đoạn %d") % (place + 1) if stay else _now("Thêm giai đoạn")
        needed, start = stay is not None, stay.start_on if stay else None
        choices = [*Category.choices] if needed else [("", "—"), *Category.choices]
        names = dict(zip(_row(place), (_now("đơn vị"), _now("diện"), _now("từ ngày")), strict=False))
        told = {name: f"{label}: {what}" for name, what in names.items()}
        unit, category, begin, drop = _row(place)
        fields[unit] = forms.ModelChoiceField(
            units, label=told[unit], required=needed, initial=stay and stay.unit_id, empty_label="—"
        )
        fields[category] = forms.ChoiceField(
            label=told[category], choices=choices, required=needed, initial=stay and stay.category
        )
        fields[begin] = forms.DateField(label=told[begin], required=needed, initial=start)
        if needed and len(history) > 1:
            fields[drop] = forms.BooleanField(label=_now("Bỏ giai đoạn %d") % (place + 1), required=False)
    last = history[-1]
    reasons = [*BY_HAND, *({EndReason(last.end_reason)} - {*BY_HAND} if last.end_reason else ())]
    ends = [("", _now("— còn quản lý —")), *((one.value, one.label) for one in reasons)]
    fields |= {
        "origin": forms.ChoiceField(label=_("Từ đâu về"), choices=Origin.choices, initial=history[0].origin),
        "end_on": forms.DateField(label=_("Kết thúc quản lý từ ngày"), required=False, initial=last.end_on),
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


@require_http_methods(POSTABLE)
@needs("cases.correct")
def correct(request, public_id):
    case = _case(request, public_id)
    history = facts_store.current_history(case)
    form = bind(request, form_for(history, _units(request.user, history)), record_version=version_of_stays(case))
    done = submit(request, form, partial(_correct, request.user, case, form), success=_now("Đã ghi bản sửa."))
    return done or _page(request, case, form, _now("Sửa quá trình quản lý"))


def _correct(user, case: Case, form: HistoryForm, cleaned) -> str:
    reason = {"why": cleaned["why"], "document_number": cleaned["document_number"]}
    verbs.correct(by=user, case=case, history=form.stays(), **reason)
    seen = Case.objects.visible_to(user).filter(pk=case.pk).exists()
    return case.get_absolute_url() if seen else reverse("cases:list")


@require_http_methods(POSTABLE)
@needs("cases.correct")
def withdraw(request, public_id):
    """The whole case was entered by mistake."""
    case = _case(request, public_id)
    form = bind(request, ReasonForm, record_version=version_of_stays(case))

    def act(cleaned):
        verbs.withdraw(by=request.user, case=case, **cleaned)
        return reverse("cases:list")

    return submit(request, form, act, success=_now("Đã rút hồ sơ.")) or _page(
        request, case, form, _now("Rút hồ sơ nhập nhầm")
    )


def _units(user, history):
    """Communes of my own, and those that the history names already."""
    own = communes_for(user, "cases.correct").values("pk")
    return Unit.objects.filter(Q(pk__in=own) | Q(pk__in={stay.unit_id for stay in history})).order_by(
        "name", "valid_from"
    )


def _case(request, public_id) -> Case:
    cases = Case.objects.visible_to(request.user).with_latest().select_related("person")
    return get_object_or_404(cases, public_id=public_id)


def _page(request, case: Case, form, title: str):
    audit_events.record(
        by=request.user, action="case.form", target=case, unit=case.unit_id, detail={"kind": "correction"}
    )
    versions = case.stays.select_related("unit", "recorded_by").order_by("-known_from", "start_on")
    context = {"case": case, "form": form, "title": title, "back": case.get_absolute_url(), "versions": versions}
    return render(request, "cases/correction.html", context, status=form_status(form))
