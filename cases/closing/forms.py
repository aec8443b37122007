"""The form that closes a case."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.choices import CLOSURES, EndReason
from core.dates import today
from core.forms.fields import StyledMixin
from core.forms.typed_fields import DateField

# Expungement and revocation have their own pages (cases/expungement, cases/probation).
BY_HAND = [reason for reason in CLOSURES if reason not in (EndReason.EXPUNGED, EndReason.REVOKED)]


class CloseForm(StyledMixin, forms.Form):
    """The reason, day and document with which an officer closes a case.

    Expungement and revocation are not offered, because they have pages of their own.
    """

    reason = forms.ChoiceField(label=_("Lý do kết thúc"), choices=[(one.value, one.label) for one in BY_HAND])
    on = DateField(years_back=10, label=_("Kết thúc quản lý từ ngày"), initial=today)
    document_number = forms.CharField(label=_("Số văn bản"), max_length=200)
    note = forms.CharField(label=_("Ghi chú"), required=False, max_length=1000, widget=forms.Textarea)
