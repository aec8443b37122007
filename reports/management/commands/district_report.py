"""Prints the six-month figures of a unit as JSON or writes them as a document. Nothing is stored."""

import json
from datetime import datetime
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from areas.models import Unit
from core.dates import VIETNAM, Period
from reports import snapshot
from reports.management.arguments import period_of, unit_of
from reports.measures.history import report_figures
from reports.measures.management import Unbalanced
from reports.models import FORMATS, MeasureDefinition

JSON = "json"


class Command(BaseCommand):
    """`district_report --unit CODE --start DAY --end DAY [options]` (docs/operations-contract.md)."""

    help = _("Số liệu hoặc văn bản báo cáo 6 tháng của một đơn vị. Không lưu gì.")

    def add_arguments(self, parser):
        """The unit, the period, the instant, the format and the file."""
        parser.add_argument(
            "--unit", required=True, help=_("MÃ hoặc MÃ@NĂM-THÁNG-NGÀY; mã trần: đơn vị có vào ngày --end.")
        )
        parser.add_argument("--start", required=True, help=_("Ngày đầu kỳ, NĂM-THÁNG-NGÀY hoặc ngày/tháng/năm."))
        parser.add_argument("--end", required=True, help=_("Ngày cuối kỳ, tính cả ngày này."))
        parser.add_argument(
            "--known-at", help=_("Chỉ tính những gì đã biết vào thời điểm này (ISO 8601; mặc định: bây giờ).")
        )
        parser.add_argument("--format", choices=[JSON, *FORMATS], default=JSON)
        parser.add_argument("--json", action="store_const", const=JSON, dest="format", help=_("Như --format json."))
        parser.add_argument("--out", type=Path, help=_("Ghi ra tệp thay vì đầu ra chuẩn."))

    def handle(self, *args, **options):
        """Print or write the report.

        Raises CommandError for wrong values and for figures that contradict themselves.
        """
        chosen, out = options["format"], options["out"]
        if chosen != JSON and out is None:
            raise CommandError(_("Định dạng %s cần --out TỆP.") % chosen)
        period = period_of(options["start"], options["end"])
        unit = unit_of(options["unit"], period)
        known_at = _instant(options["known_at"])
        try:
            content = _json(unit, period, known_at) if chosen == JSON else _document(unit, period, known_at, chosen)
        except Unbalanced as error:
            raise CommandError(str(error)) from error
        if out is None:
            self.stdout.write(content.decode())
        else:
            _write(out, content)
            self.stderr.write(_("Đã ghi %s.") % out)


def _json(unit: Unit, period: Period, known_at: datetime | None) -> bytes:
    counted = report_figures(unit, period, known_at, MeasureDefinition.objects.on(period.end, known_at))
    return json.dumps(counted, ensure_ascii=False, indent=1).encode()


def _document(unit: Unit, period: Period, known_at: datetime | None, chosen: str) -> bytes:
    counted = snapshot.take_snapshot(unit, period, known_at=known_at)
    return snapshot.RENDERERS[chosen](snapshot.document_content(counted, snapshot.DocumentDetails()))


def _instant(text: str | None) -> datetime | None:
    """Read an ISO 8601 instant. Without an offset it is Vietnamese time. Raises CommandError."""
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise CommandError(
            _("Thời điểm «%s» không đúng dạng ISO 8601, ví dụ 2024-06-15T08:00:00+07:00.") % text
        ) from None
    return found if found.tzinfo else found.replace(tzinfo=VIETNAM)


def _write(out: Path, content: bytes) -> None:
    try:
        out.write_bytes(content)
    except OSError as error:
        raise CommandError(
            _("Không ghi được %(file)s: %(reason)s") % {"file": out, "reason": error.strerror}
        ) from error
