"""Every service function is guarded by a second person, or listed here with why it cannot lower a count.

A new function fails the test until it is decorated or entered.
"""

import inspect
import re
from importlib import import_module
from pathlib import Path

import pytest
from django.contrib import admin

from cases.second_person.calls import CALLS

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("accounts", "cases", "community", "law", "loans", "register", "reports")
# Modules outside services.py that contain service functions.
MORE = ("register/bulk_services.py", "cases/people/number_claims.py", "register/header_choices.py", "jobs/exports.py")

NO_FACT = "writes no stay and no reoffence"
ADDS = "only adds facts; a crime entered counts more, and a stay that would take a crime over is refused"
PART = "part of guarded functions, which watch it; a user's call outside a guard is an error (rate_guard.watch)"
ASKS = "stores or decides a request; the decided call is checked against what was shown"
IMPORT = "guards its rows itself and sets aside those that lower a count"

UNGUARDED = {
    "accounts.decrees.services": {
        "apply_decree": "moves no stay but those the file places; on a page a second person decides",
        **dict.fromkeys(("approve_decree", "propose_decree", "refuse_decree"), ASKS)},
    "accounts.users.services": dict.fromkeys(
        ("change_user", "check_grant", "confirm_account", "create_user", "deactivate_user", "end_membership", "grant_membership",
         "issue_password_link", "reactivate_user"), NO_FACT),
    "cases.corrections.services": {"correct_histories": PART, "withdraw_case": PART},
    "cases.expungement.services": {"open_sealed": NO_FACT, "readable": NO_FACT, "seal_again": "calls close, which is guarded"},
    "cases.notices.services": dict.fromkeys(("add_notices", "mark_arrived", "settle_notice", "verify_address"), NO_FACT),
    "cases.papers.services": {"attach": NO_FACT},
    "cases.people.services": dict.fromkeys(
        ("add_name", "add_number", "claim_for", "insert_numbers", "mark_as_distinct", "update_person"), NO_FACT),
    "cases.people.number_claims": {"confirm_same_person": "calls merge_people, which is guarded", "reject_number": NO_FACT},
    "cases.probation.services": {"complete_probation": PART, "decide_shortening": NO_FACT},
    "cases.reception.services": dict.fromkeys(("receive", "receive_home", "receive_many"), ADDS),
    "cases.records.services": dict.fromkeys(("add", "add_plain", "change", "strike", "update_details"), NO_FACT),
    "cases.reoffences.services": {
        "confirm_reoffence": NO_FACT, "end_reoffence": PART, "record_reoffence": ADDS, "record_reoffences": ADDS},
    "cases.second_person.services": dict.fromkeys(("approve", "refuse", "send"), ASKS),
    "cases.supervision.services": dict.fromkeys(("assign", "hand_over"), NO_FACT),
    "cases.transfers.services": dict.fromkeys(("ask", "refuse", "withdraw"), NO_FACT),
    "cases.worklist.services": dict.fromkeys(("resume", "snooze"), NO_FACT),
    "law.half_years.services": dict.fromkeys(
        ("approve_half_years", "propose_half_years", "refuse_half_years"), ASKS),
    "law.services": dict.fromkeys(("save_holiday", "save_setting"), NO_FACT),
    "loans.services": dict.fromkeys(
        ("correct", "decide", "disburse", "edit", "record_balance", "request_loan", "withdraw"), NO_FACT),
    "register.bulk_services": {
        **dict.fromkeys(("add_numbers", "update_details_many", "update_people"), NO_FACT),
        **dict.fromkeys(("change_histories", "correct_reoffences"), PART),
    },
    "register.services": dict.fromkeys(
        ("apply_parsed", "apply_register", "check_parsed", "check_register", "read_register"), IMPORT),
    "reports.reopening.services": dict.fromkeys(
        ("approve_reopening", "end_reopening", "propose_reopening", "refuse_reopening"), NO_FACT),
    # How figures are counted and shown; the definition of the rate has a rule of its own (reports/).
    "reports.services": None,
    "reports.life.services": None,
    "reports.periods.services": None,
    "reports.indicator.services": None,
    "reports.definitions.services": None,
    "register.header_choices": None,
    "jobs.exports": None,
}  # fmt: skip
# The only modules that call what writes stays and reoffences.
WRITERS = {
    "cases/corrections/services.py",
    "cases/facts/store.py",
    "cases/people/services.py",
    "cases/probation/services.py",
    "cases/reception/services.py",
    "cases/reoffences/services.py",
    "cases/closing/services.py",
    "cases/transfers/services.py",
    "register/bulk_services.py",
}
WRITES = re.compile(
    r"\b(end_versions|insert_stays|insert_reoffences|write_revisions|apply_change)\("
    r"|\b(Stay|Reoffence)\.objects\.(bulk_)?(create|update)\(|\b(stays|reoffences)\.(create|update|add)\("
)


def service_modules() -> list[str]:
    found = [file for package in PACKAGES for file in (ROOT / package).rglob("services.py")]
    paths = [str(file.relative_to(ROOT)) for file in found if "tests" not in file.parts] + list(MORE)
    return sorted(path.removesuffix(".py").replace("/", ".") for path in paths)


def verbs(module: str) -> set[str]:
    """Public functions of the module that take the user who calls them."""
    found = inspect.getmembers(import_module(module), inspect.isfunction)
    return {
        name
        for name, function in found
        if function.__module__ == module and name[0] != "_" and "by" in inspect.signature(function).parameters
    }


@pytest.mark.parametrize("module", service_modules())
def test_every_function_is_guarded_or_cannot_lower_a_count(module):
    listed = UNGUARDED.get(module, {})
    if listed is None:
        return
    found = verbs(module)
    guarded = {call.function.__name__ for call in CALLS.values() if call.function.__module__ == module}
    assert found - guarded == set(listed)


def test_no_other_module_writes_stays_and_reoffences():
    files = [file for package in (*PACKAGES, "jobs", "audit", "areas") for file in (ROOT / package).rglob("*.py")]
    files = [file for file in files if not {"tests", "migrations"} & set(file.parts)]
    found = {str(file.relative_to(ROOT)) for file in files if WRITES.search(file.read_text())}
    assert found == WRITERS


def test_the_administration_holds_no_table_of_cases():
    labels = {model._meta.app_label for model in admin.site._registry}
    assert not labels & {"cases", "community", "loans", "register"}
