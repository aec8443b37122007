"""Every night page, lists, report, JSON and workbook are compared; the page says when, and what differed."""

from datetime import date

import pytest

from core.dates import Period
from dashboard.reconciliation import services
from dashboard.reconciliation.models import Reconciliation
from dashboard.tasks import reconcile_dashboards
from jobs.models import Job
from reports.measures.dashboard.registry import FIGURES

H1 = Period(date(2023, 12, 15), date(2024, 6, 14))
PAGE = "/dashboard/?unit=527&start=2023-12-15&end=2024-06-14"
TODAY = date(2024, 6, 20)


def test_all_agree_and_the_page_says_when_it_was_compared(world, worked_example, client_for):
    leader = client_for(world.leader)
    assert "chưa đối chiếu" in leader.get(PAGE).content.decode()
    found = services.reconcile(unit=world.son_tinh, period=H1, today=TODAY)
    assert found.differences == []
    assert found.compared > len(FIGURES)
    assert ", khớp" in leader.get(PAGE).content.decode()


@pytest.mark.parametrize(
    ("where", "name"),
    [("list", "members"), ("report", "figures"), ("json", "dashboard_json"), ("workbook", "figures_workbook")],
)
def test_a_number_that_differs_anywhere_is_named(world, worked_example, client_for, monkeypatch, where, name):
    real = getattr(services, name)

    def other(*arguments):
        if where == "list":
            return real(*arguments)[:-1] if arguments[1] == "managed" else real(*arguments)
        if where == "workbook":  # the workbook of another period
            question = arguments[0].question
            earlier = Period(date(2022, 12, 15), date(2023, 6, 14))
            return real(services.Dashboard(question.about(period=earlier)))
        result = real(*arguments)
        if where == "json":
            return {**result, "headline": {**result["headline"], "managed": 7}}
        rows = [{**row, "managed": row["managed"] + 1} for row in result["management"]]
        return {**result, "management": rows}

    monkeypatch.setattr(services, name, other)
    found = services.reconcile(unit=world.son_tinh, period=H1, today=TODAY)
    assert ("managed", where) in {(one["figure"], one["where"]) for one in found.differences}
    page = client_for(world.leader).get(PAGE).content.decode()
    assert "không khớp: " in page
    assert "Người được quản lý" in page.partition("không khớp: ")[2][:300]


def test_the_night_compares_every_unit_once(world, worked_example, run_jobs):
    reconcile_dashboards()
    reconcile_dashboards()
    run_jobs()
    assert Job.objects.get().state == Job.State.DONE
    compared = set(Reconciliation.objects.values_list("unit__code", flat=True))
    assert compared == {"21205", "21220", "527", "528"}
    assert not Reconciliation.objects.exclude(differences=[]).exists()
