"""What the page of a report and its documents say about its days."""

from datetime import date

import pytest

from core.dates import Period
from reports import snapshot
from reports.services import make_report, snapshot_of


@pytest.mark.parametrize(
    ("start", "end", "named", "printed"),
    [
        ("2023-12-15", "2024-06-14", "6 tháng đầu năm 2024", "(Từ ngày 15/12/2023 đến ngày 14/06/2024)"),
        ("2023-12-15", "2024-12-14", "Năm 2024", "(Từ ngày 15/12/2023 đến ngày 14/12/2024)"),
        ("2024-01-10", "2024-06-14", "Kỳ tự chọn", "(Kỳ tự chọn: từ ngày 10/01/2024 đến ngày 14/06/2024)"),
    ],
)
def test_a_report_says_which_period_it_is_of_or_that_its_days_were_chosen(
    world, worked_example, fast_documents, client_for, start, end, named, printed
):
    period = Period(date.fromisoformat(start), date.fromisoformat(end))
    report = make_report(by=world.leader, unit=world.son_tinh, period=period)
    assert f"<dd>{named}" in client_for(world.leader).get(report.get_absolute_url()).content.decode()
    content = snapshot.document_content(snapshot_of(report), snapshot.DocumentDetails())
    assert content.period == printed
