"""Pages that record a loan request: for a person from the case or from a need, for an establishment from the list."""

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.forms.submission import bind, form_status, submit
from accounts.permissions.roles import needs
from audit import events as audit_events
from cases.models import Case
from cases.records.visible_case import visible_case
from core.dates import today
from law.provider import law
from loans import legal_checks, services
from loans.requests.forms import BusinessLoanForm, PersonLoanForm


@require_http_methods(["GET", "HEAD", "POST"])
@needs("loans.request")
def for_person(request, public_id):
    """Record the request of a released person; the page shows what the law says about it."""
    case = visible_case(request.user, public_id)
    form = bind(request, PersonLoanForm, case=case, initial={"need": _need(request, case)})

    def save(cleaned):
        return services.request_loan(
            by=request.user,
            case=case,
            request=form.value(),
            details=form.details(),
            is_confirmed_by_user=cleaned["confirmed"],
        )

    if response := submit(request, form, save, success=_("Đã ghi đề nghị vay.")):
        return response
    audit_events.record(by=request.user, action="case.form", target=case, unit=case.unit_id, detail={"kind": "loan"})
    rules = law(today())
    context = {
        "form": form,
        "title": _("Ghi đề nghị vay vốn"),
        "lead": _("%(name)s, hồ sơ %(code)s") % {"name": case.person.full_name, "code": case.code},
        "answer": legal_checks.eligibility_of(case, today(), rules, has_need=True),
        "limits": legal_checks.limit_sentences(rules),
        "back": reverse("cases:tab", args=[case.public_id, "loans"]),
    }
    return render(request, "loans/request_form.html", context, status=form_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
@needs("loans.request")
def for_business(request):
    """Record the request of an establishment in one of the user's communes."""
    form = bind(request, BusinessLoanForm, user=request.user)

    def save(cleaned):
        return services.request_loan(
            by=request.user,
            unit=cleaned["unit"],
            request=form.value(),
            details=form.details(),
            is_confirmed_by_user=cleaned["confirmed"],
        )

    if response := submit(request, form, save, success=_("Đã ghi đề nghị vay.")):
        return response
    audit_events.record(by=request.user, action="loan.form", detail={"kind": "business"})
    context = {
        "form": form,
        "title": _("Ghi đề nghị vay của cơ sở sản xuất, kinh doanh"),
        "lead": _("Cơ sở sử dụng lao động là người chấp hành xong án phạt tù (Quyết định 22/2023/QĐ-TTg)."),
        "back": reverse("loans:list"),
    }
    return render(request, "loans/request_form.html", context, status=form_status(form))


def _need(request, case: Case):
    """The id of the case's need in the query string, to preselect it. None for a need of another case."""
    public_id = request.GET.get("need", "")
    return next((need.pk for need in case.needs.active() if str(need.public_id) == public_id), None)
