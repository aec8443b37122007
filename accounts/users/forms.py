"""The form that confirms the account of a second person."""

from collections.abc import Collection

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.forms.fields import StyledMixin, offer_rows


class ConfirmationForm(StyledMixin, forms.Form):
    """Which account, and how its owner was asked."""

    user = forms.ModelChoiceField(User.objects.none(), label=_("Tài khoản"))
    why = forms.CharField(
        label=_("Đã kiểm tra bằng cách nào"),
        max_length=300,
        help_text=_("Ví dụ: đã gặp trực tiếp; người này tự đặt mật khẩu và đang giữ tài khoản."),
    )

    def __init__(self, *args, waiting: Collection[User], **kwargs):
        super().__init__(*args, **kwargs)
        offer_rows(self, "user", User.objects.filter(pk__in=[one.pk for one in waiting]))
