"""The fastest ways to put very many rows into a few tables in one transaction, by database."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, datetime
from itertools import islice
from threading import BoundedSemaphore

CHUNK = 2_000
# Chunks made and not yet taken: so much memory, some 100 MB, may the database fall behind.
WAITING = 250


@contextmanager
def bulk_writer(connection, models: Sequence, rows: int) -> Iterator["CopyWriter | TupleWriter"]:
    """A writer for these models; `rows` is about how many each gets. Must be used inside a transaction.

    PostgreSQL: if the tables hold less than what arrives, their indexes and foreign keys are dropped first and built
    again at the end. Whatever is wrong with the rows raises at the latest on leaving.
    """
    if connection.vendor != "postgresql":
        yield TupleWriter(connection)
        return
    with CopyWriter(connection) as writer:
        if models[0].objects.count() < rows:
            writer.strip([model._meta.db_table for model in models])
        yield writer


class CopyWriter:
    """Rows as lines of PostgreSQL's COPY text format.

    The database works in a thread of its own, COPY and index after COPY and index, while the caller makes the next rows:
    on two processors that halves the time. Until the writer is left nobody else may use the connection.
    """

    def __init__(self, connection):
        self.connection, self.raw = connection, connection.connection
        self.worker = ThreadPoolExecutor(max_workers=1)
        self.room = BoundedSemaphore(WAITING)
        self.futures: list[Future] = []
        self.indexes: dict[str, list[str]] = {}
        self.foreign_keys: list[str] = []

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        for sql in self.foreign_keys if error is None else ():
            self._later(self.raw.execute, sql)
        self.worker.shutdown(wait=True, cancel_futures=error is not None)
        if error is None:
            with self.connection.wrap_database_errors:
                for future in self.futures:
                    future.result()

    def strip(self, tables: Sequence[str]) -> None:
        """Drop what makes inserting slow: all constraints and indexes but the primary keys and checks."""
        # Checks of foreign keys that still wait for the commit would stand in the way.
        _run(self.raw, ["SET CONSTRAINTS ALL IMMEDIATE", "SET CONSTRAINTS ALL DEFERRED"])
        for table in tables:
            constraints = self.raw.execute(_CONSTRAINTS, [table]).fetchall()
            _run(self.raw, [drop for _kind, drop, _restore in constraints])
            indexes = self.raw.execute(_INDEXES, [table]).fetchall()
            _run(self.raw, [drop for drop, _restore in indexes])
            self.foreign_keys += [restore for kind, _drop, restore in constraints if kind == "f"]
            restored = [restore for kind, _drop, restore in constraints if kind != "f"]
            self.indexes[table] = [*restored, *(restore for _drop, restore in indexes)]

    def write(self, model, fields: list[str], rows: Iterable[str]) -> int:
        """Hand over the rows of a model; returns how many."""
        table = model._meta.db_table
        columns = ", ".join(f'"{model._meta.get_field(name).column}"' for name in fields)
        copy = self.raw.cursor().copy(f'COPY "{table}" ({columns}) FROM STDIN')
        stream, written, rows = _Stream(copy), 0, iter(rows)
        while chunk := list(islice(rows, CHUNK)):
            self._later(stream.write, "".join(chunk))
            written += len(chunk)
        self._later(stream.close)
        self._later(_run, self.raw, self.indexes.pop(table, []))
        return written

    def _later(self, work, *args) -> None:
        self.room.acquire()
        future = self.worker.submit(work, *args)
        future.add_done_callback(lambda _done: self.room.release())
        self.futures.append(future)

    @staticmethod
    def binary(data: bytes) -> str:
        return "\\\\x" + data.hex()

    @staticmethod
    def rest(values: Sequence) -> str:
        """The end of a row that many rows share."""
        return "".join(f"\t{_copied(value)}" for value in values) + "\n"

    @staticmethod
    def rows_of(count: int) -> Callable[..., str]:
        """What makes a row of so many numbers and texts that need no escaping, and the rest."""
        template = "\t".join(["%s"] * count) + "%s"
        return lambda *values: template % values


class _Stream:
    """One COPY, opened by the first chunk; all in the writer's thread."""

    def __init__(self, copy):
        self.manager, self.copy = copy, None

    def write(self, lines: str) -> None:
        if self.copy is None:
            self.copy = self.manager.__enter__()
        self.copy.write(lines)

    def close(self) -> None:
        if self.copy is not None:
            self.manager.__exit__(None, None, None)


class TupleWriter:
    """Rows as tuples for executemany."""

    def __init__(self, connection):
        self.connection = connection

    def write(self, model, fields: list[str], rows: Iterable[tuple]) -> int:
        columns = ", ".join(f'"{model._meta.get_field(name).column}"' for name in fields)
        marks = ", ".join(["%s"] * len(fields))
        sql = f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES ({marks})'
        rows, written = iter(rows), 0
        with self.connection.cursor() as cursor:
            while chunk := list(islice(rows, CHUNK)):
                cursor.executemany(sql, chunk)
                written += len(chunk)
        return written

    @staticmethod
    def binary(data: bytes) -> bytes:
        return data

    def rest(self, values: Sequence) -> tuple:
        return tuple(self._adapted(value) for value in values)

    @staticmethod
    def rows_of(count: int) -> Callable[..., tuple]:
        return lambda *values: values[:count] + values[count]

    def _adapted(self, value):
        if isinstance(value, datetime):
            return self.connection.ops.adapt_datetimefield_value(value)
        return self.connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value


_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def _copied(value) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, bytes):
        return CopyWriter.binary(value)
    return str(value).translate(_ESCAPES)


def _run(raw, statements: Sequence[str]) -> None:
    for sql in statements:
        raw.execute(sql)


# Foreign keys, unique and exclusion constraints: kind, what drops it, what makes it again.
_CONSTRAINTS = """
    SELECT contype::text, format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname),
        format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', conrelid::regclass, conname, pg_get_constraintdef(oid))
    FROM pg_constraint WHERE conrelid = %s::regclass AND contype IN ('f', 'u', 'x') ORDER BY conname
"""
_INDEXES = """
    SELECT format('DROP INDEX %%s', indexrelid::regclass), pg_get_indexdef(indexrelid)
    FROM pg_index WHERE indrelid = %s::regclass AND NOT indisprimary ORDER BY indexrelid
"""
