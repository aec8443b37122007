"""Units and successions for tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from importlib import import_module
from types import SimpleNamespace

from django.apps import apps
from django.db import connection

from areas.decrees.models import Decree, link, links_text
from areas.models import Unit, UnitSuccession


def succeed(old: Unit, new: Unit, on: date, *, is_main: bool = True) -> UnitSuccession:
    """`old` becomes a part of `new` by a decree of its own."""
    links = links_text([link(old.ref, new.ref, is_main=is_main)])
    digest = f"{old.pk}-{new.pk}-{is_main}"
    decree = Decree.objects.create(document="NQ 1", on=on, content=links, digest=digest, links=links)
    return UnitSuccession.objects.create(predecessor=old, successor=new, on=on, is_main=is_main, decree=decree)


@contextmanager
def without_guards() -> Iterator[None]:
    """The database lets successions be deleted, which it does nowhere else."""
    guards = import_module("areas.migrations.0005_succession_guards")
    editor = SimpleNamespace(connection=connection)
    guards.remove(apps, editor)
    yield
    guards.build(apps, editor)
