"""Mixins for the administrators' pages: edit conflicts as on every other page, and autocomplete that survives bad input."""

from functools import partial

from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AutocompleteSelect
from django.db import models, transaction
from django.forms import modelform_factory

from accounts.forms.submission import conflict_page
from core.errors import EditConflict
from core.forms.edit_conflicts import Description, RecordVersion, field_values, stored_row


class EditConflictMixin(admin.ModelAdmin):
    """For a ModelAdmin: if two administrators change a row, the second gets the conflict page and writes nothing."""

    # Adds the hidden field `version`, which holds a digest of the row as it was when the form was opened.
    change_form_template = "admin/versioned_change_form.html"

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Compares the version of the row that the form was filled in from with the stored one.

        The answer to a conflict is the conflict page, and nothing is written.
        """
        row = self.get_object(request, unquote(object_id)) if object_id else None
        if row is None:
            return super().changeform_view(request, object_id, form_url, extra_context)
        version = RecordVersion(row, lambda: self._describe(request, row))
        if request.method != "POST":
            extra_context = {**(extra_context or {}), "version": version.digest()}
            return super().changeform_view(request, object_id, form_url, extra_context)
        seen = request.POST.get("version", "")
        with transaction.atomic():
            try:
                version.check(seen)
            except EditConflict as conflict:
                return self._conflict_page(request, row, conflict)
            return super().changeform_view(request, object_id, form_url, {**(extra_context or {}), "version": seen})

    def _describe(self, request, row: models.Model) -> Description:
        """The fields of the page."""
        yield from field_values(stored_row(row), *self._shown_columns(request, row))

    def _shown_columns(self, request, row: models.Model) -> list[str]:
        shown = self.get_fields(request, row)
        return [one.name for one in self.opts.concrete_fields if one.name in shown]

    def _conflict_page(self, request, row: models.Model, conflict: EditConflict):
        # Not `get_form`, which leaves out what the first administrator's change has made read-only.
        form_class = modelform_factory(
            self.model,
            fields=self._shown_columns(request, row),
            formfield_callback=partial(self.formfield_for_dbfield, request=request),
        )
        form = form_class(request.POST, request.FILES, instance=row)
        return conflict_page(request, form, conflict, may_save=False)


class AutocompleteMixin(BaseModelAdmin):
    """For a ModelAdmin with `autocomplete_fields`."""

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """Gives the fields in `autocomplete_fields` the widget that survives a posted value which is no key."""
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = SafeAutocompleteSelect(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class SafeAutocompleteSelect(AutocompleteSelect):
    """A widget that shows a posted value which is no primary key; Django's raises ValueError (status 500)."""

    def optgroups(self, name, value, attrs=None):
        """Ignores posted values that cannot be a primary key."""
        return super().optgroups(name, [one for one in value if str(one).isdecimal()], attrs)
