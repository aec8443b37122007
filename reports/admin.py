"""Administration of the two report settings. Administrators may not see figures, so reports are not registered here."""

from django.contrib import admin

from accounts.admin import AuditedAdmin
from reports.models import LetterheadSetting, MeasureDefinition


@admin.register(MeasureDefinition)
class MeasureDefinitionAdmin(AuditedAdmin):
    """The page of definitions of the rate."""

    action = "settings.definition"
    list_display = ["valid_from", "counted_date", "denominator", "decided_by", "decided_at"]
    fields = ["valid_from", "counted_date", "denominator", "source_note"]

    def save_model(self, request, obj, form, change):
        """Note who decided on the definition."""
        obj.decided_by = request.user
        super().save_model(request, obj, form, change)


@admin.register(LetterheadSetting)
class LetterheadSettingAdmin(AuditedAdmin):
    """The page of letterheads and signers."""

    action = "settings.letterhead"
    list_display = ["unit", "valid_from", "agency", "symbol", "signer_title", "signer_name"]
    list_select_related = ["unit"]
    autocomplete_fields = ["unit"]
    search_fields = ["agency", "unit__code", "unit__name"]
