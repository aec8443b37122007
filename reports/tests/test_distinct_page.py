"""Every number of a report's page stands beside its own label, when no two numbers are equal."""

import re

import pytest

from core.tests.page_parts import Page
from reports import services
from reports.documents.tests.distinct_figures import (
    CATEGORIES,
    NAMES,
    PERIOD,
    cells,
    distinct_figures,
    expected_loans,
    expected_movements,
    expected_recidivism,
    expected_recidivism_summary,
    expected_summary,
    of,
)
from reports.services import make_report
from reports.snapshot import Snapshot

pytestmark = pytest.mark.usefixtures("fast_documents")


@pytest.fixture
def report(world, monkeypatch):
    now, before = distinct_figures()
    taken = Snapshot(world.son_tinh, PERIOD, now, before, NAMES)
    monkeypatch.setattr(services.snapshots, "take_snapshot", lambda *_arguments, **_progress: taken)
    return make_report(by=world.leader, unit=world.son_tinh, period=PERIOD)


def rounded(table: dict) -> dict:
    return {labels: round(float(value), 2) for labels, value in table.items()}


def test_the_tables_of_a_report(world, client_for, report):
    now, before = report.figures, report.before
    client = client_for(world.leader)
    html = client.get(report.get_absolute_url()).content.decode()
    page = Page(html)
    differences, *tables = page.tables
    found = [rounded(cells(table.columns, [[cell.text for cell in row] for row in table.body])) for table in tables]
    expected = [
        expected_summary(now, before),
        expected_movements(now, "total"),
        expected_recidivism_summary(now, before),
        expected_recidivism(now, before),
        expected_loans(now),
    ]
    assert found == [rounded(table) for table in expected]

    assert differences.columns == ["Đơn vị", "Diện", "Chỉ tiêu", "Trong báo cáo", "Hôm nay"]
    fields = {
        "Đầu kỳ": "opening",
        "Cuối kỳ": "closing",
        "Người được quản lý": "managed",
        "Người tái phạm tội": "reoffended",
    }
    codes = {name: code for code, name in NAMES.items()}
    seen = set()
    for row in differences.rows:
        name, _mark, _rest = row["Chỉ tiêu"].partition(" (")
        if row["Đơn vị"] in codes and name in fields:
            counted = before if "năm trước" in row["Chỉ tiêu"] else now
            key = codes[row["Đơn vị"]], CATEGORIES[row["Diện"]]
            seen.add((counted["period"]["end"], *key, name))
            assert row["Trong báo cáo"].replace(".", "") == str(of(counted, *key)[fields[name]])
            assert row["Hôm nay"] == "0"
    assert len(seen) == 2 * len(codes) * len(CATEGORIES) * len(fields)

    assert "Hồ sơ HS-2, ngày 12/03/2024" in html
    for category in CATEGORIES.values():
        shown = Page(client.get(f"{report.get_absolute_url()}?category={category}").content.decode()).tables[2]
        movements = cells(shown.columns, [[cell.text for cell in row] for row in shown.body])
        assert rounded(movements) == rounded(expected_movements(now, category))


def test_the_sentences_about_loans(world, client_for, report):
    html = re.sub(r"\s+", " ", client_for(world.leader).get(report.get_absolute_url()).content.decode())
    loans = report.figures["loans"]

    def n(value):
        return f"{value:,}".replace(",", ".")

    assert f"Dư nợ cuối kỳ {n(loans['outstanding'])} đồng, trong đó nợ quá hạn {n(loans['overdue'])} đồng." in html
    since = loans["since_2023_10_10"]
    assert f"{n(since['loans'])} món vay, {n(since['people'])} người, số tiền {n(since['amount'])} đồng." in html
