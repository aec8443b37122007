"""The verb that makes a version of the indicator. The caller checks the permission for the province."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from areas.models import Unit
from audit import events as audit_events
from cases.facts.clock import settled_time
from core import clock
from core.dates import Period, today
from core.errors import Refused
from reports.indicator.figures import indicator_figures, reports_of
from reports.indicator.models import Indicator
from reports.measures.management import checksum
from reports.models import Report

# What differs between two indicators that say the same.
_OF_THE_MOMENT = ("known_at", "checksum")


@transaction.atomic
def make_indicator(*, by: User | None, unit: Unit, period: Period) -> Indicator:
    """Make the next version of a province's indicator from the reports that are accepted now.

    Arguments: `by` None for the command line.
    Returns: the version.
    Raises: Refused if the period is not over, no report was accepted or one was altered, or the last version says the same.
    """
    if period.end >= today():
        raise Refused(_("Kỳ này chưa kết thúc; hãy chọn kỳ đã kết thúc."))
    # Versions of a province are made one after the other.
    unit = Unit.objects.select_for_update(of=("self",), no_key=True).get(pk=unit.pk)
    if altered := [
        one.unit.full_name for one in reports_of(unit, period) if one.accepted and _is_altered(one.accepted)
    ]:
        raise Refused(_("Báo cáo lưu của %s không khớp mã kiểm tra; hãy báo quản trị hệ thống.") % ", ".join(altered))
    figures = indicator_figures(unit, period, settled_time())
    if len(figures["missing"]) == len(figures["units"]):
        raise Refused(_("Chưa có báo cáo nào của kỳ này được chấp nhận, nên chưa lập được bản chỉ tiêu."))
    last = Indicator.objects.filter(unit=unit, start=period.start, end=period.end).order_by("version").last()
    if last is not None and _lasting(last.figures) == _lasting(figures):
        raise Refused(_("Số liệu vẫn như bản %d; không cần lập bản mới.") % last.version)
    version = Indicator.objects.create(
        unit=unit,
        start=period.start,
        end=period.end,
        version=last.version + 1 if last else 1,
        is_complete=figures["complete"],
        figures=figures,
        checksum=figures["checksum"],
        made_by=by,
        made_at=clock.now(),
    )
    detail = {"version": version.version, "checksum": version.checksum, "complete": version.is_complete}
    audit_events.record(by=by, action="indicator.make", target=version, unit=unit, detail=detail)
    return version


def _is_altered(report: Report) -> bool:
    """Whether what the indicator reads of a report is not what its checksums say."""
    parts = [
        (report.figures, report.checksum),
        *([(report.inputs, report.inputs["checksum"])] if report.inputs else []),
    ]
    return any(not stored["checksum"] == said == checksum(stored) for stored, said in parts)


def is_unaltered(version: Indicator) -> bool:
    """Whether the stored figures still have the checksum they were stored with."""
    return version.checksum == version.figures.get("checksum") == checksum(version.figures)


def _lasting(figures: dict) -> dict:
    return {name: value for name, value in figures.items() if name not in _OF_THE_MOMENT}
