"""The register's sheets as django-import-export resources: one export field per column of register/fields.py.

Used for writing only. Reading stays with register/parse.py and register/plan.py: import-export decides row by row, while
here several rows make one history, rows of one person must agree, and nothing may be written unless all of it fits.
"""

from import_export.fields import Field
from import_export.resources import Resource
from import_export.widgets import DateWidget, Widget
from tablib import Dataset

from register.fields import CASE_COLUMNS, CHANGE_COLUMNS, Column

DATES = {"release_on", "certificate_on", "probation_end_on", "arrival_on", "on", "convicted_on"}


class SheetResource(Resource):
    """Exports dicts by field name; dates stay dates, so that the workbook gets date cells and not text."""

    columns: tuple[Column, ...] = ()

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.fields = {column.field: _field(column) for column in self.columns}


class CaseSheetResource(SheetResource):
    columns = CASE_COLUMNS


class ChangeSheetResource(SheetResource):
    columns = CHANGE_COLUMNS


def part_table(part, lines) -> Dataset:
    """The table of a sheet that a later app writes (register/parts.py)."""
    table = Dataset(headers=[column.header for column in part.columns])
    for line in lines:
        table.append([line.get(column.field, "") for column in part.columns])
    return table


def _field(column: Column) -> Field:
    widget = DateWidget(coerce_to_string=False) if column.field in DATES else Widget()
    return Field(attribute=column.field, column_name=column.header, widget=widget)
