"""Why a further version replaces the signed report: because the period was opened again."""

from django.utils.translation import gettext as _

from reports.models import Report
from reports.periods.models import DueReport


def reopening_reason(report: Report) -> str:
    """The reason that the reopening gives for this further version, for the signer to edit; empty without a reopening."""
    same = {"unit": report.unit_id, "period__start": report.start, "period__end": report.end}
    ended = DueReport.objects.filter(reopening__ended_at__lte=report.known_at, **same).select_related("reopening")
    due = ended.order_by("version").last()
    if due is None or due.reopening is None:
        return ""
    return _("Kỳ báo cáo được mở lại theo văn bản %(document)s: %(why)s") % {
        "document": due.reopening.document_number,
        "why": due.reopening.why,
    }
