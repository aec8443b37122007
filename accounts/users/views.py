"""The page on which a third person confirms the account of a second person."""

from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.forms.submission import bind, form_status, submit
from accounts.permissions.roles import needs
from accounts.users import confirmation, services
from accounts.users.forms import ConfirmationForm
from audit import events as audit_events


@require_http_methods(["GET", "HEAD", "POST"])
@needs("accounts.confirm")
def confirmations(request):
    """Colleagues' accounts that wait for a confirmation, and the form that confirms one of them."""
    waiting = confirmation.waiting_for(request.user)
    form = bind(request, ConfirmationForm, waiting=waiting)

    def act(cleaned):
        services.confirm_account(by=request.user, **cleaned)
        return "accounts:confirmations"

    if done := submit(request, form, act, success=_("Đã xác nhận tài khoản.")):
        return done
    audit_events.record(by=request.user, action="user.confirmations", detail={"waiting": len(waiting)})
    context = {
        "waiting": [(one, confirmation.acts_on(one)) for one in waiting],
        "form": form if waiting or request.method == "POST" else None,
        "is_own_waiting": not confirmation.is_confirmed(request.user),
    }
    return render(request, "accounts/confirmations.html", context, status=form_status(form))
