"""The administration site: our own models only, behind the site's own sign-in."""

from collections.abc import Iterable
from functools import wraps
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.permissions.roles import may
from accounts.signin import views

# Longest search text and longest part of a date in a query string; longer values would raise database errors.
LONGEST_VALUE, LONGEST_PART = 200, 4
DATE_PARTS = ("__year", "__month", "__day")
OUR_APPS = {"areas", "audit", "accounts", "jobs", "law", "cases", "community", "loans", "reports", "feed"}


class Site(AdminSite):
    """The administration pages, for the role administrator."""

    site_header = _("Quản trị hệ thống")
    site_title = _("Quản trị")
    index_title = _("Tài khoản, vai trò và đơn vị")
    enable_nav_sidebar = False

    def register(self, model_or_iterable, admin_class=None, **options):
        """Register only our own models: pages of libraries would show secrets or lift locks without an audit event."""
        models: Iterable[Any] = [model_or_iterable] if isinstance(model_or_iterable, type) else model_or_iterable
        super().register([model for model in models if model._meta.app_label in OUR_APPS], admin_class, **options)

    def admin_view(self, view, cacheable=False):
        """Answer 403 to other roles, instead of showing Django's second sign-in form."""
        inner = super().admin_view(view, cacheable)

        @wraps(inner)
        def guarded(request, *args, **kwargs):
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not may(request.user, "accounts.manage"):
                raise PermissionDenied
            if not _is_sane(request.GET):
                raise BadRequest
            try:
                return inner(request, *args, **kwargs)
            except ValidationError as error:  # an id that is no UUID
                raise Http404 from error

        return guarded

    def login(self, request, extra_context=None):
        """Redirects to the site's own sign-in page.

        Raises PermissionDenied for a signed-in user who is no administrator.
        """
        if not request.user.is_authenticated:
            return redirect_to_login(request.GET.get("next") or reverse("admin:index"))
        if not may(request.user, "accounts.manage"):
            raise PermissionDenied
        return redirect("admin:index")

    def logout(self, request, extra_context=None):
        """Signs out through the site's own view, which writes the audit event."""
        return views.sign_out(request)

    def password_change(self, request, extra_context=None):
        """Redirects to the site's own page for changing the password."""
        return redirect("accounts:password")


def _is_sane(query) -> bool:
    """Whether all query values are short enough for Django's list pages."""
    return all(
        len(value) <= (LONGEST_PART if name.endswith(DATE_PARTS) else LONGEST_VALUE)
        for name, values in query.lists()
        for value in values
    )
