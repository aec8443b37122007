"""A commune's model: who helps whom, the fund and its balance, and nobody named who must not be."""

from datetime import date

import pytest

from cases import services
from cases.community_views import PARTS
from cases.history import begin
from cases.models import CommuneModel, FundEntry, Help, ModelMember
from cases.services import NewCase, PersonData


@pytest.fixture
def model(world):
    return CommuneModel.objects.create(unit=world.tinh_bac, name="Chung tay giúp đỡ", launched_on=date(2024, 7, 19))


@pytest.fixture
def case(world):
    history = begin(unit_id=world.tinh_bac.pk, category="completed", on=date(2024, 1, 5), origin="prison")
    return services.receive(
        by=None, case=NewCase("HS-1", PersonData("Lê Văn Về"), history, {"release_on": date(2024, 1, 5)})
    )


@pytest.fixture
def member(model):
    return ModelMember.objects.create(model=model, full_name="Bà Hội trưởng", start_on=date(2024, 7, 19))


def part(model, slug, tail="new/") -> str:
    return f"/models/{model.public_id}/{slug}/{tail}"


def data_for(slug, member, case) -> dict:
    return {
        "members": {"full_name": "Ông Trưởng thôn", "role": "member", "start_on": "20/07/2024"},
        "helps": {"member": member.pk, "case": case.pk, "start_on": "20/07/2024"},
        "enterprises": {"name": "HTX Mộc", "promised_on": "20/07/2024", "jobs": "5", "jobs_given": "2"},
        "activities": {"on": "20/07/2024", "kind": "visit", "title": "Thăm", "attendance": "9", "helped": "2", "cost": "0"},
        "fund": {"on": "20/07/2024", "direction": "in", "amount": "5000000", "party": "Ông Ba",
                 "voucher": "PT01", "purpose": "Ủng hộ"},
        "gifts": {"on": "20/07/2024", "donor": "Đoàn", "item": "xe đạp", "quantity": "1"},
    }[slug]  # fmt: skip


def test_a_model_is_made_by_the_commune(world, client_for, post_form):
    client = client_for(world.committee)
    told = {"unit": world.tinh_bac.pk, "name": "Chung tay", "launched_on": "19/07/2024"}
    answer = post_form(client, "/models/new/", told)
    assert answer.url == CommuneModel.objects.get().get_absolute_url()
    assert post_form(client, "/models/new/", {**told, "unit": world.tinh_ha.pk}).status_code == 422
    assert "đã có mô hình" in post_form(client, "/models/new/", told).content.decode()


@pytest.mark.parametrize("slug", PARTS)
def test_each_part_is_added_and_struck(world, model, member, case, client_for, post_form, slug):
    client = client_for(world.officer)
    assert client.get(part(model, slug)).status_code == 200
    added = post_form(client, part(model, slug), data_for(slug, member, case))
    assert added.status_code == 302, added.context["form"].errors
    record = PARTS[slug].model.objects.order_by("pk").last()
    edit = client.get(part(model, slug, f"{record.public_id}/"))
    assert edit.status_code == (404 if slug == "fund" else 200)
    assert client.get(model.get_absolute_url()).status_code == 200
    struck = post_form(client, part(model, slug, f"{record.public_id}/strike/"), {"why": "Nhập nhầm"})
    assert struck.status_code == 302
    record.refresh_from_db()
    assert record.removed_by == world.officer


def test_the_ledger_keeps_the_balance(world, model, client_for):
    for number, (way, amount) in enumerate([("in", 5_000_000), ("out", 1_200_000), ("in", 300_000)]):
        told = {"direction": way, "amount": amount, "party": "x", "voucher": f"V{number}", "purpose": "x"}
        FundEntry.objects.create(model=model, on=date(2024, 8, number + 1), **told)
    context = client_for(world.officer).get(model.get_absolute_url()).context
    assert [entry.balance for entry in context["ledger"]] == [5_000_000, 3_800_000, 4_100_000]
    assert context["results"]["income"] - context["results"]["spent"] == context["balance"] == 4_100_000


def test_an_expunged_person_is_counted_and_not_named(world, model, member, case, client_for):
    Help.objects.create(member=member, case=case, start_on=date(2024, 7, 20))
    client = client_for(world.officer)
    assert "Lê Văn Về" in client.get(model.get_absolute_url()).content.decode()
    services.close(by=None, case=case, on=date(2026, 2, 1), reason="expunged")
    page = client.get(model.get_absolute_url())
    assert "Lê Văn Về" not in page.content.decode()
    assert page.context["results"]["helped"] == 1


def test_models_of_others_are_not_found(world, model, client_for):
    for who in ("officer_ha", "leader_other"):
        assert client_for(getattr(world, who)).get(model.get_absolute_url()).status_code == 404
    assert client_for(world.leader).get(model.get_absolute_url()).status_code == 200
    assert client_for(world.bank).get("/models/").status_code == 403
