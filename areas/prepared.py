"""Questions that every page asks, composed once: composing a query takes Django longer than the database takes to answer it.

    OF_PERSON = Prepared(lambda: Case.objects.filter(person=Given("person", BigIntegerField())))
    OF_PERSON.rows(person=7)

A question is composed when it is first asked. PostgreSQL keeps its plan for as long as the connection lives. Whatever differs
from one asking to the next, the day above all, must be Given: anything else stays as it was the first time.
"""

import select
from collections.abc import Callable, Sequence
from copy import copy
from types import SimpleNamespace

import psycopg
from django.db import connection
from django.db.models import QuerySet, Value
from psycopg.pq import ConnStatus
from psycopg.sql import Literal


class Given(Value):
    """A place in a question for a value that is said with each asking; `field` makes it what the database takes."""

    def __init__(self, name: str, field):
        super().__init__(name, output_field=field)

    def as_sql(self, compiler, connection):
        return "%s", [self]

    def made_of(self, value):
        return self.output_field.get_db_prep_value(value, connection)


class Statement:
    """SQL with names in some of its places: `values` is a Given where one is said with each asking."""

    def __init__(self, sql: str, values: Sequence):
        self.sql, self._values = sql, tuple(values)
        if connection.vendor == "postgresql":
            self._write_in()

    def values(self, given: dict) -> list:
        return [one.made_of(given[one.value]) if type(one) is Given else one for one in self._values]

    def _write_in(self) -> None:
        """What is always the same goes into the text, so that the plan can build on it."""
        connection.ensure_connection()
        texts = tuple(
            "%s" if type(one) is Given else Literal(one).as_string(connection.connection).replace("%", "%%")
            for one in self._values
        )
        self.sql = self.sql.replace("%%", "%%%%") % texts
        self._values = tuple(one for one in self._values if type(one) is Given)

    def cursor(self, given: dict):
        """A cursor that has executed it."""
        made = kept_cursor()
        made.execute(self.sql, self.values(given))
        return made


def kept_cursor():
    """A cursor of Django's whose statements PostgreSQL keeps prepared; on SQLite, which keeps them itself, any."""
    if connection.vendor != "postgresql":
        return connection.cursor()
    _check_health()
    connection.ensure_connection()
    with connection.wrap_database_errors:
        return connection._prepare_cursor(_KeptCursor(connection.connection))


def _check_health() -> None:
    """Before the first question of a request, as Django does, but without a question: a server that is gone has said so."""
    if connection.health_check_enabled and not connection.health_check_done and connection.connection is not None:
        line = connection.connection.pgconn
        if line.status == ConnStatus.OK and not _has_word(line.socket):
            connection.health_check_done = True
        connection.close_if_health_check_failed()


def _has_word(socket: int) -> bool:
    """Whether something came that nobody asked for: the end, mostly."""
    watch = select.poll()
    watch.register(socket, select.POLLIN)
    return bool(watch.poll(0))


class _KeptCursor(psycopg.Cursor):
    """Binds on the server, unlike Django's, so that the statement stays the same (settings: prepare_threshold)."""

    def execute(self, query, params=None, **kwargs):
        super().execute(query, params, **kwargs)
        if self._query is None:  # nothing was sent but a name; Django's log of queries reads the text here
            self._query = SimpleNamespace(query=query.encode())
        return self


class Prepared:
    """A queryset composed once. `rows` answers what the queryset would: instances, tuples or named tuples."""

    def __init__(self, build: Callable[[], QuerySet]):
        self._build, self._made = build, {}

    def rows(self, **given) -> list:
        made = self._made.get(connection.vendor)
        if made is None:
            made = self._made[connection.vendor] = self._compose()
        queryset, compiler = made
        asked = SimpleNamespace(
            db=connection.alias,
            model=queryset.model,
            query=_Query(queryset.query, compiler.asking(given)),
            _fields=queryset._fields,
            _known_related_objects={},
        )
        return list(queryset._iterable_class(asked))

    def first(self, **given):
        """The first row or None; the queryset says how many it asks for."""
        rows = self.rows(**given)
        return rows[0] if rows else None

    def _compose(self):
        queryset = self._build()
        compiler = queryset.query.get_compiler(connection.alias)
        sql, values = compiler.as_sql()
        return queryset, _Compiler(compiler, Statement(sql, values))


class _Query:
    """Stands where an iterable of Django's expects the query: the columns are its own, the compiler is ready."""

    def __init__(self, query, compiler):
        self._query, self._compiler = query, compiler

    def get_compiler(self, using=None):
        return self._compiler

    def __getattr__(self, name):
        return getattr(self._query, name)


class _Compiler:
    """A compiler that has compiled: Django's knows the columns, the statement is text."""

    def __init__(self, compiler, statement: Statement):
        self.select, self.klass_info = compiler.select, compiler.klass_info
        self.annotation_col_map = compiler.annotation_col_map
        self.statement = statement
        self.converters = compiler.get_converters([column[0] for column in compiler.select[: compiler.col_count]])
        self._compiler, self.given = compiler, {}

    def asking(self, given: dict) -> "_Compiler":
        one = copy(self)
        one.given = given
        return one

    def execute_sql(self, **kwargs) -> list:
        with self.statement.cursor(self.given) as cursor:
            return cursor.fetchall()

    def results_iter(self, results=None, tuple_expected=False, **kwargs):
        rows = self.execute_sql() if results is None else results
        if self.converters:
            rows = self._compiler.apply_converters(rows, self.converters)
        return map(tuple, rows) if tuple_expected and self.converters else iter(rows)
