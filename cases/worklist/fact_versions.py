"""Database triggers that raise the version of a person's facts (DutyAnswer) with every write that may change their duties.

Triggers and not the verbs, because no verb, import or command may forget it. On PostgreSQL one statement of a trigger serves all
rows of a statement, so that loading in bulk stays quick.
"""

from django.db import migrations

VERSIONS = "cases_dutyanswer"
PEOPLE = "cases_person"
# How a written row, `{row}`, leads to its person.
_PERSON = "{row}.person_id"
_CASE = "(SELECT owner.person_id FROM cases_case AS owner WHERE owner.id = {row}.case_id)"
_JUDGMENT = (
    "(SELECT owner.person_id FROM cases_judgment AS judgment JOIN cases_case AS owner ON owner.id = judgment.case_id"
    " WHERE judgment.id = {row}.judgment_id)"
)
# The tables that duties are computed from (loader.py). A test compares them with the queries of the loader.
TABLES = {
    "cases_case": _PERSON,
    "cases_identitynumber": _PERSON,
    "cases_offence": _JUDGMENT,
    **dict.fromkeys(
        (
            "cases_stay", "cases_residence", "cases_contact", "cases_assignment", "cases_absence", "cases_breach",
            "cases_shortening", "cases_moverequest", "cases_need", "cases_employment", "cases_transferrequest",
            "cases_classification", "cases_judgment", "cases_additionalpenalty", "cases_civilobligation",
            "cases_expungementreview", "cases_reoffence", "cases_newsentence", "cases_snooze",
        ),
        _CASE,
    ),
}  # fmt: skip
# A row that changes may lead to another person than before: people are merged.
_WRITTEN = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}


def fact_versions() -> migrations.RunPython:
    """The migration operation that makes all triggers."""
    return migrations.RunPython(
        lambda _apps, editor: create(editor.connection), lambda _apps, editor: drop(editor.connection)
    )


def create(connection) -> None:
    """Make the triggers, and the rows of the people who are there already."""
    drop(connection)
    of_vendor = _postgresql if connection.vendor == "postgresql" else _sqlite
    with connection.cursor() as cursor:
        for sql in of_vendor():
            cursor.execute(sql)
        cursor.execute(f"{_NEW_ROWS} FROM {PEOPLE} WHERE id NOT IN (SELECT person_id FROM {VERSIONS})")


def drop(connection) -> None:
    """Drop the triggers, as far as they are there."""
    postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        for table, event in _events():
            cursor.execute(f"DROP TRIGGER IF EXISTS {_name(table, event)}" + (f" ON {table}" if postgresql else ""))
            if postgresql:
                cursor.execute(f"DROP FUNCTION IF EXISTS {_name(table, event)}()")


_NEW_ROWS = f"INSERT INTO {VERSIONS} (person_id, facts_version, answered_version, day, rules) SELECT id, 1, 0, NULL, ''"
_RAISE = f"UPDATE {VERSIONS} SET facts_version = facts_version + 1 WHERE person_id IN"


def _events() -> list[tuple[str, str]]:
    return [(PEOPLE, "INSERT"), *((table, event) for table in TABLES for event in _WRITTEN)]


def _name(table: str, event: str) -> str:
    return f"{table}_facts_{event.lower()}"


def _postgresql():
    for table, event in _events():
        rows = {"OLD": "old_rows", "NEW": "new_rows"}
        if table == PEOPLE:
            statement = f"{_NEW_ROWS} FROM new_rows"
        else:
            people = " UNION ".join(
                f"SELECT {TABLES[table].format(row=rows[when])} FROM {rows[when]}" for when in _WRITTEN[event]
            )
            statement = f"{_RAISE} ({people})"
        referencing = " ".join(f"{when} TABLE AS {rows[when]}" for when in _WRITTEN[event])
        name = _name(table, event)
        yield f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {statement}; RETURN NULL; END $$"
        yield (
            f"CREATE TRIGGER {name} AFTER {event} ON {table} REFERENCING {referencing} FOR EACH STATEMENT"
            f" EXECUTE FUNCTION {name}()"
        )


def _sqlite():
    for table, event in _events():
        if table == PEOPLE:
            statement = _NEW_ROWS.replace("SELECT id", "SELECT NEW.id")
        else:
            people = ", ".join(TABLES[table].format(row=when) for when in _WRITTEN[event])
            statement = f"{_RAISE} ({people})"
        yield f"CREATE TRIGGER {_name(table, event)} AFTER {event} ON {table} BEGIN {statement}; END"
