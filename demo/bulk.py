"""Bulk insertion of very many rows into a few tables in one transaction: COPY on PostgreSQL, executemany elsewhere."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, datetime
from itertools import islice
from threading import BoundedSemaphore

CHUNK_SIZE = 2_000
# Chunks that may wait for the database, some 100 MB of memory.
MAX_PENDING_CHUNKS = 250


@contextmanager
def bulk_writer(connection, models: Sequence, rows: int) -> Iterator["CopyWriter | TupleWriter"]:
    """Open a writer for some models. Must be used inside a transaction.

    On PostgreSQL, if the tables have fewer than `rows` rows, their indexes and foreign keys are dropped first and created again
    at the end.

    Arguments: `rows`, the approximate number of new rows per model.
    Raises: the database's errors, at the latest when the context ends.
    """
    if connection.vendor != "postgresql":
        yield TupleWriter(connection)
        return
    with CopyWriter(connection) as writer:
        if models[0].objects.count() < rows:
            writer.drop_indexes([model._meta.db_table for model in models])
        yield writer


class CopyWriter:
    """Writes rows in PostgreSQL's COPY text format.

    A thread runs COPY and CREATE INDEX while the caller produces the next rows, which halves the time on two processors. No other
    code may use the connection until the context ends.
    """

    def __init__(self, connection) -> None:
        self.connection, self.raw = connection, connection.connection
        self.worker = ThreadPoolExecutor(max_workers=1)
        self.slots = BoundedSemaphore(MAX_PENDING_CHUNKS)
        self.futures: list[Future] = []
        self.indexes: dict[str, list[str]] = {}
        self.foreign_keys: list[str] = []

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        for sql in self.foreign_keys if error is None else ():
            self._submit(self.raw.execute, sql)
        self.worker.shutdown(wait=True, cancel_futures=error is not None)
        if error is None:
            with self.connection.wrap_database_errors:
                for future in self.futures:
                    future.result()

    def drop_indexes(self, tables: Sequence[str]) -> None:
        """Drop all constraints and indexes except primary keys and check constraints, to make inserting fast."""
        # Deferred foreign key checks would block ALTER TABLE, so run them now.
        _execute(self.raw, ["SET CONSTRAINTS ALL IMMEDIATE", "SET CONSTRAINTS ALL DEFERRED"])
        for table in tables:
            constraints = self.raw.execute(_CONSTRAINTS, [table]).fetchall()
            _execute(self.raw, [drop for _kind, drop, _restore in constraints])
            indexes = self.raw.execute(_INDEXES, [table]).fetchall()
            _execute(self.raw, [drop for drop, _restore in indexes])
            self.foreign_keys += [restore for kind, _drop, restore in constraints if kind == "f"]
            restored = [restore for kind, _drop, restore in constraints if kind != "f"]
            self.indexes[table] = [*restored, *(restore for _drop, restore in indexes)]

    def write(self, model, fields: list[str], rows: Iterable[str]) -> int:
        """Queue the rows of a model for writing. Returns the number of rows."""
        table = model._meta.db_table
        columns = ", ".join(f'"{model._meta.get_field(name).column}"' for name in fields)
        copy = self.raw.cursor().copy(f'COPY "{table}" ({columns}) FROM STDIN')
        stream, written, rows = _Stream(copy), 0, iter(rows)
        while chunk := list(islice(rows, CHUNK_SIZE)):
            self._submit(stream.write, "".join(chunk))
            written += len(chunk)
        self._submit(stream.close)
        self._submit(_execute, self.raw, self.indexes.pop(table, []))
        return written

    def _submit(self, work, *args) -> None:
        self.slots.acquire()
        future = self.worker.submit(work, *args)
        future.add_done_callback(lambda _done: self.slots.release())
        self.futures.append(future)

    @staticmethod
    def binary(data: bytes) -> str:
        """Encode bytes for a column of bytes."""
        return "\\\\x" + data.hex()

    @staticmethod
    def encode_tail(values: Sequence) -> str:
        """Encode the last columns of a row, which many rows share."""
        return "".join(f"\t{_copy_text(value)}" for value in values) + "\n"

    @staticmethod
    def row_encoder(count: int) -> Callable[..., str]:
        """A function that joins `count` values that need no escaping and an encoded tail to a row."""
        template = "\t".join(["%s"] * count) + "%s"
        return lambda *values: template % values


class _Stream:
    """One COPY, opened by the first chunk. Used only in the writer's thread."""

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
    """Writes rows with executemany."""

    def __init__(self, connection) -> None:
        self.connection = connection

    def write(self, model, fields: list[str], rows: Iterable[tuple]) -> int:
        """Write the rows of a model. Returns the number of rows."""
        columns = ", ".join(f'"{model._meta.get_field(name).column}"' for name in fields)
        marks = ", ".join(["%s"] * len(fields))
        sql = f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES ({marks})'
        rows, written = iter(rows), 0
        with self.connection.cursor() as cursor:
            while chunk := list(islice(rows, CHUNK_SIZE)):
                cursor.executemany(sql, chunk)
                written += len(chunk)
        return written

    @staticmethod
    def binary(data: bytes) -> bytes:
        """Return the bytes, which executemany takes as they are."""
        return data

    def encode_tail(self, values: Sequence) -> tuple:
        """Adapt the last columns of a row, which many rows share."""
        return tuple(self._adapted(value) for value in values)

    @staticmethod
    def row_encoder(count: int) -> Callable[..., tuple]:
        """A function that joins `count` values and an encoded tail to a row."""
        return lambda *values: values[:count] + values[count]

    def _adapted(self, value):
        if isinstance(value, datetime):
            return self.connection.ops.adapt_datetimefield_value(value)
        return self.connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value


_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def _copy_text(value) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, bytes):
        return CopyWriter.binary(value)
    return str(value).translate(_ESCAPES)


def _execute(raw, statements: Sequence[str]) -> None:
    for sql in statements:
        raw.execute(sql)


# Foreign keys, unique and exclusion constraints: kind, statement that drops it, statement that creates it.
_CONSTRAINTS = """
    SELECT contype::text, format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname),
        format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', conrelid::regclass, conname, pg_get_constraintdef(oid))
    FROM pg_constraint WHERE conrelid = %s::regclass AND contype IN ('f', 'u', 'x') ORDER BY conname
"""
_INDEXES = """
    SELECT format('DROP INDEX %%s', indexrelid::regclass), pg_get_indexdef(indexrelid)
    FROM pg_index WHERE indrelid = %s::regclass AND NOT indisprimary ORDER BY indexrelid
"""
