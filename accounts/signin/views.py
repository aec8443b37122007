"""Sign in, sign out, change and choose a password."""

from typing import cast

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, PasswordChangeView, PasswordResetConfirmView
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from accounts.forms import drafts
from accounts.models import User
from accounts.permissions.roles import needs
from accounts.signin.forms import ChosenPasswordForm, OwnPasswordForm, SignInForm
from accounts.signin.link_notice import CHOSEN, OPENED_BY_OTHER, link_notice
from accounts.signin.sessions import PASSWORD, end_sessions
from audit import events as audit_events


class SignIn(LoginView):
    """The sign-in page."""

    template_name = "accounts/login.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs):
        """Keeps the draft that the user was writing when the session ended."""
        return super().get_context_data(draft=self.request.POST.get(drafts.FIELD, ""), **kwargs)

    def form_valid(self, form):
        """Return to the page where the session ended, with the text that the same user had typed there."""
        response = super().form_valid(form)
        if notice := link_notice(form.get_user()):
            messages.warning(self.request, notice)
        address = drafts.accept(self.request, self.request.POST.get(drafts.FIELD, ""))
        return redirect(address) if address else response


@require_POST
def sign_out(request):
    """End the session and clear the browser's cache and storage, for shared PCs."""
    logout(request)
    response = redirect("accounts:login")
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


class ChangePassword(PasswordChangeView):
    """Change the own password; ends the user's other sessions."""

    template_name = "accounts/password.html"
    form_class = OwnPasswordForm
    success_url = reverse_lazy("home")

    @transaction.atomic
    def form_valid(self, form):
        """Saves the password, ends the other sessions and writes the audit event, in one transaction."""
        response = super().form_valid(form)
        user = cast(User, self.request.user)
        end_sessions(user, but=self.request.session.session_key, reason=PASSWORD)
        audit_events.record(by=user, action="account.password", target=user)
        messages.success(self.request, gettext("Đã đổi mật khẩu."))
        return response


change_password = needs("account")(ChangePassword.as_view())


class ChoosePassword(PasswordResetConfirmView):
    """The page of a one-time link (users/services.py: issue_password_link) on which a user chooses a password."""

    template_name = "accounts/choose_password.html"
    form_class = ChosenPasswordForm
    success_url = reverse_lazy("accounts:login")

    @method_decorator(login_not_required)
    def dispatch(self, request, *args, **kwargs):
        """Refuse a link of somebody else to a user who is signed in, e.g. the administrator who made it; that is audited."""
        owner = self.get_user(kwargs["uidb64"])
        if request.user.is_authenticated and request.user != owner:
            audit_events.record(by=request.user, action=OPENED_BY_OTHER, target=owner)
            return render(request, self.template_name, {"is_other": True}, status=403)
        return super().dispatch(request, *args, **kwargs)

    def get_user(self, uidb64):
        """The active user of the link, or None; the link contains the public id."""
        try:
            return User.objects.filter(public_id=uidb64, is_active=True).first()
        except ValidationError:
            return None

    @transaction.atomic
    def form_valid(self, form):
        """Saves the password and writes the audit event, in one transaction."""
        response = super().form_valid(form)
        audit_events.record(by=self.user, action=CHOSEN, target=self.user)
        messages.success(self.request, gettext("Đã đặt mật khẩu. Hãy đăng nhập bằng mật khẩu mới."))
        return response
