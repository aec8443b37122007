"""The export of the filtered list of loans. It has the columns of the list page, for the bank and for the police."""

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from core.dates import today
from core.spreadsheets.export_marks import Mark
from core.spreadsheets.writing import CONTENT_TYPE, workbook
from jobs.exports import Exportable, MadeFile, exportable
from loans import queries
from loans.forms import LoanFilterForm
from loans.queries import LoanRow

COLUMNS = (
    (gettext_lazy("STT"), 6),
    (gettext_lazy("Người được vay, cơ sở"), 28),
    (gettext_lazy("Người đứng tên vay"), 28),
    (gettext_lazy("Xã"), 16),
    (gettext_lazy("Mục đích"), 26),
    (gettext_lazy("Tình trạng"), 22),
    (gettext_lazy("Ngày đề nghị"), 12),
    (gettext_lazy("Số tiền đề nghị"), 16),
    (gettext_lazy("Ngày quyết định"), 12),
    (gettext_lazy("Số tiền phê duyệt"), 16),
    (gettext_lazy("Ngày giải ngân đầu"), 12),
    (gettext_lazy("Đã giải ngân"), 16),
    (gettext_lazy("Dư nợ"), 16),
    (gettext_lazy("Nợ quá hạn"), 16),
    (gettext_lazy("Ngày số liệu"), 12),
    (gettext_lazy("Thời hạn (tháng)"), 10),
    (gettext_lazy("Lãi suất (%/năm)"), 10),
    (gettext_lazy("Mã món vay"), 20),
    (gettext_lazy("Tổ TK&VV"), 20),
    (gettext_lazy("Tổ trưởng"), 22),
    (gettext_lazy("Tổ chức ủy thác"), 20),
)


def filtered(user: User, filters: dict):
    """The loans of the list page with these filters, in the user's scope at the time of the export.

    Arguments: `filters`, {"query": query string of the list page}.
    """
    form = LoanFilterForm(QueryDict(filters.get("query", "")), user=user)
    return form.apply(queries.for_list(queries.loans_visible_to(user)))


def _count(user: User, filters: dict) -> int:
    return filtered(user, filters).count()


def _make(user: User, filters: dict, mark: Mark) -> MadeFile:
    rows = queries.loan_rows(filtered(user, filters))
    lines = [_line(number, row) for number, row in enumerate(rows, 1)]
    headers, widths = zip(*COLUMNS, strict=True)
    data = workbook(_("Danh sách món vay"), headers, widths, lines, mark)
    return MadeFile(f"danh-sach-mon-vay-{today():%Y%m%d}-{mark.number}.xlsx", data, CONTENT_TYPE, len(rows))


def _line(number: int, row: LoanRow) -> tuple:
    rate = f"{row.annual_rate:f}".replace(".", ",") if row.annual_rate is not None else ""
    return (
        *(number, row.borrower, row.signer, row.unit_name, row.purpose_label, row.state_label),
        *(row.asked_on, row.asked, row.decided_on, row.approved, row.first_paid_on, row.disbursed),
        *(row.balance, row.overdue, row.balance_on, row.term_months, rate),
        *(row.code, row.savings_group, row.group_head, row.entrusted_body_label),
    )


LIST = exportable(Exportable("loans", gettext_lazy("Danh sách món vay"), "loans.export", _count, _make))
