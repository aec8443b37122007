"""Requests for an export: the filtered list of cases, or the whole register of a unit."""

from functools import partial

from django import forms
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.forms.submission import bind, form_status, submit
from accounts.permissions.roles import needs
from accounts.permissions.scope import map_day, units_to_choose
from areas.fields import UnitChoice
from areas.models import Unit
from audit import events as audit_events
from cases.search.export import LIST
from cases.search.forms import CaseFilterForm
from core.errors import Refused
from core.forms.fields import offer_rows
from jobs import exports
from jobs.export_views import ExportForm, known_query
from register.exports import REGISTER


class CaseExportForm(ExportForm):
    """What to export, the unit of a register, the reason and the password."""

    what = forms.ChoiceField(
        label=_("Xuất gì"),
        choices=[
            (LIST.kind, _("Danh sách đang lọc, số giấy tờ được che")),
            (REGISTER.kind, _("Cả sổ đăng ký của một đơn vị, số giấy tờ đầy đủ, nhập lại được")),
        ],
        initial=LIST.kind,
        widget=forms.RadioSelect,
    )
    unit = UnitChoice(
        label=_("Đơn vị (khi xuất cả sổ)"), queryset=Unit.objects.none(), empty_label=None, required=False
    )
    field_order = ("what", "unit", "reason", "password")

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, user=user, **kwargs)
        offer_rows(self, "unit", units_to_choose(user, "cases.export").on(map_day(user)))

    def clean(self):
        """Require the unit for the export of a register."""
        chosen = super().clean()
        if chosen.get("what") == REGISTER.kind and not chosen.get("unit") and "unit" not in self.errors:
            self.add_error("unit", _("Hãy chọn đơn vị có sổ cần xuất."))
        return chosen


@require_http_methods(["GET", "HEAD", "POST"])
@needs("cases.export")
def ask(request):
    """The form for an export. The filters of the list are in the query string; the form asks for content, reason and password."""
    filters = {"query": known_query(request.GET, CaseFilterForm)}
    wanted = REGISTER.kind if request.GET.get("what") == REGISTER.kind else LIST.kind
    form = bind(request, CaseExportForm, user=request.user, initial={"what": wanted})
    if done := submit(request, form, partial(_ask, request.user, filters)):
        return done
    try:
        rows, refusal = exports.rows_of(request.user, LIST.kind, filters), ""
    except Refused as error:
        rows, refusal = None, str(error)
    audit_events.record(by=request.user, action="export.form", detail={"kind": wanted})
    context = {"form": form, "rows": rows, "refusal": refusal, "query": filters["query"]}
    return render(request, "register/export.html", context, status=form_status(form))


def _ask(user, filters, cleaned):
    if cleaned["what"] == REGISTER.kind:
        filters = {"unit": cleaned["unit"].pk}
    made = exports.ask(by=user, kind=cleaned["what"], reason=cleaned["reason"], filters=filters)
    return reverse("jobs:job", args=[made.job_id])
