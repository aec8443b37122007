"""Forms to request a transfer, decide on it and withdraw it."""

from datetime import date

from django import forms
from django.db.models import Case as Choice
from django.db.models import When
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from areas.models import Unit
from core.dates import today
from core.forms.fields import StyledMixin, offer_rows
from core.forms.typed_fields import DateField


class UnitChoice(forms.ModelChoiceField):
    """A choice among communes, shown with their district."""

    def label_from_instance(self, unit):
        """Show the commune with the unit above it, since names repeat."""
        return f"{unit.full_name}, {unit.parent.full_name}"


class AskForm(StyledMixin, forms.Form):
    """The commune to which a case should go, with day, address and reason of the move."""

    to_unit = UnitChoice(label=_("Xã tiếp nhận"), queryset=Unit.objects.none())
    moved_on = DateField(years_back=10, label=_("Ngày chuyển đến nơi ở mới"))
    address = forms.CharField(label=_("Nơi ở mới"), max_length=250)
    why = forms.CharField(label=_("Lý do chuyển"), max_length=1000, widget=forms.Textarea)
    document_number = forms.CharField(label=_("Số văn bản đề nghị"), required=False, max_length=100)

    def __init__(self, *args, here: Unit, on: date, **kwargs):
        """`here`: the unit of the case; `on`: the day whose communes are offered (accounts.permissions.scope.map_day)."""
        super().__init__(*args, **kwargs)
        here = here.on(on)
        communes = Unit.objects.on(on).communes().exclude(pk=here.pk).select_related("parent")
        # Most people move within the district, so its communes come first.
        is_far = Choice(When(parent=here.parent_id, then=0), default=1)
        offer_rows(self, "to_unit", communes.order_by(is_far, "parent__name", "name"))


class DecideForm(StyledMixin, forms.Form):
    """The receiving commune's decision on a transfer."""

    decision = forms.ChoiceField(
        label=_("Quyết định"), choices=[("accept", _("Tiếp nhận")), ("refuse", _("Từ chối"))], widget=forms.RadioSelect
    )
    on = DateField(years_back=10, label=_("Ngày tiếp nhận"), required=False, initial=today)
    decision_number = forms.CharField(label=_("Số văn bản trả lời"), required=False, max_length=100)
    why = forms.CharField(label=_("Lý do từ chối"), required=False, max_length=1000, widget=forms.Textarea)

    def clean(self):
        """Require the day of an acceptance and the reason of a refusal."""
        data = super().clean()
        if data.get("decision") == "accept" and not data.get("on") and "on" not in self.errors:
            self.add_error("on", gettext("Tiếp nhận phải có ngày."))
        if data.get("decision") == "refuse" and not data.get("why"):
            self.add_error("why", gettext("Từ chối phải nêu lý do."))
        return data


class WithdrawForm(StyledMixin, forms.Form):
    """The reason for which the sending commune withdraws its request."""

    why = forms.CharField(label=_("Lý do rút đề nghị"), required=False, max_length=1000, widget=forms.Textarea)
