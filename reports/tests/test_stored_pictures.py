"""The pictures of a report are drawn from what it stored, whatever is recorded later."""

from cases.facts.store import ReoffenceData
from cases.reoffences import services as reoffences
from reports.restatement.learnt import changes_since_count
from reports.services import make_report, snapshot_of
from reports.snapshot import DocumentDetails, document_content
from reports.tests.sample_cases import H1, day


def pictures(report):
    return document_content(snapshot_of(report), DocumentDetails()).picture_appendix


def test_the_stored_pictures_do_not_change_with_the_records(world, worked_example, fast_documents):
    report = make_report(by=world.leader, unit=world.son_tinh, period=H1)
    before = pictures(report)
    data = ReoffenceData(prosecuted_on=day("01/06/2024"))
    reoffences.record_reoffence(by=None, case=worked_example["1"], data=data)
    report.refresh_from_db()
    assert pictures(report) == before
    assert pictures(make_report(by=world.leader, unit=world.son_tinh, period=H1)) != before


def test_a_draft_whose_earlier_half_years_changed_is_counted_again(world, worked_example, fast_documents):
    report = make_report(by=world.leader, unit=world.son_tinh, period=H1)
    assert changes_since_count(report) == []
    report.figures["history"]["half_years"][0]["managed"] += 1
    assert [one.field for one in changes_since_count(report)] == ["Số liệu các kỳ trước trong biểu đồ"]
