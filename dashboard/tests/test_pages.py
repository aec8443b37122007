"""The dashboard as its users see it: whose figures, which lists, the same number everywhere."""

import io

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from audit.models import AuditEvent
from cases.facts.store import ReoffenceData
from cases.reoffences import services as reoffences_services
from dashboard.content import Dashboard
from dashboard.members import Members
from dashboard.pictures import Pictures
from dashboard.question_form import DashboardForm
from dashboard.wording import chance
from jobs.models import Export
from reports import period_form
from reports.measures.dashboard.registry import FIGURES
from reports.tests.sample_cases import X, case, day, store

H1 = "unit=527&start=2023-12-15&end=2024-06-14"
PAGE = f"/dashboard/?{H1}"
QUERIES = 62


@pytest.fixture
def leader(world, worked_example, client_for):
    return client_for(world.leader)


def shown(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return " ".join(answer.content.decode().split())


def test_the_headline_has_both_counts_the_interval_and_the_year_before(leader):
    page = shown(leader, PAGE)
    assert "Huyện Sơn Tịnh, 6 tháng đầu năm 2024" in page
    assert "16,67 %" in page
    assert "tỷ lệ thật có thể từ 0,4 % đến 64,1 %" in page
    assert "Vụ tái phạm chờ xác nhận: 1" in page
    assert "Tái phạm chưa tính cho đơn vị nào: 0" in page
    assert "Cùng kỳ năm trước: 0/3 (0,00 %). Chưa thấy khác biệt rõ" in page
    commune = shown(leader, PAGE.replace("527", "21205"))
    assert "Xã Tịnh Bắc" in commune


def test_nobody_reoffended_is_said_with_how_far_the_rate_may_be(world, worked_example):
    form = DashboardForm(
        {"unit": "527", "start": "15/12/2023", "end": "14/06/2024", "category": "amnesty"}, user=world.leader
    )
    assert form.is_valid(), form.errors
    headline = Dashboard(form.question()).headline
    assert (headline.rate.reoffended, headline.rate.managed) == (0, 1)
    assert chance(headline) == "Với số người này, tỷ lệ thật có thể tới 97,5\xa0%."


def test_typed_days_override_a_half_year_and_an_impossible_period_says_so(world, leader):
    page = leader.get("/dashboard/?unit=527&half_year=2022-12-15_2023-06-14&start=15/12/2023&end=14/06/2024")
    assert "15/12/2023–14/06/2024" in page.content.decode()
    answer = leader.get("/dashboard/?unit=527&start=14/06/2024&end=15/12/2023")
    assert answer.status_code == 400
    assert "trước khi bắt đầu" in answer.content.decode()
    answer = leader.get("/dashboard/?unit=527&start=14/06/2024")
    assert "Hãy nhập cả hai ngày" in answer.content.decode()


def test_whose_figures_a_user_may_see(world, worked_example, client_for):
    lists = f"/dashboard/list/managed/?{H1}"
    for user, status in ((world.leader_other, 404), (world.officer, 404), (world.bank, 403), (world.province, 403)):
        for address in (PAGE, f"{PAGE}&format=json", lists, f"/dashboard/figures.xlsx?{H1}"):
            assert client_for(user).get(address).status_code == status, (user, address)
    own = PAGE.replace("527", "21205")
    assert client_for(world.officer).get(own).status_code == 200
    assert client_for(world.officer_ha).get(own).status_code == 404
    assert client_for(world.leader).get("/dashboard/list/nothing/?" + H1).status_code == 404


def test_a_leader_begins_with_the_dashboard_and_an_officer_with_the_duties(world, client_for):
    assert client_for(world.leader).get("/").url == "/dashboard/"
    assert client_for(world.leader).get("/", follow=True).status_code == 200
    assert client_for(world.officer).get("/").status_code == 200
    assert client_for(world.officer).get("/dashboard/").status_code == 200


def test_every_number_is_the_same_on_page_list_json_and_file(world, leader, worked_example):
    reoffences_services.record_reoffence(
        by=world.officer,
        case=worked_example["1"],
        data=ReoffenceData(prosecuted_on=day("01/06/2024")),
    )
    found = leader.get(f"{PAGE}&format=json").json()
    assert found["schema"] == "dashboard/1"
    assert found["headline"]["reoffended"] == found["figures"]["reoffended"] == 2
    assert found["headline"]["managed"] == found["figures"]["managed"] == 6
    sheet = load_workbook(io.BytesIO(leader.get(f"/dashboard/figures.xlsx?{H1}").content)).worksheets[0]
    in_file = {row[0]: row[1] for row in sheet.iter_rows(min_row=5, values_only=True)}
    form = DashboardForm({"unit": "527", "start": "15/12/2023", "end": "14/06/2024"}, user=world.leader)
    assert form.is_valid()
    for name, figure in FIGURES.items():
        if name.startswith("cohort"):
            continue
        number = found["figures"][name]
        assert len(Members(form.question(), name, figure, world.leader).found) == (number or 0), name
        assert in_file[str(figure.label)] == number, name
    for name in ("managed", "reoffended", "closing", "late"):
        page = shown(leader, f"/dashboard/list/{name}/?{H1}")
        assert f"{FIGURES[name].label}: {found['figures'][name]} " in page


def test_the_list_shows_who_may_be_seen_and_counts_the_others(world, leader, worked_example, client_for):
    page = shown(leader, f"/dashboard/list/managed/?{H1}")
    assert "Người được quản lý: 6 người" in page
    # D was expunged within the period: counted, and visible to nobody.
    assert "1 người không hiện ở đây" in page
    assert worked_example["4"].person.full_name not in page
    assert worked_example["1"].get_absolute_url() in page
    event = AuditEvent.objects.filter(action="dashboard.list").latest("number")
    assert (event.by, event.detail["figure"], event.detail["found"]) == (world.leader, "managed", 6)


def test_the_list_is_exported_with_a_reason(world, leader, post_form, run_jobs):
    address = f"/dashboard/list/managed/export/?{H1}"
    assert "<strong>5</strong> hồ sơ" in shown(leader, address)
    answer = post_form(leader, address, {"reason": "Họp giao ban", "password": world.password})
    assert answer.status_code == 302
    run_jobs()
    made = Export.objects.get()
    assert (made.kind, made.rows) == ("dashboard", 5)
    book = load_workbook(io.BytesIO(bytes(made.file.data)))
    assert {row[3] for row in book.active.iter_rows(min_row=3, values_only=True)} == {"1", "2", "3", "5", "6"}


def test_figures_of_the_past_are_those_known_then(world, leader, worked_example):
    before = leader.get(f"{PAGE}&format=json").json()
    reoffences_services.record_reoffence(
        by=world.officer, case=worked_example["1"], data=ReoffenceData(prosecuted_on=day("01/06/2024"))
    )
    assert leader.get(f"{PAGE}&format=json").json()["headline"]["reoffended"] == 2
    again = leader.get(
        "/dashboard/", {**dict(p.split("=") for p in H1.split("&")), "known_at": before["known_at"], "format": "json"}
    )
    assert again.json()["headline"] == before["headline"]


def test_what_changed_since_the_last_look_is_said(world, worked_example, client_for):
    assert "Từ lần xem trước" not in shown(client_for(world.leader), PAGE)
    reoffences_services.record_reoffence(
        by=world.officer, case=worked_example["1"], data=ReoffenceData(prosecuted_on=day("01/06/2024"))
    )
    page = shown(client_for(world.leader), PAGE)
    assert "Từ lần xem trước" in page
    assert "Người tái phạm tội: 1 → 2" in page


def test_the_page_takes_a_fixed_number_of_queries(leader, world, worked_example):
    leader.get(PAGE)

    def queries() -> int:
        caches["dashboard"].clear()
        with CaptureQueriesContext(connection) as made:
            leader.get(PAGE)
        return sum(not query["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")) for query in made)

    few = queries()
    assert few <= QUERIES

    store([case(f"9{n}", f"P{n}", "X completed 01/10/2022") for n in range(5)], {X: world.tinh_bac})
    assert queries() == few


def test_each_figure_is_explained(leader):
    page = shown(leader, "/dashboard/method/")
    assert all(str(figure.label) in page for figure in FIGURES.values())


def test_the_people_at_risk_are_behind_each_point_of_the_survival_curve(world, client_for):
    leader = client_for(world.leader)
    plain = [case(f"7{n}", f"R{n}", "X completed 01/01/2023") for n in range(3)]
    plain.append(case("80", "S", "X completed 01/01/2023 01/07/2023 died"))
    plain += [case("81", "T", "X completed 01/01/2023", reoffences=["01/03/2023"])]
    store(plain, {X: world.tinh_bac})
    form = DashboardForm({"unit": "527", "start": "15/12/2023", "end": "14/06/2024"}, user=world.leader)
    assert form.is_valid()
    chart = Pictures(Dashboard(form.question()), is_now=True).survival()
    at_risk = {row.cells[0].text: (row.link, row.cells[1].text) for row in chart.rows}
    assert {time: text for time, (_link, text) in at_risk.items()} == {
        "0": "5 (ít người)", "1,9": "5 (ít người)", "12": "3 (ít người)",
    }  # fmt: skip
    for link, text in at_risk.values():
        assert f"sau khi về: {text.partition(' ')[0]} người" in shown(leader, link)
    assert "ngày sau khi về: 4 người" in shown(leader, f"/dashboard/list/at_risk_60/?{H1}")
    assert leader.get(f"/dashboard/list/at_risk_x/?{H1}").status_code == 404
    assert leader.get(f"/dashboard/list/at_risk_9/export/?{H1}").status_code == 200
    assert f'href="{at_risk["12"][0].replace("&", "&amp;")}">3 (ít người)</a>' in shown(leader, PAGE)


def test_each_chart_has_a_workbook_of_its_own(world, leader, worked_example):
    page = shown(leader, PAGE)
    for chart in ("trend", "funnel", "flow", "survival"):
        address = f"/dashboard/figures.xlsx?{H1}&category=total&chart={chart}"
        answer = leader.get(address)
        assert answer.status_code == 200
        assert f'href="{address.replace("&", "&amp;")}"' in page
        sheets = load_workbook(io.BytesIO(answer.content)).worksheets
        assert len(sheets) == 1
        assert sheets[0]["A2"].value.startswith("Huyện Sơn Tịnh, 6 tháng đầu năm 2024; số liệu biết đến ")
    assert [cell.value for cell in sheets[0][3]][:2] == ["Tháng sau khi về", "Đang theo dõi"]
    assert leader.get(f"/dashboard/figures.xlsx?{H1}&chart=members").status_code == 404
    event = AuditEvent.objects.filter(action="dashboard.file").latest("number")
    assert event.detail["chart"] == "survival"


def test_duties_of_a_day_that_is_over_are_not_called_none(leader, monkeypatch):
    assert "số liệu ngày 14/06/2024" in shown(leader, PAGE)
    listed = shown(leader, f"/dashboard/list/overdue_duties/?{H1}")
    assert "<h1>Việc quá hạn</h1>" in listed
    assert "nên chỉ có cho hôm nay" in listed
    assert "Không có việc nào" not in listed
    # The day itself, and the evening of it.
    monkeypatch.setattr(period_form, "today", lambda: day("14/06/2024"))
    now = shown(leader, f"{PAGE}&known_at=2024-06-14T20:00%2B07:00")
    assert "Việc quá hạn trên 100 hồ sơ" in now
    assert "số liệu ngày" not in now
