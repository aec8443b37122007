"""Jobs, files and exports close when a membership ends that they were made with, and each opening is one audit event."""

import pytest

from accounts.users import services as users_services
from audit.models import AuditEvent
from core.dates import today
from jobs import exports
from jobs.queue import enqueue, store_file
from register.jobs import CHECK


@pytest.fixture
def addresses(world, run_jobs):
    """The pages of what the officer asked for, with the method that opens each."""
    stored = store_file(by=world.officer, name="so.xlsx", data=b"x", content_type="")
    job = enqueue(by=world.officer, kind=CHECK, params={"file": str(stored.pk)})
    export = exports.ask(by=world.officer, kind="cases", reason="Rà soát", filters={})
    run_jobs()
    return {
        f"/jobs/{job.pk}/": "get",
        f"/cases/import/{job.pk}/": "get",
        f"/files/{stored.pk}/": "get",
        f"/exports/{export.pk}/": "get",
        f"/exports/{export.pk}/file/": "post",
    }


def statuses(client, addresses) -> set[int]:
    return {getattr(client, method)(address).status_code for address, method in addresses.items()}


def move(world):
    users_services.end_membership(membership=world.officer.memberships.get(), end_on=today(), by=world.admin)
    users_services.grant_membership(
        user=world.officer, unit=world.tinh_ha, role="commune_officer", start_on=today(), by=world.admin
    )


def test_an_officer_who_moved_reads_nothing_made_in_the_old_commune(world, addresses, client_for):
    assert statuses(client_for(world.officer), addresses) == {200}
    move(world)
    client = client_for(world.officer)
    assert statuses(client, addresses) == {404}
    for address in ("/", "/cases/import/"):
        assert "/jobs/" not in client.get(address).content.decode()
        assert "import-check" not in client.get(address).content.decode()


def test_another_role_in_the_same_unit_does_not_open_them(world, addresses, client_for):
    world.officer.memberships.update(role="commune_committee")
    answers = statuses(client_for(world.officer), addresses)
    assert answers <= {403, 404}


def test_a_further_membership_closes_nothing(world, addresses, client_for):
    users_services.grant_membership(
        user=world.officer, unit=world.tinh_ha, role="commune_officer", start_on=today(), by=world.admin
    )
    assert statuses(client_for(world.officer), addresses) == {200}


def test_each_opening_is_one_event(world, addresses, client_for):
    client = client_for(world.officer)
    for address, method in addresses.items():
        before = AuditEvent.objects.count()
        getattr(client, method)(address)
        event = AuditEvent.objects.latest("number")
        assert AuditEvent.objects.count() == before + 1, address
        assert event.by == world.officer
        assert event.target_id in address


def test_waiting_asks_again_without_further_events(world, client_for):
    stored = store_file(by=world.officer, name="so.xlsx", data=b"x", content_type="")
    job = enqueue(by=world.officer, kind=CHECK, params={"file": str(stored.pk)})
    client = client_for(world.officer)
    for address in (f"/jobs/{job.pk}/", f"/cases/import/{job.pk}/"):
        client.get(address)
        before = AuditEvent.objects.count()
        client.get(address, headers={"HX-Request": "true"})
        assert AuditEvent.objects.count() == before
