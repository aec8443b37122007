"""Which cases and people a report counted, by keys that say nothing outside of this database (docs/measures.md §8)."""

from typing import Any
from uuid import UUID

from reports.measures.management import FiguresQuery, checksum, facts_cte, fetch, managed_condition
from reports.measures.rows import OWN, unit_rows


def counted_inputs(query: FiguresQuery) -> dict[str, Any]:
    """The cases that stand in the rate of the unit's own total row.

    Returns: {"managed": {key of a case: key of its person}, "reoffended": the same, "checksum": SHA-256 of both}. With the
    average denominator, which counts no people, "managed" has the cases of the whole period.
    """
    rows = unit_rows(query.unit, query.period.end)
    own = f"JOIN scope ON scope.unit_id = stays.unit_id AND scope.level = {OWN}"
    keys = """
        SELECT DISTINCT cases_case.public_id, cases_person.public_id FROM counted
        JOIN cases_case ON cases_case.id = counted.case_id JOIN cases_person ON cases_person.id = counted.person_id"""
    managed = f"SELECT case_id, person_id FROM stays {own} WHERE {managed_condition(query.definition)}"
    reoffended = f"""
        SELECT attributed.case_id, attributed.person_id FROM attributed JOIN stays ON stays.id = attributed.stay_id {own}"""
    found: dict[str, Any] = {}
    for name, sql in (("managed", managed), ("reoffended", reoffended)):
        counted = fetch(f"WITH {facts_cte(query, rows)}, counted AS ({sql}) {keys}", query)
        found[name] = {_key(case): _key(person) for case, person in counted}
    return {**found, "checksum": checksum(found)}


def _key(stored: UUID | str) -> str:
    """One spelling for both databases: SQLite stores 32 digits."""
    return stored.hex if isinstance(stored, UUID) else UUID(stored).hex
