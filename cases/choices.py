"""Stored choices shared by several subjects: origins, end reasons, outcomes (docs/law.md §9, docs/measures.md §1)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Origin(TextChoices):
    """Where the person of a case's first stay came from. Later stays have no origin."""

    PRISON = "prison", _("Ra trại")
    ELSEWHERE = "elsewhere", _("Chuyển đến từ nơi khác")


class EndReason(TextChoices):
    """Why a stay ended. After MOVED the next stay of the case follows; every other reason closes the case."""

    MOVED = "moved", _("Chuyển sang giai đoạn quản lý khác")
    EXPUNGED = "expunged", _("Xóa án tích")
    DIED = "died", _("Chết")
    MOVED_AWAY = "moved_away", _("Chuyển đi khỏi địa bàn hệ thống")
    REIMPRISONED = "reimprisoned", _("Bị bắt lại, có án mới")
    REVOKED = "revoked", _("Bị hủy quyết định tha tù trước thời hạn")
    OTHER = "other", _("Kết thúc khác")


CLOSURES = tuple(reason for reason in EndReason if reason != EndReason.MOVED)


class Outcome(TextChoices):
    """Result of a prosecution. Dropped and acquitted ones are not counted (docs/measures.md §1)."""

    PENDING = "pending", _("Đã khởi tố, chưa xét xử")
    CONVICTED = "convicted", _("Đã bị kết án")
    DROPPED = "dropped", _("Đình chỉ")
    ACQUITTED = "acquitted", _("Được tuyên không phạm tội")


NOT_COUNTED = (Outcome.DROPPED, Outcome.ACQUITTED)


class CrimeClass(TextChoices):
    """Classes of crimes by the maximum of the penalty range (BLHS Điều 9)."""

    LESS_SERIOUS = "less_serious", _("Ít nghiêm trọng")
    SERIOUS = "serious", _("Nghiêm trọng")
    VERY_SERIOUS = "very_serious", _("Rất nghiêm trọng")
    EXTREMELY_SERIOUS = "extremely_serious", _("Đặc biệt nghiêm trọng")


class Sex(TextChoices):
    """The sex as written in the person's papers."""

    MALE = "male", _("Nam")
    FEMALE = "female", _("Nữ")


class IdKind(TextChoices):
    """The kinds of ID number: CCCD with 12 digits, CMND with 9."""

    CCCD = "cccd", _("CCCD/số định danh")
    CMND = "cmnd", _("CMND")
