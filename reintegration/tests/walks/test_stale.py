"""Every form that changes something is opened twice and saved twice: the second is shown both texts, nothing is written over."""

from contextlib import contextmanager
from datetime import date

import pytest
from django.contrib.admin.sites import site
from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts.permissions.roles import may
from cases.facts.stay_chain import start_history
from cases.models import Notice, Reoffence, SecondPersonRequest
from cases.people import services as people_services
from cases.people.birth_dates import BirthDate
from cases.reception import services as reception_services
from cases.reception.services import NewCase, PersonData
from cases.records import services as records_services
from cases.reoffences import services as reoffences_services
from cases.worklist import worklist
from core.dates import today
from feed.clients.models import Client as FeedClient
from feed.files.models import TrustedKey
from law.models import Holiday, LawSetting
from loans import services as loan_services
from loans.models import Loan, LoanFact
from loans.tests import factories
from reintegration.testing.typing import form_on, open_form, typed
from reintegration.testing.walk import addresses, with_ids, without_ids
from reintegration.tests.marked_people import SPRING
from reintegration.tests.walks.test_reading import content
from reports.models import LetterheadSetting, Report
from reports.services import make_report
from reports.targets.models import RateTarget
from reports.tests import life

pytestmark = [pytest.mark.once, pytest.mark.usefixtures("quiet", "shared_people")]
FIRST, SECOND = "zqtyped thứ nhất", "zqtyped thứ hai"
# What is chosen in each, beyond what a form shows when it is opened.
CHANGES = {
    "cases:snooze": {},
    "cases:notice-verify": {"address_right": "yes"},
    "cases:notice-settle": {"state": "not_come"},
    "cases:transfer": {},
    "cases:assign-officer": {},
    "cases:assign-helper": {},
    "cases:hand-over": {},
    "cases:close": {"reason": "died"},
    "cases:complete": {},
    "cases:revoke": {},
    "cases:shorten": {"is_granted": "no"},
    "cases:expunge": {"result": "refused"},
    "cases:correct": {"stays-0-start": "05/01/2024", "end_document_number": ""},
    "cases:withdraw": {},
    "cases:details": {},
    "cases:person": {},
    "cases:number-claim": {"decision": "wrong"},
    "cases:duplicates": {"decision": "two"},
    "cases:undo-merge": {},
    "cases:record-edit": {"months": "12"},
    "cases:record-strike": {},
    "cases:reoffence-correct": {"outcome_number": "", "outcome_body": ""},
    "cases:reoffence-withdraw": {},
    "cases:second-person": {"decision": "refuse"},
    "loans:edit": {"code": ""},
    "loans:decide": {"is_approved": "no"},
    "loans:disburse": {},
    "loans:balance": {},
    "loans:correct": {},
    "loans:withdraw": {},
    "community:edit": {},
    "community:part-edit": {},
    "community:part-strike": {},
    "reports:check": {},
    "reports:sign": {"confirmed": "on"},
    "reports:return": {},
    "reports:definition-request": {"decision": "refuse"},
    "reports:reopening": {"decision": "refuse"},
    "law:half-year-request": {"decision": "refuse"},
    "accounts:decree": {"decision": "refuse"},
}
# What is posted here adds something of its own, or is about oneself, or asks for a paper: nobody else can have changed it.
# What a check of work after release says.
CHECKED = {"months": "3", "on": "10/05/2024"}
ADDS = {
    "accounts:second-step", "accounts:second-factor", "accounts:password", "cases:search", "register:export", "cases:receive",
    "cases:possible-matches", "cases:notice-add", "cases:notice-list", "cases:sealed-open", "register:import",
    "register:import-apply",
    "register:import-headers",
    "register:import-discard",
    "cases:resume", "cases:transfer-ask", "cases:add-number", "cases:add-name", "cases:attach", "cases:form",
    "cases:breach-form", "cases:notice-form", "cases:unmask", "cases:record-add", "cases:reoffence-record", "community:add",
    "community:part-add", "law:change", "law:half-year-new",
    "law:holiday", "reports:new", "loans:request", "loans:request-business", "loans:export",
    "reports:definition-new", "reports:reopening-new", "indicator:page", "feed:received", "dashboard:export",
    "accounts:confirmations", "accounts:decree-new",
}  # fmt: skip
# The first one's words go into the audit or are asked for as a pledge only; what stands there now is shown all the same.
TOLD_BY_STATE = {"cases:assign-officer", "cases:hand-over", "cases:number-claim"}
# After the first there is nothing any more that the leader might see.
GONE = {"cases:withdraw", "loans:withdraw"}
# Buttons with no word in them.
WORDLESS = {
    "reports:recount", "reports:discard", "reports:submit", "reports:accept", "reports:due-report-retry", "reports:period-remind",
    "cases:reoffence-confirm",
}  # fmt: skip


@contextmanager
def undone():
    """What is done inside is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def leader(world, marked, client_for) -> Client:
    return client_for(world.leader, raise_request_exception=False)


def test_every_form_is_known_to_change_something_or_to_add(leader, marked):
    posted = set()
    for route in [*without_ids(), *with_ids()]:
        if route.pattern.startswith("admin/"):
            continue
        made = marked.people["zqmarkbac"]
        for address in list(addresses(route, made))[:1] if "<" in route.pattern else [f"/{route.pattern}"]:
            with undone():
                if leader.post(address).status_code != 405:
                    posted.add(route.name)
    assert posted - {"jobs:export-file"} == CHANGES.keys() | ADDS | WORDLESS


@pytest.mark.parametrize("name", CHANGES)
def test_the_second_of_two_is_shown_both_texts_and_writes_nothing(name, world, marked, leader, client_for):
    made = marked.people["zqmarkbac"]
    [route] = [route for route in with_ids() if route.name == name]
    given = prepare(name, made, world)
    who = leader if may(world.leader, route.action) else client_for(world.bank, raise_request_exception=False)
    found = [f"/cases/{made.case.public_id}/duties/{duty_of(made.case)}/snooze/"] if name == "cases:snooze" else None
    tried = 0
    for address in found or addresses(route, made):
        with undone():
            if "/fund/" in address and name == "community:part-edit":
                continue  # a line of the ledger is struck out and entered anew
            tried += 1
            # Three months after release had passed on the day of the check, twelve had not.
            both_save(name, who, address, CHECKED if "/work-checks/" in address else given)
    assert tried


def both_save(name: str, leader: Client, address: str, given: dict | None) -> None:
    given = given or CHANGES[name]
    one, other = (typed(open_form(leader, address), text, **given) for text in (FIRST, SECOND))
    first = leader.post(address, one)
    assert first.status_code == 302, (address, form_on(first) and form_on(first).errors)
    second = leader.post(address, other)
    page = second.content.decode()
    assert second.status_code == (404 if name in GONE else 409), address
    assert SECOND in page, f"{address}: what was typed is not shown"
    assert SECOND not in str(content()), f"{address}: written all the same"
    if name not in GONE:
        assert name in TOLD_BY_STATE or FIRST in page, f"{address}: what stands there now is not shown"
        again = leader.post(address, {**other, "version": form_on(second).version})
        assert again.status_code == 302 or (again.status_code, SECOND in again.content.decode()) == (422, True), address


def prepare(name: str, made, world) -> dict | None:
    """What the first of the two would otherwise stumble over. Returns what is to be chosen in the form, or None: CHANGES."""
    if name.startswith(("cases:reoffence-", "cases:withdraw")):
        made.rows[SecondPersonRequest].delete()
    if name == "cases:complete":
        records_services.update_details(by=None, case=made.case, version=made.case.version, probation_end_on=today())
    if name == "cases:withdraw":
        reoffences_services.withdraw_reoffence(by=None, reoffence=made.rows[Reoffence], why="x")
        loan_services.withdraw(by=None, fact=made.rows[LoanFact], why="x", document_number="x")
    if name == "cases:duplicates":
        birth = BirthDate(1985, 6, 5)
        people_services.update_person(by=None, person=made.case.person, birth=birth)
        history = start_history(unit_id=world.tinh_bac.pk, category="completed", on=date(2024, 1, 1), origin="prison")
        data = PersonData(made.case.person.full_name, birth)
        reception_services.receive(by=None, case=NewCase("HS-alike", data, history, {"release_on": date(2024, 1, 1)}))
    if name in ("loans:disburse", "loans:balance"):
        factories.approve(made.rows[Loan], 5_000_000, SPRING)
    if name == "loans:balance":
        factories.disburse(made.rows[Loan], 5_000_000, SPRING)
    if name == "reports:sign":  # a further version has a reason to type
        draft = made.rows[Report]
        life.sign(draft)
        made.rows[Report] = life.check(make_report(by=None, unit=draft.unit, period=draft.period))
        return {"number": "13", "confirmed": "on"}
    if name == "reports:return":
        made.rows[Report] = life.submit(made.rows[Report])
    if name == "cases:hand-over":
        world.stranger.memberships.create(unit=world.tinh_bac, role="commune_officer", start_on=date(2023, 1, 1))
        return {"to": world.stranger.pk}
    return None


def duty_of(case) -> str:
    return worklist.duties_of_case(case)[0].duty.key


def test_what_was_typed_about_a_person_whom_somebody_received_meanwhile_is_kept(world, marked, leader):
    row = marked.people["zqmarkbac"].rows[Notice]
    address = f"/cases/receive/?notice={row.public_id}"
    given = {"is_person": "new", "birth": "05/06/1985", "sentence": "3 năm", "code": "", "number": "", "is_left": ""}
    given["judgment_on"] = "01/02/2020"
    one, other = (typed(open_form(leader, address), text, **given) for text in (FIRST, SECOND))
    first = leader.post(address, one)
    assert first.status_code == 302, form_on(first).errors
    second = leader.post(address, other)
    assert second.status_code == 409
    assert SECOND in second.content.decode()
    assert "Đã về, đã tiếp nhận" in second.content.decode()


def rows_of_all(world) -> dict[str, int]:
    """A row of every model that an administrator may change."""
    day = date(2025, 1, 1)
    unit = world.tinh_bac
    return {
        "accounts_user": world.officer.pk,
        "accounts_membership": world.officer.memberships.get().pk,
        "areas_unit": unit.pk,
        "areas_unitsuccession": unit.successor_links.first().pk,
        "feed_client": FeedClient.objects.create(name="x", unit=unit).pk,
        "feed_trustedkey": TrustedKey.objects.create(name="x", unit=unit, public_key="A" * 43 + "=").pk,
        "law_lawsetting": LawSetting.objects.create(code="handover_days", value="6", valid_from=day, article="x").pk,
        "law_holiday": Holiday.objects.create(day=day, name="x").pk,
        "reports_letterheadsetting": LetterheadSetting.objects.create(unit=unit, valid_from=day, agency="x").pk,
        "reports_ratetarget": RateTarget.objects.create(unit=unit, valid_from=day, highest_rate=1, document="x").pk,
    }


def test_the_second_of_two_administrators_is_shown_both_texts_and_writes_nothing(world, client_for):
    rows, client = rows_of_all(world), client_for(world.admin)
    assert set(rows) == {f"{one._meta.app_label}_{one._meta.model_name}" for one in site._registry}
    for name, pk in rows.items():
        address = reverse(f"admin:{name}_change", args=[pk])
        page = client.get(address)
        form = page.context["adminform"].form
        changed = next(
            key for key in ("source_note", "full_name", "end_on", "name", "agency", "document") if key in form.fields
        )
        model = form._meta.model
        stored = date(2030, 1, 1) if changed == "end_on" else "zq thứ nhất"
        model.objects.filter(pk=pk).update(**{changed: stored})
        data = typed(form, "zq thứ hai", version=page.context["version"], end_on="02/02/2031")
        answer = client.post(address, data)
        text = answer.content.decode()
        assert answer.status_code == 409, name
        assert ("01/01/2030" if changed == "end_on" else stored) in text, name
        assert ("02/02/2031" if changed == "end_on" else "zq thứ hai") in text, name
        assert getattr(model.objects.get(pk=pk), changed) == stored


def test_what_nobody_else_changed_is_saved(world, client_for):
    client, address = client_for(world.admin), f"/admin/accounts/user/{world.officer.pk}/change/"
    version = client.get(address).context["version"]
    assert f'name="version" value="{version}"' in client.get(address).content.decode()
    data = {"full_name": "Võ Văn Bắc Mới", "is_active": "on", "version": version}
    assert client.post(address, data).status_code == 302
    assert client.post(address, data).status_code == 409
