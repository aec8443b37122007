"""Forms of the user's own account: sign-in and passwords."""

from django import forms
from django.contrib.auth import password_validation
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm, SetPasswordForm
from django.utils.translation import gettext_lazy as _

from accounts.signin.passwords import nfc_password


class SignInForm(AuthenticationForm):
    """User name and password. One message for every failure, so that it does not reveal which users exist."""

    error_messages = {
        "invalid_login": _("Tên đăng nhập hoặc mật khẩu không đúng, hoặc tài khoản đã bị khóa."),
        "inactive": _("Tên đăng nhập hoặc mật khẩu không đúng, hoặc tài khoản đã bị khóa."),
    }

    username = forms.CharField(
        label=_("Tên đăng nhập"),
        max_length=60,
        widget=forms.TextInput(
            attrs={"class": "form-control", "autofocus": True, "autocomplete": "username", "autocapitalize": "none"}
        ),
        error_messages={"required": _("Hãy nhập tên đăng nhập.")},
    )
    password = forms.CharField(
        label=_("Mật khẩu"),
        strip=False,
        max_length=256,
        widget=forms.PasswordInput(attrs={"class": "form-control", "autocomplete": "current-password"}),
        error_messages={"required": _("Hãy nhập mật khẩu.")},
    )

    def clean_username(self):
        """The user name in the form in which it is stored and counted for the lock-out."""
        # Normalised for the lock-out: "Tinh.Bac " and "tinh.bac" are one user.
        return self.cleaned_data["username"].strip().lower()

    def clean_password(self):
        """The password in Unicode form NFC, however the keyboard composed it."""
        return nfc_password(self.cleaned_data["password"])


class ChosenPasswordForm(SetPasswordForm):
    """A new password, typed twice."""

    error_messages = {"password_mismatch": _("Hai lần nhập mật khẩu mới không giống nhau.")}

    new_password1 = forms.CharField(
        label=_("Mật khẩu mới"),
        strip=False,
        max_length=256,
        help_text=password_validation.password_validators_help_text_html(),
        widget=forms.PasswordInput(attrs={"class": "form-control", "autocomplete": "new-password"}),
    )
    new_password2 = forms.CharField(
        label=_("Nhập lại mật khẩu mới"),
        strip=False,
        max_length=256,
        widget=forms.PasswordInput(attrs={"class": "form-control", "autocomplete": "new-password"}),
    )

    def clean_new_password1(self):
        """The password in Unicode form NFC."""
        return nfc_password(self.cleaned_data["new_password1"])

    def clean_new_password2(self):
        """The repeated password in Unicode form NFC."""
        return nfc_password(self.cleaned_data["new_password2"])


class OwnPasswordForm(ChosenPasswordForm, PasswordChangeForm):
    """Change of the own password, which requires the old one."""

    error_messages = {
        **ChosenPasswordForm.error_messages,
        "password_incorrect": _("Mật khẩu hiện nay không đúng."),
    }

    old_password = forms.CharField(
        label=_("Mật khẩu hiện nay"),
        strip=False,
        max_length=256,
        widget=forms.PasswordInput(attrs={"class": "form-control", "autocomplete": "current-password"}),
    )
    field_order = ["old_password", "new_password1", "new_password2"]

    def clean_old_password(self):
        """Compares the old password in Unicode form NFC."""
        self.cleaned_data["old_password"] = nfc_password(self.cleaned_data["old_password"])
        return super().clean_old_password()
