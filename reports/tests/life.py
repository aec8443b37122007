"""The life of a report in tests, as careful people lead it: points are answered, everything learnt was seen."""

from core.dates import today
from reports import services
from reports.life.points import points
from reports.life.services import check_report, submit_report
from reports.models import Report
from reports.restatement.learnt import learnt_by


def sign(report: Report, *, by=None, number="12", signed_on=None, why="Có thông tin biết sau") -> Report:
    """Sign a report; a draft is checked first."""
    if Report.objects.filter(pk=report.pk, state=Report.State.DRAFT).exists():
        report = check(report, by=by)
    seen = learnt_by(report).digest()
    return services.sign_report(by=by, report=report, number=number, signed_on=signed_on or today(), why=why, seen=seen)


def check(report: Report, *, by=None) -> Report:
    """Check a draft with an answer to every point."""
    return check_report(by=by, report=report, answers={point.key: "Đã rà soát" for point in points(report.figures)})


def submit(report: Report, *, by=None, **signing) -> Report:
    """Sign and submit a draft."""
    return submit_report(by=by, report=sign(report, by=by, **signing))
