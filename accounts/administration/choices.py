"""Choices of the administrators' site that are looked up while typing."""

from django.contrib.admin.widgets import AutocompleteSelect


class KnownChoice(AutocompleteSelect):
    """What was posted and is no id is not looked up again to be shown: Django would answer it with an error."""

    def optgroups(self, name, value, attrs=None):
        return super().optgroups(name, [one for one in value if str(one).isdecimal()], attrs)


class KnownChoices:
    """For a ModelAdmin or an inline with `autocomplete_fields`."""

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = KnownChoice(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
