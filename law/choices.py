"""Words of the law that are stored: categories of release, loan purposes, additional penalties."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Category(TextChoices):
    """How a person left prison; the duties and the measures depend on it."""

    COMPLETED = "completed", _("Chấp hành xong án phạt tù")
    AMNESTY = "amnesty", _("Đặc xá")
    CONDITIONAL = "conditional", _("Tha tù trước thời hạn có điều kiện")


class Purpose(TextChoices):
    """What a loan is for (QĐ 22/2023/QĐ-TTg Điều 5)."""

    TRAINING = "training", _("Đào tạo nghề")
    PRODUCTION = "production", _("Sản xuất, kinh doanh, tạo việc làm")


class AdditionalPenaltyKind(TextChoices):
    """The additional penalties of BLHS 2015 Điều 32 khoản 2."""

    SURVEILLANCE = "surveillance", _("Quản chế")
    RESIDENCE_BAN = "residence_ban", _("Cấm cư trú")
    OFFICE_BAN = "office_ban", _("Cấm đảm nhiệm chức vụ, hành nghề")
    RIGHTS = "rights", _("Tước một số quyền công dân")
    FINE = "fine", _("Phạt tiền (bổ sung)")
    CONFISCATION = "confiscation", _("Tịch thu tài sản")
    OTHER = "other", _("Hình phạt bổ sung khác")
