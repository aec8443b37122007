"""The fixed words of loans, as stored and as shown."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

# Amounts that are not asked about: up to the largest project of the law; the last rates of a debt may be small.
USUAL_LOAN, USUAL_DEBT = (1_000_000, 2_000_000_000), (10_000, 2_000_000_000)


class FactKind(TextChoices):
    """What can be known about a loan on a day."""

    REQUEST = "request", _("Đề nghị vay")
    DECISION = "decision", _("Quyết định của ngân hàng")
    DISBURSEMENT = "disbursement", _("Giải ngân")
    BALANCE = "balance", _("Dư nợ")


# The bank's to record; the request is the police's.
BANK_KINDS = (FactKind.DECISION, FactKind.DISBURSEMENT, FactKind.BALANCE)


class State(TextChoices):
    """Where a loan stands, worked out from its facts."""

    WAITING = "waiting", _("Chờ quyết định")
    REFUSED = "refused", _("Không được duyệt")
    APPROVED = "approved", _("Đã duyệt, chưa giải ngân")
    RUNNING = "running", _("Đang vay")
    OVERDUE = "overdue", _("Có nợ quá hạn")
    REPAID = "repaid", _("Đã trả hết")


class BusinessKind(TextChoices):
    """Điều 2: who may borrow for employing people who completed a sentence."""

    ENTERPRISE = "enterprise", _("Doanh nghiệp nhỏ và vừa")
    COOPERATIVE = "cooperative", _("Hợp tác xã")
    GROUP = "group", _("Tổ hợp tác")
    HOUSEHOLD = "household", _("Hộ kinh doanh")


class FundSource(TextChoices):
    """The bank's own signs: 1 central, 2 local."""

    CENTRAL = "TW", _("Trung ương")
    LOCAL = "DP", _("Địa phương")


class EntrustedBody(TextChoices):
    """The bank's own numbers of the socio-political organisations."""

    FARMERS = "11", _("Hội Nông dân")
    WOMEN = "12", _("Hội Liên hiệp Phụ nữ")
    VETERANS = "13", _("Hội Cựu chiến binh")
    YOUTH = "14", _("Đoàn Thanh niên")
