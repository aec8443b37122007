"""The two settings printed in reports, for administrators. Reports themselves are figures, which administrators do not see."""

from django.contrib import admin

from accounts import audit
from reports.models import LetterheadSetting, MeasureDefinition


class AuditedSetting(admin.ModelAdmin):
    """Every change is one audit event with the values before and after; nothing is deleted."""

    actions = None
    action = ""

    def has_delete_permission(self, request, obj=None):
        return False

    # The audit is the history; Django's own log would be a second, thinner one.
    def log_addition(self, *args, **kwargs):
        return None

    log_change = log_addition

    def save_model(self, request, obj, form, change):
        # `obj` already holds what was typed; the row still holds what was there.
        before = type(obj).objects.get(pk=obj.pk) if change else None
        super().save_model(request, obj, form, change)
        detail = {
            "before": {name: _plain(before, name) for name in form.changed_data} if change else None,
            "after": {name: _plain(obj, name) for name in form.changed_data},
        }
        audit.record(by=request.user, action=self.action, target=obj, unit=getattr(obj, "unit", None), detail=detail)


def _plain(row, name: str) -> str:
    return str(row.serializable_value(name))


@admin.register(MeasureDefinition)
class MeasureDefinitionAdmin(AuditedSetting):
    action = "settings.definition"
    list_display = ["valid_from", "counted_date", "denominator", "decided_by", "decided_at"]
    fields = ["valid_from", "counted_date", "denominator", "source_note"]

    def save_model(self, request, obj, form, change):
        obj.decided_by = request.user
        super().save_model(request, obj, form, change)


@admin.register(LetterheadSetting)
class LetterheadSettingAdmin(AuditedSetting):
    action = "settings.letterhead"
    list_display = ["unit", "valid_from", "agency", "symbol", "signer_title", "signer_name"]
    list_select_related = ["unit"]
    autocomplete_fields = ["unit"]
    search_fields = ["agency", "unit__code", "unit__name"]
