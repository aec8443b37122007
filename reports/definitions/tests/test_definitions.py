"""The definition of the rate changes by two people where a rate may fall; one alone cannot lower it."""

from datetime import date

import pytest
from django.contrib import admin
from django.db import IntegrityError, transaction

from accounts.users import services as accounts_services
from accounts.users.tests.test_confirmation import new_account
from audit.models import AuditEvent
from cases.facts.clock import settled_time
from cases.facts.store import ReoffenceData
from cases.reoffences import services as reoffences_services
from core.dates import Preset
from core.dates import today as real_today
from core.errors import Refused
from law.half_years.services import propose_half_years
from reports.definitions import services
from reports.definitions.effects import effect_of, effect_of_half_years
from reports.definitions.models import DefinitionRequest
from reports.measures.definition import Definition
from reports.measures.management import figures
from reports.models import MeasureDefinition
from reports.services import make_report
from reports.snapshot import take_snapshot
from reports.tests.sample_cases import H1

JANUARY = date(2024, 1, 1)
GIVEN = {"counted_date": "conviction", "denominator": "during", "document_number": "12/CV-PC08", "why": "Theo chỉ đạo"}
FORM = {**GIVEN, "valid_from": "01/01/2024"}
NEW = "/reports/definitions/new/"


@pytest.fixture(autouse=True)
def in_the_sample_period(worked_example, monkeypatch):
    """As on the day after the worked example's period."""
    monkeypatch.setattr("reports.definitions.effects.today", lambda: date(2024, 6, 20))


def propose(by, **given):
    return services.propose_definition(by=by, **{"valid_from": JANUARY, **GIVEN, **given})


@pytest.mark.parametrize("who", ["admin", "leader"])
def test_one_person_alone_cannot_lower_a_rate(world, who):
    user = getattr(world, who)
    asked = propose(user)
    assert asked.state == "waiting"
    with pytest.raises(Refused, match="không được tự duyệt"):
        services.approve_definition(by=user, request=asked)
    assert not MeasureDefinition.objects.exists()
    with pytest.raises(IntegrityError, match="definition_request_by_two"), transaction.atomic():
        DefinitionRequest.objects.filter(pk=asked.pk).update(
            state="approved", decided_by=user, decided_at=asked.created_at
        )


def test_two_people_change_it_and_the_rates_that_fall_are_named(world):
    asked = propose(world.admin)
    fallen = {(one["unit"], one["before"], one["after"]) for one in asked.falls}
    assert {("527", "16.67", "0.00"), ("21205", "16.67", "0.00")} <= fallen
    services.approve_definition(by=world.leader, request=asked, why="Đúng văn bản")
    row = MeasureDefinition.objects.get()
    assert (row.valid_from, row.counted_date, row.source_note) == (JANUARY, "conviction", "12/CV-PC08")
    actions = (
        AuditEvent.objects.filter(action__contains="definition").order_by("number").values_list("action", flat=True)
    )
    assert list(actions) == ["definition.propose", "definition.approve", "settings.definition"]
    detail = AuditEvent.objects.get(action="settings.definition").detail
    assert (detail["before"], detail["after"]) == (None, {"counted_date": "conviction", "denominator": "during"})
    with pytest.raises(Refused, match="đã được giải quyết"):
        services.refuse_definition(by=world.leader, request=asked, why="Muộn")


def test_rates_that_were_not_shown_are_not_lowered(world, worked_example):
    asked = propose(world.admin)
    data = ReoffenceData(prosecuted_on=date(2024, 6, 1))
    reoffences_services.record_reoffence(by=None, case=worked_example["1"], data=data)
    with pytest.raises(Refused, match="khác lúc đề nghị"):
        services.approve_definition(by=world.leader, request=asked)
    assert not MeasureDefinition.objects.exists()


def test_another_definition_from_the_same_day_is_a_version_and_the_old_one_stays(world):
    services.approve_definition(by=world.leader, request=propose(world.admin))
    between = settled_time()
    services.approve_definition(by=world.admin, request=propose(world.leader, denominator="end", why="Đính chính"))
    rows = MeasureDefinition.objects.order_by("known_from")
    assert [(row.denominator, row.decided_by, row.why) for row in rows] == [
        ("during", world.admin, "Theo chỉ đạo"),
        ("end", world.leader, "Đính chính"),
    ]
    assert (rows[0].known_until, rows[1].known_until) == (rows[1].known_from, None)
    first, second = Definition("conviction", "during"), Definition("conviction", "end")
    assert MeasureDefinition.objects.on(H1.end) == second
    assert MeasureDefinition.objects.on(H1.end, between) == first
    assert take_snapshot(world.son_tinh, H1, known_at=between).definition == first
    assert take_snapshot(world.son_tinh, H1).definition == second
    with pytest.raises(IntegrityError, match=r"definition_once_a_day|valid_from"), transaction.atomic():
        MeasureDefinition.objects.create(valid_from=JANUARY, counted_date="conviction", denominator="during")


def test_a_refused_request_changes_nothing(world):
    asked = propose(world.leader)
    services.refuse_definition(by=world.admin, request=asked, why="Không có căn cứ")
    assert not MeasureDefinition.objects.exists()
    assert DefinitionRequest.objects.get().decision_why == "Không có căn cứ"


@pytest.mark.parametrize("who", ["officer", "province", "bank", "committee", "stranger"])
def test_other_roles_do_not_decide(world, client_for, who):
    asked = propose(world.admin)
    with pytest.raises(Refused, match="Vai trò"):
        services.approve_definition(by=getattr(world, who), request=asked)
    client = client_for(getattr(world, who))
    assert [client.get(at).status_code for at in ("/reports/definitions/", NEW, asked.get_absolute_url())] == [403] * 3


def test_a_change_to_come_and_one_that_seems_to_raise_rates_take_two_people_as_well(world):
    assert propose(world.admin, valid_from=date(2030, 1, 1)) is not None
    assert propose(world.admin, counted_date="prosecution", denominator="end").falls == []


def test_what_changes_no_definition_is_written_at_once(world):
    assert propose(world.admin, counted_date="prosecution") is None
    assert MeasureDefinition.objects.get().source_note == "12/CV-PC08"


def test_a_later_row_limits_the_periods_that_are_compared(world):
    MeasureDefinition.objects.create(valid_from=H1.end, counted_date="prosecution", denominator="during")
    falls = {(one.start, one.end) for one in effect_of(JANUARY, Definition("conviction", "during")).falls}
    assert (H1.start, H1.end) not in falls
    assert all(end < H1.end for _start, end in falls)


@pytest.mark.parametrize(("given", "reason"), [({"why": " "}, "lý do"), ({"document_number": " "}, "số văn bản")])
def test_reason_and_document_are_needed(world, given, reason):
    with pytest.raises(Refused, match=reason):
        propose(world.admin, **given)


def test_the_same_request_waits_once(world):
    propose(world.admin)
    with pytest.raises(Refused, match="đang chờ"):
        propose(world.leader)


def test_a_retroactive_change_stands_beside_the_rate(world, fast_documents, client_for):
    before = figures(world.son_tinh, H1)
    assert "definition_changes" not in before
    services.approve_definition(by=world.leader, request=propose(world.admin))
    report = make_report(by=world.leader, unit=world.son_tinh, period=H1)
    [change] = report.figures["definition_changes"]
    assert (change["valid_from"], change["document"]) == ("2024-01-01", "12/CV-PC08")
    page = client_for(world.leader).get(report.get_absolute_url()).content.decode()
    assert page.count("được đổi sau khi kỳ đã kết thúc: áp dụng từ 01/01/2024") == 4


def test_the_pages_propose_and_decide(world, client_for, post_form):
    proposer, leader = client_for(world.admin), client_for(world.leader)
    assert "Đã gửi đề nghị" in post_form(proposer, NEW, FORM, follow=True).content.decode()
    asked = DefinitionRequest.objects.get()
    own = proposer.get(asked.get_absolute_url()).content.decode()
    assert "người đề nghị không được tự duyệt" in own
    assert "16.67" not in own  # an administrator sees no figures
    post_form(proposer, asked.get_absolute_url(), {"decision": "approve"})
    assert not MeasureDefinition.objects.exists()
    assert "1 đề nghị đổi cách tính tỷ lệ tái phạm" in leader.get("/dashboard/").content.decode()
    assert "16.67" in leader.get(asked.get_absolute_url()).content.decode()
    post_form(leader, asked.get_absolute_url(), {"decision": "approve"})
    assert "ngày kết án" in leader.get("/reports/definitions/").content.decode()
    assert MeasureDefinition.objects.get().counted_date == "conviction"


def test_an_administrator_made_by_the_proposer_does_not_decide(world, client_for):
    made = new_account(world, world.admin, role="administrator", unit=world.quang_ngai)
    asked = propose(world.admin)
    with pytest.raises(Refused, match="xác nhận"):
        services.approve_definition(by=made, request=asked)
    assert "phải có người thứ ba xác nhận" in client_for(made).get(asked.get_absolute_url()).content.decode()
    accounts_services.confirm_account(user=made, by=world.province, why="Đã gặp")
    services.approve_definition(by=made, request=asked)
    asked.refresh_from_db()
    assert asked.decider_since == real_today()


def test_the_administration_has_no_door_to_it():
    assert MeasureDefinition not in admin.site._registry


def test_the_page_speaks_of_a_table_only_where_there_is_one(world, client_for):
    leader = client_for(world.leader)
    without = "tính người tái phạm theo ngày khởi tố bị can, tỷ lệ trên số người được quản lý trong kỳ."
    page = " ".join(leader.get("/reports/definitions/").content.decode().split())
    assert f"Chưa có cách tính riêng. Mọi kỳ báo cáo {without}" in page
    assert "cột" not in page
    MeasureDefinition.objects.create(
        valid_from=JANUARY, counted_date="conviction", denominator="end", source_note="12/CV"
    )
    page = " ".join(leader.get("/reports/definitions/").content.decode().split())
    assert f"Kỳ kết thúc trước mọi ngày trong bảng {without}" in page
    assert "ở cột «Áp dụng từ»" in page


def test_other_half_years_that_move_a_crime_out_of_a_period_are_named(world):
    """The crime of the worked example is of spring 2024: it falls out of the latest half-year that would end in February."""
    present, proposed = Preset("x", "", 12, 15), Preset("x", "", 9, 1)
    found = effect_of_half_years(present, proposed)
    latest = [
        (one["unit"], one["before"], one["after"]) for one in found.falls if one["was"] == ["2023-12-15", "2024-06-14"]
    ]
    assert ("527", "16.67", "0.00") in latest
    assert {tuple(one["will_be"]) for one in found.falls if one["was"][0] == "2023-12-15"} == {
        ("2023-09-01", "2024-02-29")
    }
    assert all(one["unconfirmed"] for one in found.falls if one["unit"] == "527" and one["was"][0] == "2023-12-15")
    assert found.compared > len(found.falls)
    same = effect_of_half_years(present, present)
    assert (same.falls, same.compared) == ([], found.compared)


def test_the_proposal_of_other_half_years_is_counted(world):
    asked = propose_half_years(
        by=world.admin, code="period_admin_report", value="01/09", valid_from=JANUARY, document_number="9/CV", why="x"
    )
    assert "527" in {one["unit"] for one in asked.falls}
