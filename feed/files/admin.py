"""Administration of the keys whose files are believed."""

from django.contrib import admin

from accounts.admin import AuditedAdmin
from feed.files.models import TrustedKey


@admin.register(TrustedKey)
class TrustedKeyAdmin(AuditedAdmin):
    """The page of trusted keys. A key is not exchanged: another one is another row."""

    action = "feed.trusted_key"
    list_display = ["name", "unit", "key_id", "is_active"]
    list_select_related = ["unit"]
    autocomplete_fields = ["unit"]
    search_fields = ["name", "key_id", "unit__code", "unit__name"]

    def get_readonly_fields(self, request, obj=None):
        """The key and its unit are fixed once they were added."""
        return ["public_key", "unit"] if obj else []
