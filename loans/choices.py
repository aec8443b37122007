"""The choices of loans: stored values and Vietnamese labels."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

# Amounts that are not asked about: up to the largest project of the law; the last rates of a debt may be small.
USUAL_LOAN, USUAL_DEBT = (1_000_000, 2_000_000_000), (10_000, 2_000_000_000)


class FactKind(TextChoices):
    """The kinds of facts of a loan."""

    REQUEST = "request", _("Đề nghị vay")
    DECISION = "decision", _("Quyết định của ngân hàng")
    DISBURSEMENT = "disbursement", _("Giải ngân")
    BALANCE = "balance", _("Dư nợ")


# The kinds that the bank records. The police record requests.
BANK_KINDS = (FactKind.DECISION, FactKind.DISBURSEMENT, FactKind.BALANCE)


class State(TextChoices):
    """The state of a loan, derived from its facts."""

    WAITING = "waiting", _("Chờ quyết định")
    REFUSED = "refused", _("Không được duyệt")
    APPROVED = "approved", _("Đã duyệt, chưa giải ngân")
    RUNNING = "running", _("Đang vay")
    OVERDUE = "overdue", _("Có nợ quá hạn")
    REPAID = "repaid", _("Đã trả hết")


class BusinessKind(TextChoices):
    """Establishments that may borrow because they employ released people (Decision 22/2023/QĐ-TTg, Điều 2)."""

    ENTERPRISE = "enterprise", _("Doanh nghiệp nhỏ và vừa")
    COOPERATIVE = "cooperative", _("Hợp tác xã")
    GROUP = "group", _("Tổ hợp tác")
    HOUSEHOLD = "household", _("Hộ kinh doanh")


class FundSource(TextChoices):
    """The bank's sources of funds: central and local budget."""

    CENTRAL = "TW", _("Trung ương")
    LOCAL = "DP", _("Địa phương")


class EntrustedBody(TextChoices):
    """The socio-political organisations that the bank entrusts, by the bank's own numbers."""

    FARMERS = "11", _("Hội Nông dân")
    WOMEN = "12", _("Hội Liên hiệp Phụ nữ")
    VETERANS = "13", _("Hội Cựu chiến binh")
    YOUTH = "14", _("Đoàn Thanh niên")
