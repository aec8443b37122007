"""A commune's model: its records, the fund's balance, the results, and that no hidden person is named."""

from datetime import date

import pytest

from cases.closing import services as closing_services
from cases.facts.stay_chain import start_history
from cases.models import Employment, Need, SupportAction
from cases.reception import services as reception_services
from cases.reception.services import NewCase, PersonData
from community.models import Activity, CommuneModel, FundEntry, Help, ModelMember
from community.results import by_half_year
from community.views import RECORD_KINDS


@pytest.fixture
def model(world):
    return CommuneModel.objects.create(unit=world.tinh_bac, name="Chung tay giúp đỡ", launched_on=date(2024, 7, 19))


@pytest.fixture
def case(world):
    history = start_history(unit_id=world.tinh_bac.pk, category="completed", on=date(2024, 1, 5), origin="prison")
    return reception_services.receive(
        by=None, case=NewCase("HS-1", PersonData("Lê Văn Về"), history, {"release_on": date(2024, 1, 5)})
    )


@pytest.fixture
def member(model):
    return ModelMember.objects.create(model=model, full_name="Bà Hội trưởng", start_on=date(2024, 7, 19))


def record_url(model, slug, tail="new/") -> str:
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


def test_the_commune_creates_its_model(world, client_for, post_form):
    client = client_for(world.committee)
    data = {"unit": world.tinh_bac.pk, "name": "Chung tay", "launched_on": "19/07/2024"}
    answer = post_form(client, "/models/new/", data)
    assert answer.url == CommuneModel.objects.get().get_absolute_url()
    assert post_form(client, "/models/new/", {**data, "unit": world.tinh_ha.pk}).status_code == 422
    assert "đã có mô hình" in post_form(client, "/models/new/", data).content.decode()


@pytest.mark.parametrize("slug", RECORD_KINDS)
def test_each_kind_of_record_is_added_and_struck_out(world, model, member, case, client_for, post_form, slug):
    client = client_for(world.officer)
    assert client.get(record_url(model, slug)).status_code == 200
    added = post_form(client, record_url(model, slug), data_for(slug, member, case))
    assert added.status_code == 302, added.context["form"].errors
    record = RECORD_KINDS[slug].model.objects.order_by("pk").last()
    edit = client.get(record_url(model, slug, f"{record.public_id}/"))
    assert edit.status_code == (404 if slug == "fund" else 200)
    assert client.get(model.get_absolute_url()).status_code == 200
    struck = post_form(client, record_url(model, slug, f"{record.public_id}/strike/"), {"why": "Nhập nhầm"})
    assert struck.status_code == 302
    record.refresh_from_db()
    assert record.removed_by == world.officer


def test_each_entry_has_its_balance(world, model, client_for):
    for number, (way, amount) in enumerate([("in", 5_000_000), ("out", 1_200_000), ("in", 300_000)]):
        data = {"direction": way, "amount": amount, "party": "x", "voucher": f"V{number}", "purpose": "x"}
        FundEntry.objects.create(model=model, on=date(2024, 8, number + 1), **data)
    context = client_for(world.officer).get(model.get_absolute_url()).context
    assert [entry.balance for entry in context["ledger"]] == [5_000_000, 3_800_000, 4_100_000]
    assert context["results"]["income"] - context["results"]["spent"] == context["balance"] == 4_100_000


def test_an_expunged_person_is_counted_but_not_named(world, model, member, case, client_for):
    Help.objects.create(member=member, case=case, start_on=date(2024, 7, 20))
    client = client_for(world.officer)
    assert "Lê Văn Về" in client.get(model.get_absolute_url()).content.decode()
    closing_services.close(by=None, case=case, on=date(2026, 2, 1), reason="expunged")
    page = client.get(model.get_absolute_url())
    assert "Lê Văn Về" not in page.content.decode()
    assert page.context["results"]["helped"] == 1


def test_models_out_of_scope_are_not_found(world, model, client_for):
    for who in ("officer_ha", "leader_other"):
        assert client_for(getattr(world, who)).get(model.get_absolute_url()).status_code == 404
    assert client_for(world.leader).get(model.get_absolute_url()).status_code == 200
    assert client_for(world.bank).get("/models/").status_code == 403


def entry(model, day: int, way: str, amount: int, voucher: str) -> FundEntry:
    data = {"direction": way, "amount": amount, "party": "x", "voucher": voucher, "purpose": "x"}
    return FundEntry.objects.create(model=model, on=date(2024, 8, day), **data)


def test_income_is_labelled_thu(world, model, client_for):
    """Django's own translation of "Thu" is Thursday."""
    page = client_for(world.officer).get(record_url(model, "fund")).content.decode()
    assert '<option value="in">Thu</option>' in page


@pytest.mark.parametrize(
    ("day", "amount", "is_paid"),
    [
        (1, "100.000", False),
        (2, "500.000", True),
        (2, "500.001", False),
        (9, "500 nghìn", True),
        (5, "0,5 triệu", True),
    ],
)
def test_a_payment_cannot_exceed_the_available_balance(
    world, model, member, case, client_for, post_form, day, amount, is_paid
):
    """A million received on the 2nd and half of it spent on the 6th leave half for any other payment."""
    entry(model, 2, "in", 1_000_000, "PT1")
    entry(model, 6, "out", 500_000, "PC1")
    data = {**data_for("fund", member, case), "direction": "out", "amount": amount, "on": f"{day:02}/08/2024"}
    answer = post_form(client_for(world.officer), record_url(model, "fund"), data)
    assert answer.status_code == (302 if is_paid else 422)
    assert ("Quỹ không đủ" in answer.content.decode()) != is_paid


def test_results_by_half_year(world, model, member, case, client_for):
    """Events before the help began do not count."""
    other = reception_services.receive(
        by=None, case=NewCase("HS-2", PersonData("Trần Ba"), start_history(
            unit_id=world.tinh_bac.pk, category="completed", on=date(2024, 1, 5), origin="prison"
        ), {"release_on": date(2024, 1, 5)})
    )  # fmt: skip
    Help.objects.create(member=member, case=case, start_on=date(2024, 10, 1))
    Help.objects.create(member=member, case=other, start_on=date(2025, 2, 1), end_on=date(2025, 6, 30))
    for whom, day in ((other, date(2024, 9, 30)), (case, date(2024, 10, 1)), (other, date(2025, 6, 30))):
        Employment.objects.create(case=whom, employer="HTX", work="May", contract="labour", start_on=day)
    for kind, day in (("vocational", date(2025, 1, 1)), ("job", date(2025, 3, 1))):
        need = Need.objects.create(case=case, kind=kind, description="x", raised_on=day, due_on=day)
        SupportAction.objects.create(need=need, on=day, description="x")
    closing_services.close(by=None, case=case, on=date(2026, 2, 1), reason="expunged")
    Activity.objects.create(model=model, on=date(2024, 12, 31), kind="visit", title="x", attendance=7)
    entry(model, 2, "in", 1000, "PT1")
    entry(model, 6, "out", 300, "PC1")
    found = {half.label: half for half in by_half_year(model, date(2026, 3, 1))}
    first, second, third, fourth = (found[label] for label in reversed(found))
    assert list(found)[-1] == "6 tháng cuối năm 2024"
    assert [len(half.helped) for half in (first, second, third, fourth)] == [1, 2, 1, 1]
    assert [half.jobs for half in (first, second, third)] == [{case.pk}, {other.pk}, set()]
    assert [half.trained for half in (first, second)] == [set(), {case.pk}]
    assert [len(half.expunged) for half in (third, fourth)] == [0, 1]
    assert (first.activities, first.attendance, first.income, first.spent) == (1, 7, 1000, 300)
    assert [half.balance for half in found.values()] == [700] * 4
    page = client_for(world.officer).get(model.get_absolute_url()).content.decode()
    assert "6 tháng đầu năm 2025" in page


def test_results_ask_the_same_queries_for_more_people(world, model, member, case, django_assert_num_queries):
    for start in range(1, 4):
        other = ModelMember.objects.create(model=model, full_name=f"Bà {start}", start_on=date(2024, 7, 19))
        Help.objects.create(member=other, case=case, start_on=date(2024, 10, start))
        with django_assert_num_queries(8):
            by_half_year(model, date(2026, 3, 1))


def test_the_summary_names_no_helped_person(world, model, member, case, client_for):
    Help.objects.create(member=member, case=case, start_on=date(2024, 7, 20))
    client, address = client_for(world.officer), model.get_absolute_url()
    assert "?summary=1" in client.get(address).content.decode()
    page = client.get(f"{address}?summary=1").content.decode()
    for text in ("Kết quả theo kỳ", "Bà Hội trưởng", "Trưởng ban điều hành"):
        assert text in page
    for text in ("Lê Văn Về", "Sổ quỹ", "sửa</a>"):
        assert text not in page
