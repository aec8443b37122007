"""Forms that contain formsets: one page and one button for a record and its rows."""

from django import forms
from django.forms.formsets import (
    INITIAL_FORM_COUNT,
    MAX_NUM_FORM_COUNT,
    MIN_NUM_FORM_COUNT,
    TOTAL_FORM_COUNT,
    ManagementForm,
)
from django.utils.functional import cached_property

from core.forms.fields import StyledMixin


class FixedFormSet(forms.BaseFormSet):
    """A formset whose number of rows the server decides: one for each initial row, and `extra` ones.

    The number is not posted, so nobody can ask for thousands of rows.
    """

    @cached_property
    def management_form(self) -> ManagementForm:
        """The counts that the server decides, whatever the browser sent."""
        initial = len(self.initial or ())
        counts = {TOTAL_FORM_COUNT: initial + self.extra, INITIAL_FORM_COUNT: initial}
        counts |= {MIN_NUM_FORM_COUNT: self.min_num, MAX_NUM_FORM_COUNT: self.max_num}
        data = {f"{self.prefix}-{name}": value for name, value in counts.items()}
        form = ManagementForm(data, prefix=self.prefix)
        form.full_clean()
        return form


class RowForm(StyledMixin, forms.Form):
    """One row of a formset. The form that contains it asks the questions, so that one tick answers all of them."""

    asks = False


class FormWithRows(StyledMixin, forms.Form):
    """A form with formsets (`add_rows`). It is valid if they are, and `visible_fields` has the fields of their rows too."""

    # The field after which the rows are shown; "": after all fields.
    rows_behind = ""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.formsets: dict[str, forms.BaseFormSet] = {}

    def add_rows(self, name: str, formset_class: type[forms.BaseFormSet], **kwargs) -> None:
        """Add a formset with the prefix `name`; the keyword arguments go to it."""
        data = self.data if self.is_bound else None
        self.formsets[name] = formset_class(data, prefix=name, **kwargs)

    def row_forms(self) -> list[RowForm]:
        """The forms of all rows of all formsets, in the order in which they are shown."""
        return [row for formset in self.formsets.values() for row in formset.forms]

    def rows(self, name: str) -> list[dict]:
        """The values of the rows of one formset that were filled in and not marked for deletion. Needs a valid form."""
        formset = self.formsets[name]
        rows = (row for row in formset.forms if not (formset.can_delete and row in formset.deleted_forms))
        return [row.cleaned_data for row in rows if row.has_changed() or not row.empty_permitted]

    def is_valid(self) -> bool:
        """Whether the form and all its rows are valid; all are checked, so that every error is shown."""
        return all([super().is_valid(), *(formset.is_valid() for formset in self.formsets.values())])

    def add_error(self, field, error):
        """Puts an error on a field; `field` may be the HTML name of a row's field."""
        for row in self.row_forms():
            for name in row.fields:
                if field == row.add_prefix(name):
                    row.add_error(name, error)
                    return
        super().add_error(field, error)

    def visible_fields(self) -> list[forms.BoundField]:
        """The fields of the form with those of the rows after the field `rows_behind`."""
        fields = super().visible_fields()
        names = [field.name for field in fields]
        place = names.index(self.rows_behind) + 1 if self.rows_behind else len(fields)
        return [*fields[:place], *(one for row in self.row_forms() for one in row.visible_fields()), *fields[place:]]

    def notes(self) -> list[str]:
        """How the values of the form and of its rows were understood, where something was assumed."""
        return [*super().notes(), *(note for row in self.row_forms() for note in row.notes())]

    def _ask_of_fields(self) -> None:
        super()._ask_of_fields()
        for row in self.row_forms():
            for name in row.changed_data if row.is_valid() else ():
                value = row.cleaned_data.get(name)
                question = getattr(row.fields[name], "question", None)
                if value is not None and question is not None:
                    self.ask(row.add_prefix(name), question(value))


def all_forms(form: forms.BaseForm) -> list[forms.BaseForm]:
    """The form and the forms of its rows."""
    return [form, *form.row_forms()] if isinstance(form, FormWithRows) else [form]
