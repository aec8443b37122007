"""The second factor: a TOTP code from a phone, or one of ten printed recovery codes."""

from base64 import b32encode, b64encode

import qrcode
from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods
from django_otp import login as otp_login
from django_otp import match_token, user_has_device
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from qrcode.image.svg import SvgPathImage

from accounts.models import User
from accounts.permissions.roles import Role, needs
from accounts.signin.sessions import PASSWORD, end_sessions
from audit import events as audit_events

# Roles for which a password alone would give too much access: all accounts, or figures and loans of many communes.
REQUIRED_ROLES = frozenset({Role.ADMINISTRATOR, Role.PROVINCE_VIEWER, Role.BANK_LIAISON})
RECOVERY_CODES = 10
# Session key: whether the user had a device at sign-in. Saves a query on every request.
HAS_DEVICE = "has_device"
VERIFY, SET_UP = "accounts:second-step", "accounts:second-factor"


def is_required(user) -> bool:
    """Whether this user must have a second factor."""
    return settings.REQUIRE_TOTP and not REQUIRED_ROLES.isdisjoint(user.roles)


def missing_step(request) -> str | None:
    """The URL name of the sign-in step that is still missing; None if the user is fully signed in."""
    if request.user.is_verified():
        return None
    if request.session.get(HAS_DEVICE):
        return VERIFY
    return SET_UP if is_required(request.user) else None


def note_device(request, user) -> None:
    """Store in the session whether the user has a device."""
    request.session[HAS_DEVICE] = user_has_device(user)


class CodeForm(forms.Form):
    """The form in which a user enters a code of the second factor."""

    code = forms.CharField(
        label=_("Mã xác thực"),
        max_length=20,
        help_text=_("Sáu chữ số trên điện thoại, hoặc một mã dự phòng."),
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "one-time-code", "autofocus": True}),
        error_messages={"required": _("Hãy nhập mã.")},
    )

    def clean_code(self):
        """The code without spaces and capitals, as the printed recovery codes may contain both."""
        return "".join(self.cleaned_data["code"].split()).lower()

    def refuse(self) -> None:
        """Puts the error of a wrong or used code on the form."""
        self.add_error(
            "code", gettext("Mã không đúng hoặc đã dùng. Nếu vừa nhập sai, hãy chờ vài giây rồi thử mã mới.")
        )


@require_http_methods(["GET", "POST"])
@needs("account")
def verify(request):
    """Ask for the code after the password. The device throttles wrong codes."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        device = match_token(request.user, form.cleaned_data["code"])
        audit_events.record(by=request.user, action="signin.second" if device else "signin.second_failed")
        if device:
            otp_login(request, device)
            request.session.cycle_key()
            return redirect(_next(request))
        form.refuse()
    return render(request, "accounts/second_step.html", {"form": form, "next": _next(request)})


@require_http_methods(["GET", "POST"])
@needs("account")
def set_up(request):
    """Turn the second factor on, create new recovery codes, or turn it off where it is not required."""
    if request.method == "GET":
        return _page(request)
    # A user who has a device must have entered its code before reaching this page (missing_step).
    verb = VERBS.get(request.POST.get("do", ""))
    if verb is None:
        raise PermissionDenied
    return verb(request)


def _start(request):
    if user_has_device(request.user):
        raise PermissionDenied
    with transaction.atomic():
        TOTPDevice.objects.filter(user=request.user, confirmed=False).delete()
        TOTPDevice.objects.create(user=request.user, name="totp", confirmed=False)
    return redirect(SET_UP)


@transaction.atomic
def _confirm(request):
    form, device = CodeForm(request.POST), _unconfirmed(request.user)
    if device is None or not form.is_valid():
        return _page(request, form)
    if not device.verify_token(form.cleaned_data["code"]):
        form.refuse()
        return _page(request, form)
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    audit_events.record(by=request.user, action="account.second_factor_on", target=request.user)
    otp_login(request, device)
    note_device(request, request.user)
    return _codes(request)


@transaction.atomic
def _codes(request):
    """Replace the recovery codes by ten new ones, which are shown only once."""
    if not user_has_device(request.user):
        raise PermissionDenied
    StaticDevice.objects.filter(user=request.user).delete()
    device = StaticDevice.objects.create(user=request.user, name="recovery", confirmed=True)
    codes = [StaticToken.random_token() for _number in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=code) for code in codes)
    audit_events.record(by=request.user, action="account.recovery_codes", target=request.user)
    return render(request, "accounts/recovery_codes.html", {"codes": codes})


def _remove(request):
    if is_required(request.user):
        raise PermissionDenied
    remove(user=request.user, by=request.user, but=request.session.session_key)
    note_device(request, request.user)
    messages.success(request, gettext("Đã tắt xác thực hai bước."))
    return redirect(SET_UP)


@transaction.atomic
def remove(*, user: User, by: User, but: str | None = None) -> None:
    """Delete a user's devices and recovery codes, for a lost phone too. Ends all sessions except the one with the key `but`."""
    for kind in (TOTPDevice, StaticDevice):
        kind.objects.filter(user=user).delete()
    end_sessions(user, but=but, reason=PASSWORD)
    audit_events.record(by=by, action="account.second_factor_off", target=user)


VERBS = {"start": _start, "confirm": _confirm, "codes": _codes, "remove": _remove}


def _page(request, form: CodeForm | None = None):
    device = _unconfirmed(request.user)
    context = {
        "is_on": user_has_device(request.user),
        "required": is_required(request.user),
        "device": device,
        "qr": _qr(device.config_url) if device else "",
        "key": _key(device) if device else "",
        "form": form or CodeForm(),
    }
    return render(request, "accounts/second_factor.html", context)


def _unconfirmed(user) -> TOTPDevice | None:
    return TOTPDevice.objects.filter(user=user, confirmed=False).first()


def _qr(text: str) -> str:
    """The QR code as a data: URL, so that no other host is contacted."""
    svg = qrcode.make(text, image_factory=SvgPathImage).to_string()
    return "data:image/svg+xml;base64," + b64encode(svg).decode()


def _key(device: TOTPDevice) -> str:
    """The secret in groups of four characters, to type where no camera is available."""
    text = b32encode(device.bin_key).decode().rstrip("=")
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def _next(request) -> str:
    """The page the user asked for, if it belongs to this site."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) and wanted.startswith("/")
    return wanted if safe else reverse("home")
