"""The pages of reports."""

import uuid
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import AuditEvent
from cases.facts.store import ReoffenceData
from cases.reoffences import services as reoffences_services
from core.dates import today, vn_date
from jobs.models import Job
from reports.forms import half_year_choices
from reports.models import Report
from reports.pages.tables import ReportTables
from reports.services import make_report
from reports.tests.life import submit
from reports.tests.pages import plain
from reports.tests.sample_cases import H1, day

pytestmark = pytest.mark.usefixtures("fast_documents", "worked_example")
JUNE = date(2024, 6, 20)


@pytest.fixture
def report(world, worked_example):
    return make_report(by=world.leader, unit=world.son_tinh, period=H1, texts={"plan": "Giữ vững kết quả."})


def form_data(unit, **given) -> dict:
    """The data of the form for the period of the worked example."""
    days = {"half_year": "", "start": "15/12/2023", "end": "14/06/2024"}
    return {"unit": unit.pk, **days, "number": "", "signed_on": "", "idempotency_key": str(uuid.uuid4()), **given}


# --- the list --------------------------------------------------------------------------------------------------------------


def test_the_list_shows_reports_in_scope(world, client_for, report):
    commune = make_report(by=world.officer, unit=world.tinh_bac, period=H1)
    page = client_for(world.leader).get("/reports/").content.decode()
    assert report.get_absolute_url() in page
    assert commune.get_absolute_url() in page
    page = client_for(world.officer).get("/reports/").content.decode()
    assert report.get_absolute_url() not in page
    assert commune.get_absolute_url() in page


def test_the_link_to_make_a_report_needs_permission(world, client_for):
    offer = "Lập báo cáo"
    assert offer in client_for(world.leader).get("/reports/").content.decode()
    assert offer not in client_for(world.province).get("/reports/").content.decode()


def test_the_list_asks_the_same_queries_for_many_reports(world, client_for, report):
    client = client_for(world.leader)

    def cost():
        with CaptureQueriesContext(connection) as made:
            client.get("/reports/")
        return len(made)

    cost()
    alone = cost()
    for _version in range(4):
        make_report(by=world.leader, unit=world.son_tinh, period=H1)
    assert cost() == alone


# --- making ----------------------------------------------------------------------------------------------------------------


def test_a_leader_makes_a_report_through_a_job(world, client_for, run_jobs):
    client = client_for(world.leader)
    response = client.post(
        "/reports/new/", form_data(world.son_tinh, plan="Giữ vững.", number="5", signed_on="20/6/2024")
    )
    job = Job.objects.get()
    assert response.url == f"/jobs/{job.pk}/"
    assert client.get(response.url).status_code == 200
    run_jobs()
    report = Report.objects.get()
    assert client.get(response.url).url == report.get_absolute_url()
    assert (report.unit, report.period, report.texts) == (world.son_tinh, H1, {"plan": "Giữ vững."})
    assert (report.number, report.signed_on) == ("5", JUNE)
    assert client.get(report.get_absolute_url()).status_code == 200


def test_the_last_half_year_of_the_unit_is_preselected(world, client_for):
    """The district existed until 30/06/2025, so its last complete half-year is offered."""
    client = client_for(world.leader)
    form = client.get("/reports/new/").context["form"]
    assert form.fields["unit"].queryset.first() == world.son_tinh
    chosen = form["half_year"].value()
    assert chosen == "2024-12-15_2025-06-14"
    assert (
        client.post("/reports/new/", form_data(world.son_tinh, half_year=chosen, start="", end="")).status_code == 302
    )
    params = Job.objects.get().params
    assert (params["start"], params["end"]) == ("2024-12-15", "2025-06-14")


def test_typed_days_go_before_the_half_year_that_the_page_offers(world, client_for):
    client = client_for(world.leader)
    offered = client.get("/reports/new/").context["form"]["half_year"].value()
    assert offered
    data = form_data(world.son_tinh, half_year=offered, start="1/2/24", end="20.3.2024")
    assert client.post("/reports/new/", data).status_code == 302
    params = Job.objects.get().params
    assert (params["start"], params["end"]) == ("2024-02-01", "2024-03-20")


def test_a_half_year_chosen_for_the_next_version_goes_before_the_days_of_the_last(world, client_for, report):
    client = client_for(world.leader)
    days = {"start": vn_date(H1.start), "end": vn_date(H1.end)}
    address = f"/reports/new/?from={report.public_id}"
    chosen = form_data(world.son_tinh, half_year="2024-12-15_2025-06-14", **days)
    assert client.post(address, chosen).status_code == 302
    params = Job.objects.get().params
    assert (params["start"], params["end"]) == ("2024-12-15", "2025-06-14")


def test_half_years_are_offered_for_every_preset():
    free, *groups = half_year_choices(JUNE)
    assert free[0] == ""
    assert [choices[0][0] for _label, choices in groups] == [
        "2023-12-15_2024-06-14",
        "2023-11-15_2024-05-14",
        "2023-07-01_2023-12-31",
        "2023-10-01_2024-03-31",
    ]
    assert [choice for choice, _label in groups[0][1]][1] == "2023-06-15_2023-12-14"


def test_the_same_form_sent_twice_is_one_job(world, client_for):
    client, data = client_for(world.leader), form_data(world.son_tinh)
    urls = {client.post("/reports/new/", data).url for _time in range(2)}
    assert len(urls) == Job.objects.count() == 1
    response = client_for(world.officer).post("/reports/new/", {**data, "unit": world.tinh_bac.pk})
    assert response.status_code == 422  # a key belongs to one user
    client_for(world.officer).post("/reports/new/", form_data(world.tinh_bac))
    assert Job.objects.count() == 2


@pytest.mark.parametrize(
    ("given", "field", "reason"),
    [
        ({"start": "", "end": ""}, "half_year", "Hãy chọn kỳ"),
        ({"end": ""}, "end", "Hãy nhập cả ngày này"),
        ({"start": "", "half_year": "offered"}, "start", "Hãy nhập cả ngày này"),
        ({"start": "31/02/2024"}, "start", "Tháng 2/2024 không có ngày 31"),
        ({"start": "15/06/2024"}, "end", "kết thúc"),
        ({"half_year": "2023-12-15_2024-06-15"}, "half_year", "Hãy chọn"),
        ({"start": "01/01/1960", "end": "30/06/1960"}, "unit", "sau kỳ báo cáo"),
        ({"start": "01/07/2025", "end": "31/12/2025"}, "unit", "đến ngày 30/06/2025"),
        ({"signed_on": "13/06/2024"}, "signed_on", "trước ngày cuối kỳ báo cáo (14/06/2024)"),
        ({"number": "12/BC"}, "number", "Chỉ ghi phần số"),
        ({"plan": "TỐI MẬT\nkế hoạch"}, "plan", "văn bản mật"),
        ({"proposals": "Độ mật: MẬT."}, "proposals", "văn bản mật"),
        ({"plan": "x" * 10_001}, "plan", "10000"),
    ],
)
def test_errors_are_shown_at_their_field(world, client_for, given, field, reason):
    if given.get("half_year") == "offered":
        given = {**given, "half_year": half_year_choices(today())[1][1][0][0]}
    response = client_for(world.leader).post("/reports/new/", form_data(world.son_tinh, **given))
    assert response.status_code == 422
    errors = response.context["form"].errors
    assert set(errors) == {field}
    assert reason in errors[field][0].replace(".", "") or reason in errors[field][0]
    assert not Job.objects.exists()


def test_ordinary_words_about_confidentiality_are_accepted(world, client_for):
    response = client_for(world.leader).post(
        "/reports/new/", form_data(world.son_tinh, plan="Bảo mật dữ liệu cá nhân.")
    )
    assert response.status_code == 302


def test_units_out_of_scope_cannot_be_chosen(world, client_for):
    for user, unit in ((world.officer, world.son_tinh), (world.officer, world.tinh_ha), (world.leader, world.tu_nghia)):
        response = client_for(user).post("/reports/new/", form_data(unit))
        assert "unit" in response.context["form"].errors
    assert not Job.objects.exists()


def test_the_form_of_a_new_version_has_the_texts_of_the_last(world, client_for, report):
    form = client_for(world.leader).get(f"/reports/new/?from={report.public_id}").context["form"]
    assert form["plan"].value() == "Giữ vững kết quả."
    assert (form["unit"].value(), form["start"].value(), form["end"].value()) == (world.son_tinh.pk, H1.start, H1.end)
    assert form["half_year"].value() == ""


@pytest.mark.parametrize("reference", ["", "nonsense", str(uuid.UUID(int=7))])
def test_an_unknown_report_to_start_from_is_ignored_or_not_found(world, client_for, report, reference):
    response = client_for(world.leader).get(f"/reports/new/?from={reference}")
    assert response.status_code == (404 if reference == "nonsense" else 200)


def test_the_texts_of_a_report_out_of_scope_are_not_used(world, client_for, report):
    response = client_for(world.officer).get(f"/reports/new/?from={report.public_id}")
    assert "Giữ vững" not in response.content.decode()


# --- reading ---------------------------------------------------------------------------------------------------------------


def test_the_page_shows_the_figures_with_definition_checksum_and_version(world, client_for, report):
    response = client_for(world.leader).get(report.get_absolute_url())
    text = plain(response)
    assert report.checksum in text
    assert "16,67" in text
    assert "Xã Tịnh Bắc" in text
    assert "Giữ vững kết quả." in text
    assert "phiên bản 1" in text
    assert text.count("Tỷ lệ tái phạm tội = 100 ×") == 4  # under each of the four tables
    assert "chưa có thông tin nào biết thêm" in text
    page = response.content.decode()
    assert page.count('role="region"') == 6
    assert 'scope="colgroup"' in page
    assert 'scope="row"' in page


@pytest.mark.parametrize(("category", "released"), [("total", "2"), ("conditional", "1"), ("nonsense", "2")])
def test_a_parameter_selects_the_category_of_the_table(world, client_for, report, category, released):
    response = client_for(world.leader).get(f"{report.get_absolute_url()}?category={category}")
    table = response.context["page"].movements
    place = [column.label for column in table.table.columns].index("Ra trại về")
    [line] = [cells for _strong, cells in table.rows if cells[1]["text"] == "Xã Tịnh Bắc"]
    assert line[place]["text"] == released


def test_the_report_of_a_commune_has_no_table_by_unit(world, client_for):
    report = make_report(by=world.officer, unit=world.tinh_bac, period=H1)
    response = client_for(world.officer).get(report.get_absolute_url())
    assert response.status_code == 200
    assert "Theo đơn vị" not in plain(response)
    assert "Biến động hồ sơ theo diện" in plain(response)


def test_late_facts_are_listed_and_the_report_does_not_change(world, client_for, worked_example, report):
    data = ReoffenceData(prosecuted_on=day("01/06/2024"))
    reoffences_services.record_reoffence(by=world.officer, case=worked_example["1"], data=data)
    late = ReoffenceData(prosecuted_on=day("02/06/2024"))
    reoffences_services.record_reoffence(by=None, case=worked_example["4"], data=late)
    text = plain(client_for(world.leader).get(report.get_absolute_url()))
    assert "Có thông tin biết sau khi chốt số liệu" in text
    assert "11 chỗ sẽ khác" in text
    assert "Không có vụ khởi tố nào trong kỳ nằm ngoài thời gian quản lý" in text
    newer = make_report(by=world.leader, unit=world.son_tinh, period=H1)
    text = plain(client_for(world.leader).get(newer.get_absolute_url()))
    assert "1 vụ ở hồ sơ đã niêm phong" in text
    assert "Hồ sơ 4, ngày 02/06/2024" not in text
    assert "đã có phiên bản 2" in plain(client_for(world.leader).get(report.get_absolute_url()))


def test_the_page_has_the_loan_sentences_of_the_documents(world, client_for, report):
    text = plain(client_for(world.leader).get(report.get_absolute_url()))
    assert "Trong kỳ không giải ngân món vay nào theo Quyết định số 22/2023/QĐ-TTg." in text
    period = {"loans": 7, "people": 7, "amount": 600_000_000, "by": [
        {"borrower": "person", "purpose": "production", "loans": 7, "amount": 600_000_000}
    ]}  # fmt: skip
    report.figures["loans"] |= {"period": period, "since_2023_10_10": period}
    page = ReportTables(report)
    assert "đã giải ngân 7 món vay cho 7 người, số tiền 600.000.000 đồng" in " ".join(page.loan_sentences)
    assert [cell["text"] for cell in page.loans.rows[-1][1]][:3] == ["Cộng", "7", "600.000.000"]
    report.figures["loans"] = None  # as in reports of a time when loans were not counted
    old = ReportTables(report)
    assert (old.loans, "chưa được ghi nhận" in " ".join(old.loan_sentences)) == (None, True)


@pytest.mark.parametrize("who", ["officer", "committee", "leader_other"])
def test_reports_out_of_scope_are_not_found(world, client_for, report, who):
    client = client_for(getattr(world, who))
    for url in (report.get_absolute_url(), reverse("reports:file", args=[report.public_id, "pdf"])):
        assert client.get(url).status_code == 404


@pytest.mark.parametrize("who", ["bank", "admin", "stranger"])
def test_roles_without_permission_are_refused(world, client_for, report, who):
    assert client_for(getattr(world, who)).get(report.get_absolute_url()).status_code == 403


# --- the files -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["docx", "pdf", "xlsx"])
def test_a_download_is_an_attachment_and_is_audited(world, client_for, report, name):
    stored = getattr(submit(report, by=world.leader), name)
    response = client_for(world.province).get(reverse("reports:file", args=[report.public_id, name]))
    assert response.content == bytes(stored.data)
    assert response["Content-Type"] == stored.content_type
    assert response["Content-Disposition"] == f'attachment; filename="{stored.name}"'
    event = AuditEvent.objects.get(action="report.download")
    assert (event.by, event.detail["sha256"]) == (world.province, stored.sha256)


def test_an_unknown_format_is_not_found(world, client_for, report):
    assert client_for(world.leader).get(reverse("reports:file", args=[report.public_id, "figures"])).status_code == 404


# --- the first page --------------------------------------------------------------------------------------------------------


def test_the_home_page_links_to_the_latest_report_and_the_form(world, client_for, report):
    own = make_report(by=world.officer, unit=world.tinh_bac, period=H1)
    page = client_for(world.officer).get("/").content.decode()
    assert own.get_absolute_url() in page
    assert report.get_absolute_url() not in page
    assert reverse("reports:new") in page
    assert report.get_absolute_url() not in client_for(world.province).get("/", follow=True).content.decode()
    submit(report, by=world.leader)
    page = client_for(world.province).get("/", follow=True).content.decode()
    assert report.get_absolute_url() in page
    assert reverse("reports:new") not in page
    assert "/reports/" not in client_for(world.bank).get("/").content.decode()
