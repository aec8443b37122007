"""Administration of users and their roles. Every change goes through a function of services.py; nothing is deleted."""

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.administration.model_admin import AutocompleteMixin, EditConflictMixin
from accounts.models import Membership, User
from accounts.signin import second_factor
from accounts.users import services
from areas.models import Unit, UnitSuccession
from audit import events as audit_events
from audit.details import without_texts
from core.dates import today


class UserAddForm(forms.ModelForm):
    """The fields with which an administrator creates a user; roles are granted afterwards."""

    class Meta:
        model = User
        fields = ["username", "full_name", "rank", "badge_number"]


class UserChangeForm(forms.ModelForm):
    """The fields of an existing user that an administrator may change, and the reset of the second factor."""

    forget_second_factor = forms.BooleanField(
        label=_("Bỏ xác thực hai bước"),
        required=False,
        help_text=_("Khi người dùng mất điện thoại. Lần đăng nhập sau sẽ phải thiết lập lại nếu vai trò đòi hỏi."),
    )

    class Meta:
        model = User
        fields = ["full_name", "rank", "badge_number", "is_active"]


class NoDeletion(EditConflictMixin, AutocompleteMixin, admin.ModelAdmin):
    """Base of the administration pages: rows are never deleted, and edit conflicts are shown."""

    actions = None

    def has_delete_permission(self, request, obj=None):
        """Nobody may delete rows, whatever their role."""
        return False

    # The audit log is the history (services.py); Django's own log would repeat a part of it.
    def log_addition(self, *args, **kwargs):
        """Writes nothing: the audit log replaces Django's own log of the administration."""

    log_change = log_addition


class AuditedAdmin(NoDeletion):
    """For settings without services of their own: every change is one audit event with the values before and after."""

    action = ""

    def save_model(self, request, obj, form, change):
        """Saves the row together with its audit event."""
        self._save(request, obj, form.changed_data, change, super().save_model, request, obj, form, change)

    def _save(self, request, row, names, is_old: bool, save, *given) -> None:
        # `row` already has the typed values; the database still has the old ones.
        before = type(row).objects.get(pk=row.pk) if is_old else None
        with transaction.atomic():
            save(*given)
            if not names:
                return
            detail, texts = without_texts(
                {
                    "before": {name: before.serializable_value(name) for name in names} if before else None,
                    "after": {name: row.serializable_value(name) for name in names},
                }
            )
            unit = getattr(row, "unit", None)
            audit_events.record(by=request.user, action=self.action, target=row, unit=unit, detail=detail, why=texts)


@admin.register(User)
class UserAdmin(NoDeletion):
    """The page of users: create, describe, lock and unlock them, and issue a link to choose a password."""

    list_display = ["username", "full_name", "rank", "badge_number", "is_active"]
    list_filter = ["is_active"]
    search_fields = ["username", "full_name", "badge_number"]
    change_form_template = "admin/accounts/user/change_form.html"

    def get_urls(self):
        """Adds the address that issues a password link."""
        link = self.admin_site.admin_view(require_POST(self.password_link))
        return [path("<int:pk>/password-link/", link, name="accounts_user_password_link"), *super().get_urls()]

    def password_link(self, request, pk):
        """Issues a link and shows it once: the administrator hands it over and never learns the password."""
        user = get_object_or_404(User, pk=pk)
        try:
            link = services.issue_password_link(by=request.user, user=user)
        except ValidationError as error:
            self.message_user(request, " ".join(error.messages), messages.ERROR)
            return redirect("admin:accounts_user_change", pk)
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Liên kết đặt mật khẩu"),
            "opts": self.opts,
            "person": user,
            "link": request.build_absolute_uri(link),
            "hours": settings.PASSWORD_LINK_HOURS,
        }
        return render(request, "admin/accounts/user/password_link.html", context)

    def response_add(self, request, obj, post_url_continue=None):
        """Goes to the page of the new user, where the password link is issued."""
        return redirect("admin:accounts_user_change", obj.pk)

    def get_form(self, request, obj=None, change=False, **kwargs):
        """One form to create a user, another to change one."""
        return UserChangeForm if change else UserAddForm

    def get_fields(self, request, obj=None):
        """The fields of the form in use, including those that are not columns of the user."""
        form = self.get_form(request, obj, change=obj is not None)
        return [*form.Meta.fields, *form.declared_fields]

    def save_model(self, request, obj, form, change):
        """Calls the services for accounts, one for each thing that changed."""
        chosen = form.cleaned_data
        described = {name: chosen[name] for name in ("full_name", "rank", "badge_number")}
        if not change:
            made = services.create_user(by=request.user, username=chosen["username"], **described)
            obj.pk, obj._state.adding = made.pk, False
            return
        if set(form.changed_data) & set(described):
            services.change_user(by=request.user, user=obj, **described)
        if chosen["forget_second_factor"]:
            second_factor.remove(by=request.user, user=obj)
        if "is_active" in form.changed_data:
            self._switch(request, obj, active=chosen["is_active"])

    def _switch(self, request, user, *, active: bool) -> None:
        verb = services.reactivate_user if active else services.deactivate_user
        try:
            verb(by=request.user, user=user)
        except ValidationError as error:
            self.message_user(request, " ".join(error.messages), messages.ERROR)


class MembershipGrantForm(forms.ModelForm):
    """A role in a unit from a day on, as an administrator grants it."""

    # The administrator of the request (MembershipAdmin.get_form).
    by: User

    class Meta:
        model = Membership
        fields = ["user", "unit", "role", "start_on"]

    def clean(self):
        """Refuses what the service would refuse, so that the error stands on the form."""
        super().clean()
        data = self.cleaned_data
        if not self.errors:
            services.check_grant(by=self.by, **{name: data[name] for name in self.Meta.fields})
        return data


class MembershipEndForm(forms.ModelForm):
    """The only change of a membership: the day on which it ends."""

    class Meta:
        model = Membership
        fields = ["end_on"]

    def clean_end_on(self):
        """Requires a day that is neither in the past nor before the start of the membership."""
        end_on = self.cleaned_data["end_on"]
        if end_on is None or end_on < max(today(), self.instance.start_on):
            raise ValidationError(gettext("Vai trò chỉ có thể kết thúc từ hôm nay trở đi, và sau ngày bắt đầu."))
        return end_on


@admin.register(Membership)
class MembershipAdmin(NoDeletion):
    """The page of memberships: grant a role in a unit, or end it."""

    list_display = ["user", "role", "unit", "start_on", "end_on"]
    list_filter = ["role"]
    list_select_related = ["user", "unit"]
    search_fields = ["user__username", "user__full_name"]
    autocomplete_fields = ["user", "unit"]
    fields = ["user", "unit", "role", "start_on"]

    def get_fields(self, request, obj=None):
        """Shows the last day only for a membership that exists."""
        return [*self.fields, "end_on"] if obj else self.fields

    def get_readonly_fields(self, request, obj=None):
        """Everything but the last day is fixed once a membership exists."""
        return self.fields if obj else []

    def has_change_permission(self, request, obj=None):
        """A membership that has ended cannot be changed."""
        return super().has_change_permission(request, obj) and (obj is None or obj.end_on is None)

    def get_form(self, request, obj=None, change=False, **kwargs):
        """Uses MembershipEndForm for a membership that exists."""
        kwargs["form"] = (
            MembershipEndForm if change else type("GrantForm", (MembershipGrantForm,), {"by": request.user})
        )
        return super().get_form(request, obj, change=change, **kwargs)

    def save_model(self, request, obj, form, change):
        """Grants or ends the membership through the services for accounts."""
        chosen = form.cleaned_data
        if change:
            services.end_membership(by=request.user, membership=obj, end_on=chosen["end_on"])
            return
        made = services.grant_membership(
            by=request.user, **{name: chosen[name] for name in MembershipGrantForm.Meta.fields}
        )
        obj.pk, obj._state.adding = made.pk, False


# The package areas may not import accounts, so units are registered in the administration here.


@admin.register(Unit)
class UnitAdmin(AuditedAdmin):
    """The page of administrative units with the days on which they existed.

    Only the note can be edited: a unit's days, name and place decide what reports say, and change by a decree
    (accounts/decrees).
    """

    action = "settings.unit"
    list_display = ["code", "full_name", "level", "parent", "valid_from", "valid_to"]
    list_filter = ["level", "kind", "valid_from", ("parent", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["parent"]
    search_fields = ["code", "name"]
    fields = ["code", "name", "kind", "level", "parent", "valid_from", "valid_to", "source_note"]
    readonly_fields = ["code", "name", "kind", "level", "parent", "valid_from", "valid_to"]

    def has_add_permission(self, request):
        """A unit begins by a decree."""
        return False

    def get_search_results(self, request, queryset, search_term):
        """Offers only units that exist today for a new role."""
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        if request.GET.get("model_name") == "membership":
            found = found & Unit.objects.on(today())
        return found, may_repeat


@admin.register(UnitSuccession)
class UnitSuccessionAdmin(AuditedAdmin):
    """The page of successions: which unit became which, on which day. Only the note can be edited, as of a unit."""

    action = "settings.succession"
    list_display = ["predecessor", "successor", "on", "is_main", "decree"]
    list_filter = ["on", "is_main"]
    list_select_related = ["predecessor", "successor", "decree"]
    search_fields = ["predecessor__code", "predecessor__name", "successor__code", "successor__name"]
    fields = ["predecessor", "successor", "on", "is_main", "decree", "source_note"]
    readonly_fields = ["predecessor", "successor", "on", "is_main", "decree"]

    def has_add_permission(self, request):
        """A succession is written by a decree."""
        return False
