"""The body of a case's page, kept for as long as nothing that it shows has changed.

It is kept under the versions of every row that the page reads, asked of the database on each look: which rows there are, which
transaction wrote each and where it lies, and the same of the users and units that they name. A changed row was written by
another transaction, or lies elsewhere, so nothing changes and keeps its versions. Who may see the case is asked, and the line
in the audit is written, on each look as ever. PostgreSQL only: SQLite does not say who wrote a row.

Nobody's page is kept for long: a case that was sealed is to be found in no process's memory a while later.
"""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock, Thread
from time import monotonic, sleep

from django.db import connection
from django.db.models import Model, QuerySet, TextField, Value
from django.db.models.expressions import RawSQL
from django.utils.safestring import SafeString

from accounts.models import User
from areas.models import Unit
from areas.prepared import Prepared
from cases.filled import CASE, relations
from cases.models import Case, IdentityNumber, Offence, Person, SupportAction
from core.dates import today
from law.models import Holiday, LawSetting

# Pages kept in each process, the latest looked at: some ten megabytes.
KEPT = 500
# Seconds for which a page is kept, looked at or not, and between two looks for older ones: together ten minutes.
LONGEST, SWEPT_EVERY = 540, 60
# What rows of the page point at and are told with.
_NAMED = (User, Unit, Person)
# (model, its foreign key to something that points at a case) of what the page shows beneath that.
_BENEATH: list[tuple[type[Model], str]] = [(Offence, "judgment"), (SupportAction, "need")]
# All of whose rows may concern the page.
_EVERYWHERE: list[type[Model]] = [LawSetting, Holiday]
# Each with the time at which it was made.
_pages: OrderedDict[tuple, tuple[float, SafeString]] = OrderedDict()
_lock = Lock()


def also(model: type[Model], above: str = "") -> None:
    """Have the page made anew for these rows too: for apps that put something into the timeline.

    `above`: their foreign key to something that points at a case; without it any row of the table concerns every case.
    """
    if above:
        _BENEATH.append((model, above))
    else:
        _EVERYWHERE.append(model)


def body(case: Case, user: User, what: str, render: Callable[[], SafeString]) -> SafeString:
    """What `render` makes of the case (with_versions) for somebody with the user's roles today.

    Made anew only when it would be another text.
    """
    if connection.vendor != "postgresql":
        return render()
    key = (case.versions, what, frozenset(user.roles), today())
    if (found := _found(key)) is not None:
        return found
    told = f";{case.versions}"
    case._filled = frozenset(one.related_model for place, one in enumerate(relations(), 1) if f";{place}:" in told)
    made = render()
    if versions_of(case) == case.versions:  # else something was written while it was made
        _keep(key, made)
    return made


def _found(key: tuple) -> SafeString | None:
    with _lock:
        if key not in _pages:
            return None
        _pages.move_to_end(key)
        return _pages[key][1]


def _keep(key: tuple, made: SafeString) -> None:
    with _lock:
        if not _pages:
            Thread(target=_sweep, name="kept pages", daemon=True).start()
        _pages[key] = monotonic(), made
        while len(_pages) > KEPT:
            _pages.popitem(last=False)


def _sweep() -> None:
    """Forget old pages for as long as there are any: also where nobody looks at a case any more."""
    while True:
        sleep(SWEPT_EVERY)
        with _lock:
            old = monotonic() - LONGEST
            for key in [key for key, (since, _page) in _pages.items() if since <= old]:
                del _pages[key]
            if not _pages:
                return


def with_versions(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Each case with `versions`, as one text."""
    is_known = connection.vendor == "postgresql"
    return cases.annotate(versions=RawSQL(versions_sql(), [], output_field=TextField()) if is_known else Value(""))


def versions_sql() -> str:
    """Of the case with person and officer, of all that points at it, of the person's numbers, the law and the calendar."""
    table = Case._meta.db_table
    case = f"case_id = {table}.id"
    parts = [_versions(Case, f"t.id = {table}.id")]
    parts += [_versions(one.related_model, f"{one.field.column} = {table}.id") for one in relations()]
    for model, above in _BENEATH:
        field = model._meta.get_field(above)
        upper = field.related_model._meta.db_table
        parts.append(_versions(model, f"{field.column} IN (SELECT id FROM {upper} WHERE {case})"))
    parts.append(_versions(IdentityNumber, f"person_id = {table}.person_id"))
    parts += [_versions(model, "true") for model in _EVERYWHERE]
    rows = " UNION ALL ".join(f"SELECT '{place}:' || {part}" for place, part in enumerate(parts))
    return f"(SELECT string_agg(version, ';') FROM ({rows}) every(version))"


_OF_ONE = Prepared(lambda: with_versions(Case.objects.filter(pk=CASE)).values_list("versions"))


def versions_of(case: Case) -> str:
    return _OF_ONE.first(case=case.pk)[0]


def _versions(model: type[Model], condition: str) -> str:
    """The rows of a table, each with who wrote it and where it lies, and with the same of what it names."""
    named = [
        f"(SELECT concat(o.xmin, o.ctid) FROM {field.related_model._meta.db_table} o WHERE o.id = t.{field.column})"
        for field in model._meta.concrete_fields
        if field.related_model in _NAMED
    ]
    row = ", ".join([f"t.{model._meta.pk.column}", "t.xmin", "t.ctid", *named])
    return f"concat_ws(',', {row}) FROM {model._meta.db_table} t WHERE {condition}"
