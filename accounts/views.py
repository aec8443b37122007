"""Signing in and out, the first page, and what came of the work one asked for."""

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import LoginView, PasswordChangeView, PasswordResetConfirmView
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.utils.http import content_disposition_header, url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _now
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from accounts import audit, drafts
from accounts.forms import ChosenPasswordForm, OwnPasswordForm, SignInForm
from accounts.home import entries_for, panels_for
from accounts.models import Export, Job, StoredFile, User
from accounts.roles import needs
from accounts.sessions import PASSWORD, end_sessions

RECENT_JOBS = 5


class SignIn(LoginView):
    template_name = "accounts/login.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs):
        return super().get_context_data(draft=self.request.POST.get(drafts.FIELD, ""), **kwargs)

    def form_valid(self, form):
        """With what the same user had typed when the session ended, back to where it was typed."""
        response = super().form_valid(form)
        address = drafts.accept(self.request, self.request.POST.get(drafts.FIELD, ""))
        return redirect(address) if address else response


@require_POST
def sign_out(request):
    """End the session on the server and have the browser forget what it kept, also on a shared PC."""
    logout(request)
    response = redirect("accounts:login")
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


class ChangePassword(PasswordChangeView):
    template_name = "accounts/password.html"
    form_class = OwnPasswordForm
    success_url = reverse_lazy("home")

    @transaction.atomic
    def form_valid(self, form):
        response = super().form_valid(form)
        end_sessions(self.request.user, but=self.request.session.session_key, reason=PASSWORD)
        audit.record(by=self.request.user, action="account.password", target=self.request.user)
        messages.success(self.request, _now("Đã đổi mật khẩu."))
        return response


change_password = needs("account")(ChangePassword.as_view())


class ChoosePassword(PasswordResetConfirmView):
    """The page behind the link of services.issue_password_link, for somebody who has no password (any more)."""

    template_name = "accounts/choose_password.html"
    form_class = ChosenPasswordForm
    success_url = reverse_lazy("accounts:login")

    def get_user(self, uidb64):
        try:
            return User.objects.filter(public_id=uidb64, is_active=True).first()
        except ValidationError:
            return None

    @transaction.atomic
    def form_valid(self, form):
        response = super().form_valid(form)
        audit.record(by=self.user, action="account.password_chosen", target=self.user)
        messages.success(self.request, _now("Đã đặt mật khẩu. Hãy đăng nhập bằng mật khẩu mới."))
        return response


@require_safe
@needs("home")
def home(request):
    """Where one may go, and what became of the work one asked for."""
    jobs = Job.objects.filter(by=request.user).select_related("progress").order_by("-created_at")[:RECENT_JOBS]
    context = {"entries": entries_for(request.user), "panels": panels_for(request.user), "jobs": jobs}
    return render(request, "accounts/home.html", context)


@require_safe
@needs("jobs.view")
def job(request, pk):
    """How far my job is; once done, on to its result. HTMX asks for the moving part alone."""
    job = get_object_or_404(Job.objects.select_related("progress"), pk=pk, by=request.user)
    url = (job.result or {}).get("url", "")
    if job.state == Job.State.DONE and url_has_allowed_host_and_scheme(url, allowed_hosts=None):
        return HttpResponseClientRedirect(url) if request.htmx else redirect(url)
    return render(request, "accounts/_job.html" if request.htmx else "accounts/job.html", {"job": job})


@require_safe
@needs("jobs.view")
def file(request, pk):
    """A file that I gave to the system or that it made for me, always as a download."""
    stored = get_object_or_404(
        StoredFile.objects.exclude(pk__in=Export.objects.exclude(file=None).values("file")), pk=pk, by=request.user
    )
    audit.record(by=request.user, action="file.download", target=stored, detail={"sha256": stored.sha256})
    response = HttpResponse(bytes(stored.data), content_type=stored.content_type)
    response.headers["Content-Disposition"] = content_disposition_header(True, stored.name)
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
