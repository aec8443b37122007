"""Administration of the letterheads. Administrators may not see figures, so reports are not registered here.

The definition of the rate takes two people and has its own pages (reports/definitions).
"""

from django import forms
from django.contrib import admin

from accounts.admin import AuditedAdmin
from reports.models import LetterheadSetting
from reports.targets.models import RateTarget


@admin.register(LetterheadSetting)
class LetterheadSettingAdmin(AuditedAdmin):
    """The page of letterheads and signers."""

    action = "settings.letterhead"
    list_display = ["unit", "valid_from", "agency", "symbol", "signer_title", "signer_name"]
    list_select_related = ["unit"]
    autocomplete_fields = ["unit"]
    search_fields = ["agency", "unit__code", "unit__name"]


class RateTargetForm(forms.ModelForm):
    """The form of a target; the rate is typed with a decimal comma."""

    class Meta:
        model = RateTarget
        fields = ["unit", "valid_from", "valid_to", "highest_rate", "document"]
        localized_fields = ["highest_rate"]


@admin.register(RateTarget)
class RateTargetAdmin(AuditedAdmin):
    """The page of targets."""

    action = "settings.target"
    form = RateTargetForm
    list_display = ["unit", "valid_from", "valid_to", "highest_rate", "document"]
    list_select_related = ["unit"]
    autocomplete_fields = ["unit"]
    search_fields = ["document", "unit__code", "unit__name"]
