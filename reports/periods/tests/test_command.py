"""The command that does what the schedule does."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from reports import tasks
from reports.periods.models import ReportingPeriod


def test_the_command_begins_where_it_is_told_and_closes_what_is_over(world, monkeypatch):
    sent = []
    monkeypatch.setattr(tasks, "draft_all", lambda period, jobs: sent.append((period.name, len(jobs))))
    out = StringIO()
    call_command("close_periods", "--since", "2024-03-01", stdout=out)
    assert sent[0] == ("6 tháng đầu năm 2024", 13)
    assert out.getvalue().splitlines()[-1] == "6 tháng đầu năm 2024 2023-12-15 2024-06-14 13"
    with pytest.raises(CommandError):
        call_command("close_periods", "--since", "2023-03-01")
    assert ReportingPeriod.objects.earliest("end").year == 2024
