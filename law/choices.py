"""Words of the law that are stored: categories of release, loan purposes, additional penalties."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Category(TextChoices):
    COMPLETED = "completed", _("Chấp hành xong án phạt tù")
    AMNESTY = "amnesty", _("Đặc xá")
    CONDITIONAL = "conditional", _("Tha tù trước thời hạn có điều kiện")


class Purpose(TextChoices):
    TRAINING = "training", _("Đào tạo nghề")
    PRODUCTION = "production", _("Sản xuất, kinh doanh, tạo việc làm")


class AdditionalPenaltyKind(TextChoices):
    SURVEILLANCE = "surveillance", _("Quản chế")
    RESIDENCE_BAN = "residence_ban", _("Cấm cư trú")
    OFFICE_BAN = "office_ban", _("Cấm đảm nhiệm chức vụ, hành nghề")
    RIGHTS = "rights", _("Tước một số quyền công dân")
    FINE = "fine", _("Phạt tiền (bổ sung)")
    CONFISCATION = "confiscation", _("Tịch thu tài sản")
    OTHER = "other", _("Hình phạt bổ sung khác")
