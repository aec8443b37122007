"""Pages that record a new crime, and that correct or withdraw what was recorded."""

from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.forms.submission import bind, form_status, submit
from accounts.permissions.roles import needs
from audit import events as audit_events
from cases.facts.rate_guard import counted_reoffences
from cases.records.visible_case import visible_case
from cases.reoffences import services as reoffences_services
from cases.reoffences.edit_conflicts import version_of_reoffence
from cases.reoffences.forms import CorrectionForm, ReoffenceForm, WithdrawalForm

POSTABLE = ["GET", "HEAD", "POST"]
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
    names = ("prosecuted_on", "act_on", "document_number", "outcome", "convicted_on", "note")
    initial = {name: getattr(reoffence, name) for name in names}
    form_class, version = CorrectionForm if correcting else WithdrawalForm, version_of_reoffence(reoffence)
    form = bind(request, form_class, record_version=version, initial=initial if correcting else None)
    act = partial(_change, request.user, reoffence, correcting, case)
    title = _("Sửa vụ tái phạm đã ghi") if correcting else _("Rút vụ tái phạm đã ghi")
    done = submit(request, form, act, success=_("Đã ghi; không số liệu nào giảm nên không cần người thứ hai."))
    return done or _page(request, case, form, title, reoffence)


def _change(user, reoffence, correcting, case, cleaned):
    basis = {"why": cleaned["why"], "document_number": cleaned["basis_number"]}
    if correcting:
        data = ReoffenceForm.as_data(cleaned)
        reoffences_services.correct_reoffence(by=user, reoffence=reoffence, data=data, **basis)
    else:
        reoffences_services.withdraw_reoffence(by=user, reoffence=reoffence, **basis)
    return case


def _page(request, case, form, title, reoffence=None):
    audit_events.record(
        by=request.user, action="case.form", target=case, unit=case.unit_id, detail={"kind": "reoffence"}
    )
    context = {"case": case, "form": form, "title": title, "reoffence": reoffence}
    return render(request, "cases/reoffence_form.html", context, status=form_status(form))
