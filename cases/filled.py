"""Which parts of a case hold any row at all, by one query, so that a page does not ask the many that are empty."""

from collections.abc import Callable, Sequence
from functools import cache

from django.db import connection
from django.db.models import BigIntegerField, Model, QuerySet

from areas.prepared import Given, Prepared, kept_cursor
from cases.models import Case

# The case in a question composed once.
CASE = Given("case", BigIntegerField())


def of_case(build: Callable[[], QuerySet], path: str = "case") -> Callable[[Case], list]:
    """The rows of a queryset that belong to a case, as every page of one asks for them: composed once."""
    asked = Prepared(lambda: build().filter(**{path: CASE}))
    return lambda case: asked.rows(case=case.pk)


def filled(keys: Sequence[int]) -> frozenset[type[Model]]:
    """The models with a row, standing or not, of one of these cases (given by primary key)."""
    if not keys:
        return frozenset()
    models = [relation.related_model for relation in relations()]
    with kept_cursor() if len(keys) == 1 else connection.cursor() as cursor:
        cursor.execute(_statement(len(keys)), [*keys] * len(models))
        found = cursor.fetchone()
    return frozenset(model for model, has_rows in zip(models, found, strict=True) if has_rows)


def parts_of(case: Case) -> frozenset[type[Model]]:
    """`filled` of one case, asked once for as long as this instance lives: a page, not longer."""
    if not hasattr(case, "_filled"):
        case._filled = filled([case.pk])
    return case._filled


def relations() -> list:
    """What points at a case."""
    return [one for one in Case._meta.related_objects if one.one_to_many]


@cache
def _statement(count: int) -> str:
    """Written once: composing thirty subqueries anew would cost more than the queries they save."""
    quote = connection.ops.quote_name
    key = "%s::bigint" if connection.vendor == "postgresql" else "%s"
    keys = ", ".join([key] * count)
    exists = (
        f"EXISTS(SELECT 1 FROM {quote(one.related_model._meta.db_table)} WHERE {quote(one.field.column)} IN ({keys}))"
        for one in relations()
    )
    return f"SELECT {', '.join(exists)}"
