"""Pages that show, record and confirm a new crime, and that correct or withdraw what was recorded."""

from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.forms.submission import bind, form_status, submit
from accounts.permissions.roles import may, needs
from audit import events as audit_events
from cases.choices import NOT_COUNTED
from cases.facts.late_entries import is_late_entry
from cases.facts.rate_guard import counted_reoffences
from cases.models import Case, ReoffenceConfirmation
from cases.records.visible_case import visible_case
from cases.reoffences import services as reoffences_services
from cases.reoffences.edit_conflicts import version_of_reoffence
from cases.reoffences.forms import ConfirmForm, CorrectionForm, ReoffenceForm, WithdrawalForm
from cases.reoffences.missing import missing_of
from cases.reoffences.recidivism_hint import recidivism_hints
from core.dates import today
from law.provider import law, law_timeline

POSTABLE = ["GET", "HEAD", "POST"]
PAGE_SIZE = 50
NOT_ATTRIBUTED = gettext_lazy(
    "Ngày khởi tố không nằm trong thời gian quản lý nào của người này: vụ việc được ghi lại và nêu riêng bên cạnh tỷ lệ,"
    " không tính vào số tái phạm. Hãy kiểm tra lại ngày khởi tố và quá trình quản lý."
)


@require_http_methods(POSTABLE)
@needs("reoffence.record")
def record(request, public_id):
    """Record a prosecution; warn if the person was not managed on its day, so that no measure counts it."""
    case = visible_case(request.user, public_id)
    form = bind(request, ReoffenceForm)

    def act(cleaned):
        made = reoffences_services.record_reoffence(by=request.user, case=case, data=form.as_data(cleaned))
        if made.prosecuted_on not in {one.on for one in counted_reoffences([made.person_id])}:
            messages.warning(request, NOT_ATTRIBUTED)
        return case

    done = submit(request, form, act, success=_("Đã ghi nhận."))
    return done or _page(request, case, form, _("Ghi nhận tái phạm tội"))


@require_http_methods(POSTABLE)
@needs("reoffence.record")
def change(request, public_id, pk, kind):
    """Correct or withdraw a recorded reoffence; what lowers a figure becomes a request to a second person."""
    case = visible_case(request.user, public_id)
    # A POST also finds a corrected or withdrawn version, so that the form can say so.
    among = case.reoffences.all() if request.method == "POST" else case.reoffences.current()
    reoffence = get_object_or_404(among, pk=pk)
    correcting = kind == "correct"
    initial = ReoffenceForm.initial_of(reoffence)
    form_class, version = CorrectionForm if correcting else WithdrawalForm, version_of_reoffence(reoffence)
    form = bind(request, form_class, record_version=version, initial=initial if correcting else None)
    act = partial(_change, request.user, reoffence, correcting, case)
    title = _("Sửa vụ tái phạm đã ghi") if correcting else _("Rút vụ tái phạm đã ghi")
    done = submit(request, form, act, success=_("Đã ghi; không số liệu nào giảm nên không cần người thứ hai."))
    return done or _page(request, case, form, title, reoffence)


@require_safe
@needs("cases.view")
def detail(request, public_id, pk):
    """Show one reoffence: what is recorded and what is not, who confirmed it, the hint of recidivism, and earlier versions."""
    case = visible_case(request.user, public_id)
    reoffence = get_object_or_404(case.reoffences.current().select_related("recorded_by"), pk=pk)
    _record_look(request.user, case)
    return render(request, "cases/reoffence.html", _described(request.user, case, reoffence))


@require_http_methods(POSTABLE)
@needs("reoffence.confirm")
def confirm(request, public_id, pk):
    """Confirm a reoffence as the second person; the page shows what the leader confirms."""
    case = visible_case(request.user, public_id)
    among = case.reoffences.all() if request.method == "POST" else case.reoffences.current()
    reoffence = get_object_or_404(among.select_related("recorded_by"), pk=pk)
    form = bind(request, ConfirmForm, record_version=version_of_reoffence(reoffence))

    def act(_cleaned):
        reoffences_services.confirm_reoffence(by=request.user, reoffence=reoffence)
        return reverse("cases:reoffence-unconfirmed")

    if done := submit(request, form, act, success=_("Đã xác nhận; số liệu không đổi.")):
        return done
    _record_look(request.user, case)
    context = {**_described(request.user, case, reoffence), "form": form}
    return render(request, "cases/reoffence.html", context, status=form_status(form))


@require_safe
@needs("reoffence.confirm")
def unconfirmed(request):
    """List the reoffences in the user's units that count and wait for a second person, the longest waiting first."""
    found = reoffences_services.unconfirmed_for(request.user).select_related("case__person", "recorded_by")
    page = Paginator(found.order_by("known_from", "pk"), PAGE_SIZE).get_page(request.GET.get("page"))
    shown = Case.objects.visible_to(request.user).with_latest().filter(pk__in=[row.case_id for row in page])
    units = {case.pk: case.unit_name for case in shown}
    rows = [
        {"reoffence": row, "unit": units[row.case_id], "is_own": row.recorded_by_id == request.user.pk} for row in page
    ]
    detail = {"found": page.paginator.count, "page": page.number}
    audit_events.record(by=request.user, action="reoffence.list", detail=detail)
    return render(request, "cases/reoffence_unconfirmed.html", {"rows": rows, "page": page})


def _described(user, case, reoffence) -> dict:
    """What the page of a reoffence shows."""
    confirmation = ReoffenceConfirmation.objects.filter(reoffence=reoffence).select_related("confirmed_by").first()
    is_counted = reoffence.outcome not in NOT_COUNTED
    may_confirm = may(user, "reoffence.confirm") and is_counted and confirmation is None
    error = reoffences_services.confirmation_error(user, reoffence) if may_confirm else ""
    return {
        "case": case,
        "reoffence": reoffence,
        "confirmation": confirmation,
        "is_counted": is_counted,
        "is_late": is_late_entry(reoffence.known_from, reoffence.prosecuted_on, law_timeline()),
        "missing": missing_of(reoffence),
        "hint": recidivism_hints(case, [reoffence]).get(reoffence.pk),
        "earlier": reoffences_services.earlier_versions(reoffence),
        "may_confirm": may_confirm and not error,
        "confirmation_error": error,
        "may_record": may(user, "reoffence.record"),
    }


def _record_look(user, case) -> None:
    audit_events.record(by=user, action="case.form", target=case, unit=case.unit_id, detail={"kind": "reoffence"})


def _change(user, reoffence, correcting, case, cleaned):
    basis = {"why": cleaned["why"], "document_number": cleaned["basis_number"]}
    if correcting:
        data = ReoffenceForm.as_data(cleaned)
        reoffences_services.correct_reoffence(by=user, reoffence=reoffence, data=data, **basis)
    else:
        reoffences_services.withdraw_reoffence(by=user, reoffence=reoffence, **basis)
    return case


def _page(request, case, form, title, reoffence=None):
    _record_look(request.user, case)
    late_days = law(today()).number("late_entry_days")
    context = {"case": case, "form": form, "title": title, "reoffence": reoffence, "late_days": late_days}
    return render(request, "cases/reoffence_form.html", context, status=form_status(form))
