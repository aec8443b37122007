"""The register of exports: who sees which, filters, pages, and the event of looking at it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from audit import events as audit_events
from audit.models import AuditEvent
from core.dates import today
from jobs import export_register, exports
from jobs.models import Export

ADDRESS = "/exports/"


@pytest.fixture
def made(world):
    """An export of the officer, one of the bank's liaison and one of another district's leader."""
    rows = [
        (world.officer, "cases", "Rà soát"),
        (world.bank, "loans", "Đối chiếu"),
        (world.leader_other, "cases", "Khác"),
    ]
    found = []
    for n, (by, kind, reason) in enumerate(rows, 1):
        found.append(Export.objects.create(number=n, kind=kind, by=by, filters={"query": "q=Nguyễn Văn Bí"}))
        audit_events.record(by=by, action=exports.ASKED, target=found[-1], why=reason)
    return found


def numbers(response) -> list[int]:
    return [row["export"].number for row in response.context["rows"]]


def test_a_leader_sees_the_exports_of_the_own_units_and_an_administrator_all(world, made, client_for):
    assert numbers(client_for(world.leader).get(ADDRESS)) == [2, 1]
    assert numbers(client_for(world.leader_other).get(ADDRESS)) == [3]
    assert numbers(client_for(world.admin).get(ADDRESS)) == [3, 2, 1]


@pytest.mark.parametrize("who", ["officer", "committee", "province", "bank", "stranger"])
def test_other_roles_are_refused(world, client_for, who):
    assert client_for(getattr(world, who)).get(ADDRESS).status_code == 403


def test_what_somebody_exported_before_belonging_to_the_units_is_not_shown(world, made, client_for):
    world.leader_other.memberships.create(unit=world.tinh_bac, role="commune_officer", start_on=today())
    Export.objects.filter(pk=made[2].pk).update(created_at=timezone.now() - timedelta(days=3))
    assert numbers(client_for(world.leader).get(ADDRESS)) == [2, 1]
    Export.objects.filter(pk=made[2].pk).update(created_at=timezone.now())
    assert numbers(client_for(world.leader).get(ADDRESS)) == [3, 2, 1]


def test_what_somebody_exported_before_leaving_stays(world, made, client_for):
    Export.objects.filter(pk=made[0].pk).update(created_at=timezone.now() - timedelta(days=3))
    world.officer.memberships.update(end_on=today() - timedelta(days=1))
    assert numbers(client_for(world.leader).get(ADDRESS)) == [2, 1]


@pytest.mark.parametrize(
    ("query", "found"),
    [("kind=loans", [2]), ("kind=nonsense", []), ("since=01/01/2099", []), ("until=01/01/2099", [2, 1])],
)
def test_filters_apply(world, made, client_for, query, found):
    assert numbers(client_for(world.leader).get(f"{ADDRESS}?{query}")) == found


def test_a_user_and_a_day_are_filters(world, made, client_for):
    Export.objects.filter(pk=made[0].pk).update(created_at=timezone.now() - timedelta(days=2))
    client, yesterday = client_for(world.leader), today() - timedelta(days=1)
    assert numbers(client.get(f"{ADDRESS}?by={world.officer.pk}")) == [1]
    assert numbers(client.get(f"{ADDRESS}?since={yesterday:%d/%m/%Y}")) == [2]
    assert numbers(client.get(f"{ADDRESS}?until={yesterday:%d/%m/%Y}")) == [1]
    assert numbers(client.get(f"{ADDRESS}?by={world.leader_other.pk}")) == []  # not one of the users to choose


def test_the_page_says_who_what_when_and_why_and_nothing_that_was_searched_for(world, made, client_for):
    page = client_for(world.leader).get(ADDRESS).content.decode()
    for text in ("Số 1: ", str(world.officer), "Rà soát", f"{today():%Y}"):
        assert text in page
    assert "Nguyễn Văn Bí" not in page
    assert "Rà soát" not in client_for(world.admin).get(ADDRESS).content.decode()  # a reason may name a person


def test_the_register_has_pages_and_looking_is_audited(world, made, client_for, monkeypatch):
    monkeypatch.setattr(export_register, "PAGE_SIZE", 1)
    client = client_for(world.leader)
    assert numbers(client.get(f"{ADDRESS}?page=2&kind=")) == [1]
    event = AuditEvent.objects.get(action="export.register")
    assert (event.by, event.detail) == (world.leader, {"found": 2, "page": 2, "filters": []})


def test_the_navigation_leads_there(world, client_for):
    for user, shown in ((world.leader, True), (world.admin, True), (world.officer, False)):
        assert ("Sổ xuất dữ liệu" in client_for(user).get("/", follow=True).content.decode()) is shown
