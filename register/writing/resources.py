"""The register's sheets as django-import-export resources: one export field per column of register/reading/columns.py.

Used for writing only. Reading is in register/reading and register/planning: import-export decides row by row, but several rows
of a register make one history, rows of one person must agree, and nothing is written unless all rows are valid.
"""

from import_export.fields import Field
from import_export.resources import Resource
from import_export.widgets import DateWidget, IntegerWidget, Widget

from register.reading.columns import CASE_COLUMNS, CHANGE_COLUMNS, LOAN_COLUMNS, Column

DATES = {"release_on", "certificate_on", "probation_end_on", "arrival_on", "on", "act_on", "ended_on", "convicted_on",
    "asked_on", "decided_on", "paid_on", "owed_on"}  # fmt: skip

NUMBERS = {"asked", "approved", "paid", "term_months", "owed", "overdue"}


class SheetResource(Resource):
    """Exports dicts by field name; dates and numbers keep their types, so that the workbook gets date and number cells."""

    columns: tuple[Column, ...] = ()

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.fields = {column.field: _field(column) for column in self.columns}


class CaseSheetResource(SheetResource):
    """The sheet of cases."""

    columns = CASE_COLUMNS


class ChangeSheetResource(SheetResource):
    """The sheet of changes."""

    columns = CHANGE_COLUMNS


class LoanSheetResource(SheetResource):
    """The sheet of loans."""

    columns = LOAN_COLUMNS


def _field(column: Column) -> Field:
    if column.field in DATES:
        widget = DateWidget(coerce_to_string=False)
    elif column.field in NUMBERS:
        widget = IntegerWidget(coerce_to_string=False)
    else:
        widget = Widget()
    return Field(attribute=column.field, column_name=column.header, widget=widget)
