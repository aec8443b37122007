"""Rows of several tables by one query.

A page about one case needs a few rows each of twenty tables. `UNION ALL` fetches them in one round trip: each row arrives as the
name of its selection and a JSON array of its columns.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from functools import cached_property
from operator import attrgetter
from typing import Any, cast
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS
from django.db.models import CharField, Field, ForeignKey, Model, QuerySet, Value
from django.db.models.functions import JSONArray


def _to_datetime(text: str) -> datetime:
    """An instant from JSON. SQLite keeps it in UTC without an offset."""
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


# How to convert a value from JSON, by Django's name of the field's type; None: it needs no conversion.
_CONVERTERS: dict[str, Callable | None] = {
    "BigAutoField": None,
    "BigIntegerField": None,
    "BooleanField": bool,
    "CharField": None,
    "DateField": date.fromisoformat,
    "DateTimeField": _to_datetime,
    "IntegerField": None,
    "PositiveIntegerField": None,
    "PositiveSmallIntegerField": None,
    "TextField": None,
    "UUIDField": UUID,
}


class _ColumnArray(JSONArray):
    def as_postgresql(self, compiler, connection, **extra_context):
        """The SQL without Django's casts, which only parameters need."""
        return self.as_sql(compiler, connection, function="JSONB_BUILD_ARRAY", **extra_context)


class Selection:
    """Which rows and columns of one table are read together with others.

    name: the key of the rows in the answer of `read_tables`.
    build: makes the queryset; called once, so it must not depend on the day or the user.
    path: the lookup by which `read_tables` filters.
    columns: names of fields; rows are named tuples of `key` (the value of `path`), `pk` and these. None: rows are instances of
    the model; binary, decimal and JSON columns, which JSON does not give back exactly, are then fetched when they are read.
    order_by: the column by which rows are sorted, and then by primary key.
    related: foreign keys of the model, each with the fields of the other row that are read along; the instance gets a row that
    has these.
    """

    def __init__(
        self,
        name: str,
        build: Callable[[], QuerySet],
        columns: Iterable[str] | None = None,
        *,
        path: str = "case",
        order_by: str = "pk",
        related: Mapping[str, Iterable[str]] | None = None,
    ):
        self.name, self._build, self._columns = name, build, columns
        self._path, self._order_by, self._related = path, order_by, related or {}

    def filtered(self, keys) -> QuerySet:
        """The selection of the rows with these keys: primary keys, a queryset of them, or None for all rows."""
        return self._queryset if keys is None else self._queryset.filter(**{f"{self._path}__in": keys})

    def rows(self, arrays: list[list]) -> list:
        """The rows for the given arrays of columns, converted and sorted. The arrays are changed in place."""
        converters = self._converters
        for values in arrays:
            for place, convert in converters:
                if values[place] is not None:
                    values[place] = convert(values[place])
        return sorted(map(self._make, arrays), key=attrgetter(self._order_by, "pk"))

    @cached_property
    def _queryset(self) -> QuerySet:
        return self._build().order_by().values_list(Value(self.name, CharField()), _ColumnArray(*self._paths))

    @cached_property
    def _model(self) -> type[Model]:
        return self._build().model

    @cached_property
    def _paths(self) -> tuple[str, ...]:
        if self._columns is not None:
            return self._path, self._model._meta.pk.name, *self._columns
        return self._own + tuple(f"{key.name}__{name}" for key, names in self._related_fields for name in names)

    @cached_property
    def _own(self) -> tuple[str, ...]:
        return tuple(one.attname for one in self._model._meta.concrete_fields if _type_of(one) in _CONVERTERS)

    @cached_property
    def _converters(self) -> list[tuple[int, Callable]]:
        found = [(place, _CONVERTERS[_type_of(_field(self._model, path))]) for place, path in enumerate(self._paths)]
        return [(place, convert) for place, convert in found if convert]

    @cached_property
    def _make(self) -> Callable[[list], object]:
        if self._columns is not None:
            # mypy reads the columns of a named tuple only where they are literals.
            row: Any = namedtuple("Row", ("key", "pk", *self._columns))  # type: ignore[misc] # noqa: PYI024
            return row._make
        return self._instance

    def _instance(self, values: list) -> Model:
        own, rest = values[: len(self._own)], iter(values[len(self._own) :])
        made = self._model.from_db(DEFAULT_DB_ALIAS, self._own, own)
        for key, names in self._related_fields:
            found = [next(rest) for _name in names]
            is_set = getattr(made, key.attname) is not None
            setattr(made, key.name, key.related_model.from_db(DEFAULT_DB_ALIAS, names, found) if is_set else None)
        return made

    @cached_property
    def _related_fields(self) -> list[tuple[ForeignKey, list[str]]]:
        """Each foreign key with the columns that are read along, in the order of the model, as `from_db` takes them."""
        found: list[tuple[ForeignKey, list[str]]] = []
        for name, others in self._related.items():
            key = cast(ForeignKey, self._model._meta.get_field(name))
            columns = key.related_model._meta.concrete_fields
            found.append((key, [one.attname for one in columns if one.primary_key or one.name in others]))
        return found


def read_tables(wanted: Iterable[tuple[Selection, object]]) -> dict[str, list]:
    """The rows of every selection by its name: those whose `path` is among the keys given with it (None: all). One query."""
    wanted = list(wanted)
    first, *others = (selection.filtered(keys) for selection, keys in wanted)
    arrays: dict[str, list[list]] = {selection.name: [] for selection, _keys in wanted}
    for name, values in first.union(*others, all=True):
        arrays[name].append(values)
    return {selection.name: selection.rows(arrays[selection.name]) for selection, _keys in wanted}


def _field(model: type[Model], path: str) -> Field:
    *way, last = path.split("__")
    for name in way:
        model = cast(ForeignKey, model._meta.get_field(name)).related_model
    return next(one for one in model._meta.concrete_fields if last in (one.name, one.attname))


def _type_of(field: Field) -> str:
    return (field.target_field if isinstance(field, ForeignKey) else field).get_internal_type()
