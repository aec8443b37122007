"""The indicator: what accepted reports say together, against people counted by hand; its versions, pages, files and command."""

import copy
import json
from datetime import date
from io import BytesIO, StringIO

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from docx import Document

from accounts.tests.factories import MembershipFactory, UserFactory
from audit.models import AuditEvent
from cases.facts.clock import settled_time
from core.errors import Refused
from reports.indicator import pictures
from reports.indicator.figures import indicator_figures, live_figures
from reports.indicator.models import Indicator
from reports.indicator.services import is_unaltered, make_indicator
from reports.indicator.wording import IndicatorText
from reports.life.services import accept_report, return_report, submit_report
from reports.measures.definition import CountedDate, Denominator
from reports.measures.management import checksum
from reports.models import MeasureDefinition, Report
from reports.periods.models import ReportingPeriod
from reports.periods.services import close_period, plan_periods
from reports.services import make_report
from reports.targets.models import RateTarget
from reports.tests.life import sign, submit
from reports.tests.sample_cases import DISTRICT, H1, OTHER_DISTRICT, PROVINCE, case, make_units, store

pytestmark = pytest.mark.django_db
# In the period: A and B in the eastern district, E in the western, C moves there, D comes from there with another case. B and E
# reoffend.
PEOPLE = [
    case("1", "A", "X completed 01/10/2022"),
    case("2", "B", "Y amnesty 01/10/2023", reoffences=["20/04/2024"]),
    case("3", "C", "X completed 01/01/2024 01/03/2024", "OUT completed 01/03/2024"),
    case("4", "D", "OUT completed 01/02/2023 01/02/2024 reimprisoned"),
    case("5", "E", "OUT conditional 01/02/2024", reoffences=["02/02/2024"]),
    case("6", "D", "Y completed 01/05/2024"),
]


@pytest.fixture
def province(db):
    units = make_units()
    store(PEOPLE, units)
    return units


@pytest.fixture
def viewer(province):
    user = UserFactory(username="tinh", full_name="Lê Tỉnh")
    MembershipFactory(user=user, unit=province[PROVINCE], role="province_viewer")
    return user


@pytest.fixture(autouse=True)
def _documents(fast_documents):
    """No test here is about the documents of a district."""


def submitted(unit, number="1", **given) -> Report:
    return submit(make_report(by=None, unit=unit, period=H1), number=number, **given)


def accepted(unit, number="1", **given) -> Report:
    return accept_report(by=None, report=submitted(unit, number, **given))


def counted(province) -> dict:
    return indicator_figures(province[PROVINCE], H1, settled_time())


def row(figures: dict, code: str) -> dict:
    [found] = [row for row in figures["units"] if row["unit"] == code]
    return found


def test_a_person_of_two_districts_counts_once_in_the_province(province):
    east, west = accepted(province[DISTRICT]), accepted(province[OTHER_DISTRICT])
    found = counted(province)

    assert [(one["unit"], one["managed"], one["reoffended"], one["rate"]) for one in found["units"]] == [
        (DISTRICT, 4, 1, "25.00"),
        (OTHER_DISTRICT, 3, 1, "33.33"),
    ]
    whole = found["province"]
    assert (whole["managed"], whole["reoffended"], whole["rate"], whole["distinct"]) == (5, 2, "40.00", True)
    # Clopper and Pearson's limits of 2 of 5.
    assert (whole["low"], whole["high"]) == pytest.approx((5.274495, 85.336720), abs=1e-6)
    assert (found["complete"], found["missing"]) == (True, [])
    assert [row(found, one)["report"]["checksum"] for one in (DISTRICT, OTHER_DISTRICT)] == [
        east.checksum,
        west.checksum,
    ]
    assert found["checksum"] == checksum(found)


def test_the_records_say_the_same_as_reports_that_are_all_accepted(province):
    for code in (DISTRICT, OTHER_DISTRICT):
        accepted(province[code])
    reported, live = counted(province), live_figures(province[PROVINCE], H1, settled_time())
    assert live["units"] == reported["units"]
    assert live["province"] == reported["province"]
    assert (live["source"], reported["source"]) == ("live", "accepted")


def test_a_unit_without_an_accepted_report_is_named_and_never_counted_as_nought(province):
    sign(make_report(by=None, unit=province[DISTRICT], period=H1))  # and not submitted
    found = counted(province)
    assert [(one["unit"], one["state"]) for one in found["missing"]] == [
        (DISTRICT, "missing"),
        (OTHER_DISTRICT, "missing"),
    ]
    assert (found["province"]["managed"], found["province"]["rate"], found["without_reoffender"]) == (0, None, [])

    returned = submitted(province[OTHER_DISTRICT])
    accept_report(by=None, report=submit_report(by=None, report=Report.objects.get(unit=province[DISTRICT])))
    assert [(one["unit"], one["state"]) for one in counted(province)["missing"]] == [(OTHER_DISTRICT, "submitted")]
    return_report(by=None, report=returned, why="Thiếu phụ lục")
    found = counted(province)
    assert [(one["unit"], one["state"]) for one in found["missing"]] == [(OTHER_DISTRICT, "returned")]
    assert row(found, OTHER_DISTRICT)["managed"] is row(found, OTHER_DISTRICT)["reoffended"] is None
    assert (found["complete"], found["province"]["managed"], found["province"]["reoffended"]) == (False, 4, 1)


def test_the_last_accepted_version_counts_until_a_newer_one_is_accepted(province):
    first = accepted(province[DISTRICT])
    store([case("7", "G", "X completed 01/02/2024")], province)
    newer = submitted(province[DISTRICT], "2")
    found = row(counted(province), DISTRICT)
    assert (found["managed"], found["report"]["version"], found["report"]["newer"]) == (4, first.version, "submitted")
    accept_report(by=None, report=newer)
    found = row(counted(province), DISTRICT)
    assert (found["managed"], found["report"]["version"], found["report"]["newer"]) == (5, newer.version, "")


def test_a_target_is_met_by_the_exact_share(province):
    accepted(province[DISTRICT])
    accepted(province[OTHER_DISTRICT])
    for highest, met in (("24.99", False), ("25.00", True)):
        RateTarget.objects.all().delete()
        RateTarget.objects.create(
            unit=province[PROVINCE], valid_from=date(2024, 1, 1), highest_rate=highest, document="KH 01"
        )
        found = counted(province)
        assert (row(found, DISTRICT)["target"], row(found, DISTRICT)["target_met"]) == (highest, met)
        assert (found["province"]["target"], found["province"]["target_met"]) == (highest, False)


def test_cases_are_summed_where_the_definition_counts_no_people(province):
    MeasureDefinition.objects.create(
        valid_from=date(2000, 1, 1),
        counted_date=CountedDate.PROSECUTION,
        denominator=Denominator.AVERAGE,
        source_note="CV",
    )
    for code in (DISTRICT, OTHER_DISTRICT):
        accepted(province[code])
    found = counted(province)
    assert found["province"]["distinct"] is False
    assert found["province"]["managed"] == sum(one["managed"] for one in found["units"])


def test_reports_counted_in_different_ways_are_told(province):
    accepted(province[DISTRICT])
    MeasureDefinition.objects.create(
        valid_from=date(2000, 1, 1),
        counted_date=CountedDate.CONVICTION,
        denominator=Denominator.DURING,
        source_note="CV",
    )
    accepted(province[OTHER_DISTRICT])
    assert len(counted(province)["definitions"]) == 2


def test_the_trend_has_the_accepted_reports_of_each_half_year(province):
    accepted(province[DISTRICT])
    trend = counted(province)["trend"]
    assert len(trend) == 8
    assert (trend[-1]["start"], trend[-1]["end"]) == (H1.start.isoformat(), H1.end.isoformat())
    assert [(one["accepted"], one["units"], one["managed"]) for one in trend[-2:]] == [(0, 2, None), (1, 2, 4)]


# --- versions ---------------------------------------------------------------------------------------------------------------


def test_a_version_is_made_once_for_what_was_accepted(province, viewer):
    with pytest.raises(Refused, match="Chưa có báo cáo nào"):
        make_indicator(by=viewer, unit=province[PROVINCE], period=H1)
    accepted(province[DISTRICT])
    first = make_indicator(by=viewer, unit=province[PROVINCE], period=H1)
    with pytest.raises(Refused, match="vẫn như bản 1"):
        make_indicator(by=viewer, unit=province[PROVINCE], period=H1)
    accepted(province[OTHER_DISTRICT])
    second = make_indicator(by=viewer, unit=province[PROVINCE], period=H1)

    assert [(one.version, one.is_complete) for one in (first, second)] == [(1, False), (2, True)]
    assert (first.figures["province"]["managed"], second.figures["province"]["managed"]) == (4, 5)
    assert AuditEvent.objects.filter(action="indicator.make", by=viewer).count() == 2


def test_a_period_that_is_not_over_has_no_indicator(province, monkeypatch):
    accepted(province[DISTRICT])
    monkeypatch.setattr("reports.indicator.services.today", lambda: H1.end)
    with pytest.raises(Refused, match="chưa kết thúc"):
        make_indicator(by=None, unit=province[PROVINCE], period=H1)


def test_the_database_refuses_every_change_of_a_version(province):
    accepted(province[DISTRICT])
    version = make_indicator(by=None, unit=province[PROVINCE], period=H1)
    changes: list[dict] = [{"figures": {}}, {"checksum": "0"}, {"version": 7}, {"is_complete": True}]
    for change in changes:
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            Indicator.objects.filter(pk=version.pk).update(**change)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Indicator.objects.filter(pk=version.pk).delete()


def test_an_altered_figure_is_seen(province):
    accepted(province[DISTRICT])
    version = make_indicator(by=None, unit=province[PROVINCE], period=H1)
    assert is_unaltered(version)
    version.figures["units"][0]["reoffended"] = 0
    assert not is_unaltered(version)


def test_no_version_is_made_of_a_report_that_was_altered(province, monkeypatch):
    report = accepted(province[DISTRICT])
    for name in ("figures", "inputs"):
        altered = copy.deepcopy(getattr(report, name))
        altered["checksum"] = "0"
        with monkeypatch.context() as patch:
            patch.setattr(Report, "from_db", classmethod(_with(name, altered)))
            with pytest.raises(Refused, match="huyện Mẫu Đông"):
                make_indicator(by=None, unit=province[PROVINCE], period=H1)
    assert not Indicator.objects.exists()


def _with(name: str, value: dict):
    """What the database gives, with another value: its triggers refuse to store one."""
    original = Report.from_db.__func__

    def from_db(cls, *arguments):
        row = original(cls, *arguments)
        setattr(row, name, value)
        return row

    return from_db


# --- pages, files, command ----------------------------------------------------------------------------------------------------

ADDRESS = f"/indicator/?unit={PROVINCE}&start={H1.start}&end={H1.end}"


def test_the_page_names_what_is_missing_and_leads_to_each_accepted_report(province, viewer, client_for):
    client = client_for(viewer)
    report = accepted(province[DISTRICT])
    submitted(province[OTHER_DISTRICT])
    page = client.get(ADDRESS).content.decode()
    assert "Tỉnh Mẫu, 6 tháng đầu năm 2024: chưa đủ (1/2 đơn vị)" in page
    assert "Thiếu huyện Mẫu Tây (đã gửi cấp trên)." in page
    assert f'href="/reports/{report.public_id}/"' in page
    assert "25,00" in page
    assert client.get(f"/reports/{report.public_id}/").status_code == 200


def test_a_page_without_reports_says_so_and_offers_no_version(province, viewer, client_for):
    page = client_for(viewer).get(ADDRESS).content.decode()
    assert "chưa đủ (0/2 đơn vị)" in page
    assert "Thiếu huyện Mẫu Đông, huyện Mẫu Tây (chưa nộp)." in page
    assert "Chưa có báo cáo nào của kỳ này được chấp nhận." in page
    assert "Lập bản chỉ tiêu" not in page


def test_the_charts_say_what_the_tables_say(province):
    accepted(province[DISTRICT])
    text = IndicatorText(counted(province), "tỉnh Mẫu")
    trend = pictures.trend(text)
    assert [row.mark for row in trend.rows] == [""] * 7 + ["chosen"]
    assert [cell.text for cell in trend.rows[-1].cells] == [
        "I/24",
        "1/2",
        "1/4",
        "25,00\xa0%",
        "0,63",
        "80,59",
    ]
    assert [cell.value for cell in trend.rows[-1].cells][3:] == pytest.approx([25, 0.630946, 80.587955], abs=1e-5)
    assert {cell.value for cell in trend.rows[0].cells} == {None}
    assert trend.lines == ()
    assert pictures.funnel(text) is None  # one unit is compared with none

    accepted(province[OTHER_DISTRICT])
    RateTarget.objects.create(
        unit=province[PROVINCE], valid_from=date(2024, 1, 1), highest_rate="2.5", document="KH 01"
    )
    text = IndicatorText(counted(province), "tỉnh Mẫu")
    assert [line.value for line in pictures.trend(text).lines] == [2.5]
    funnel = pictures.funnel(text)
    assert [[cell.value for cell in row.cells[1:4]] for row in funnel.rows] == [[4, None, 25.0], [3, None, 100 / 3]]
    assert funnel.lines[0].value == 40
    assert all(low <= 40 <= high for curve in funnel.curves for _size, low, high in curve.points)


def test_nothing_is_drawn_of_averages_that_are_no_people(province):
    MeasureDefinition.objects.create(
        valid_from=date(2000, 1, 1),
        counted_date=CountedDate.PROSECUTION,
        denominator=Denominator.AVERAGE,
        source_note="CV",
    )
    for code in (DISTRICT, OTHER_DISTRICT):
        accepted(province[code])
    figures = counted(province)
    assert any(one["managed"] != int(one["managed"]) for one in figures["units"])
    assert pictures.funnel(IndicatorText(figures, "tỉnh Mẫu")) is None


def test_the_province_begins_with_its_indicator(viewer, client_for):
    client = client_for(viewer)
    assert client.get("/").url == "/indicator/"
    assert client.get("/indicator/").status_code == 200


def test_the_page_begins_with_the_half_year_that_was_last_asked_for(province, viewer, client_for):
    plan_periods(by=None, today=date(2024, 6, 15), since=H1.start)
    first = client_for(viewer).get("/indicator/").content.decode()
    assert "Tỉnh Mẫu, 6 tháng đầu năm 2024" not in first
    for period in ReportingPeriod.objects.ended_and_open(date(2024, 6, 15)):
        close_period(by=None, period=period, today=date(2024, 6, 15))
    page = client_for(viewer).get("/indicator/").content.decode()
    assert "Tỉnh Mẫu, 6 tháng đầu năm 2024: chưa đủ (0/2 đơn vị)" in page


def test_a_version_is_made_on_the_page_and_read_in_three_formats(province, viewer, client_for, post_form):
    client = client_for(viewer)
    accepted(province[DISTRICT])
    accepted(province[OTHER_DISTRICT])
    answer = post_form(client, ADDRESS, {})
    version = Indicator.objects.get()
    assert answer.status_code == 302
    assert answer.url == version.get_absolute_url()
    page = client.get(answer.url).content.decode()
    assert "Tỉnh Mẫu, 6 tháng đầu năm 2024</h1>" in page
    assert version.checksum in page

    files = {name: client.get(f"{answer.url}files/{name}/") for name in ("docx", "pdf", "xlsx")}
    assert {one.status_code for one in files.values()} == {200}
    cells = [cell.text for table in Document(BytesIO(files["docx"].content)).tables for cell in table._cells]
    assert {"huyện Mẫu Đông", "huyện Mẫu Tây", "Toàn tỉnh", "40,00"} <= set(cells)
    sheets = openpyxl.load_workbook(BytesIO(files["xlsx"].content))
    values = [cell.value for sheet in sheets for line in sheet.iter_rows() for cell in line]
    assert {5, 2, 40, "huyện Mẫu Đông"} <= set(values)
    assert files["pdf"].content.startswith(b"%PDF")
    assert post_form(client, ADDRESS, {}).status_code == 422


def test_an_altered_version_is_told_and_leaves_in_no_file(province, viewer, client_for):
    figures = counted(province)
    figures["units"][0]["reoffended"] = 7
    row = {"start": H1.start, "end": H1.end, "version": 1, "is_complete": False, "checksum": figures["checksum"]}
    version = Indicator.objects.create(unit=province[PROVINCE], figures=figures, **row)
    client = client_for(viewer)
    assert "không khớp mã kiểm tra" in client.get(version.get_absolute_url()).content.decode()
    assert client.get(f"{version.get_absolute_url()}files/pdf/").status_code == 404


def test_another_province_has_no_such_version(province, world, client_for):
    accepted(province[DISTRICT])
    version = make_indicator(by=None, unit=province[PROVINCE], period=H1)
    other = client_for(world.province)
    assert other.get(ADDRESS).status_code == 404
    assert other.get(version.get_absolute_url()).status_code == 404
    assert other.get(f"{version.get_absolute_url()}files/pdf/").status_code == 404
    assert client_for(world.leader).get(ADDRESS).status_code == 403


def printed(*arguments: str) -> dict:
    output = StringIO()
    call_command("province_indicator", "--start", "2023-12-15", "--end", "14/06/2024", *arguments, stdout=output)
    return json.loads(output.getvalue())


def test_the_command_prints_both_sources(province):
    accepted(province[DISTRICT])
    reported, live = printed("--unit", PROVINCE, "--json"), printed("--unit", PROVINCE, "--json", "--live")
    assert (reported["complete"], reported["province"]["managed"]) == (False, 4)
    assert (live["complete"], live["province"]["managed"]) == (True, 5)
    with pytest.raises(CommandError, match="không phải là tỉnh"):
        printed("--unit", DISTRICT)
