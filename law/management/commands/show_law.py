"""Prints the built-in values of the law, as docs/law-values.md has them."""

from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from core.dates import vn_date
from law.models import Confidence
from law.statutes import SECTIONS
from law.value_types import LawValue


class Command(BaseCommand):
    """`show_law --markdown`: the text of docs/law-values.md."""

    help = _("In các trị số pháp luật có sẵn trong hệ thống, kèm căn cứ, nguồn và độ tin cậy.")
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """The only output format."""
        parser.add_argument(
            "--markdown", action="store_true", required=True, help=_("In nội dung của docs/law-values.md.")
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints the text on stdout."""
        self.stdout.write(markdown(), ending="")


def markdown() -> str:
    """One table per field of law; a code has a row for each span of time."""
    lines = [
        "# " + _("Trị số pháp luật có sẵn"),
        "",
        _("Tệp này do `manage.py show_law --markdown` sinh ra từ `law/statutes/`; một phép thử so sánh hai bên."),
        _("Dòng do quản trị hệ thống ghi được áp dụng trước các dòng này; xem docs/law.md."),
    ]
    heads = (_("Mã"), _("Quy định"), _("Trị số"), _("Căn cứ"), _("Áp dụng"), _("Độ tin cậy"), _("Nguồn"))
    for statutes in SECTIONS:
        lines += ["", f"## {statutes.TITLE}", "", _line(heads), "|---" * len(heads) + "|"]
        lines += [_line(_cells(line.code.label, value)) for line in statutes.LINES for value in line.values]
    return "\n".join(lines) + "\n"


def _cells(label: str | Promise, value: LawValue) -> tuple[str, ...]:
    span = _("từ %s") % vn_date(value.valid_from)
    if value.valid_to is not None:
        span += _(" đến trước %s") % vn_date(value.valid_to)
    sure = Confidence(value.confidence).label
    return (
        f"`{value.code}`",
        str(label),
        value.value or "—",
        str(value.article),
        span,
        str(sure),
        str(value.source_note),
    )


def _line(cells: Iterable[object]) -> str:
    return "| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |"
