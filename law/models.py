"""Values of the law (numbers, articles, names) as dated rows that an administrator edits (docs/law.md §2.6, §10).

A row overrides the built-in value of the same code (law/timeline.py) for its dates; rows are ended, never deleted.
"""

from django.db.models import (
    RESTRICT,
    BooleanField,
    CharField,
    CheckConstraint,
    DateField,
    F,
    Model,
    OneToOneField,
    Q,
    TextChoices,
    TextField,
    UniqueConstraint,
)
from django.utils.translation import gettext_lazy as _


class Confidence(TextChoices):
    """How sure the office is of a value and its article."""

    HIGH = "high", _("Chắc chắn")
    MEDIUM = "medium", _("Cần đối chiếu")
    LOW = "low", _("Chưa xác nhận")


class LawSetting(Model):
    """A dated value entered by an administrator; it goes before the built-in one from `valid_from` on."""

    code = CharField(_("Mã quy định"), max_length=60)
    # A number, a share such as 1/3, or a text, as the code expects it; empty where the article is all there is.
    value = CharField(_("Giá trị"), max_length=200, blank=True)
    article = CharField(_("Căn cứ"), max_length=200)
    valid_from = DateField(_("Áp dụng từ ngày"))
    # The first day no longer in force; empty: still in force.
    valid_to = DateField(_("Hết áp dụng từ ngày"), null=True, blank=True)
    source_note = TextField(_("Nguồn"))
    confidence = CharField(_("Độ tin cậy"), max_length=6, choices=Confidence, default=Confidence.MEDIUM)
    verified_by = CharField(_("Người đối chiếu"), max_length=120, blank=True)
    verified_on = DateField(_("Ngày đối chiếu"), null=True, blank=True)
    # The request of two people by which half-years changed (half_years/). A trigger refuses such a row without one.
    request = OneToOneField(
        "law.HalfYearRequest", RESTRICT, null=True, blank=True, editable=False, related_name="setting"
    )

    class Meta:
        verbose_name = _("Quy định của pháp luật")
        verbose_name_plural = _("Quy định của pháp luật")
        ordering = ["code", "valid_from", "pk"]
        constraints = [
            # Rows by two people may begin on the day of a wrong one, which stays: the latest counts.
            UniqueConstraint(
                name="law_setting_once_a_day",
                fields=["code", "valid_from"],
                condition=Q(request=None),
                violation_error_message=_("Quy định này đã có dòng áp dụng từ ngày đó."),
            ),
            CheckConstraint(
                name="law_setting_not_reversed",
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
                violation_error_message=_("Ngày hết áp dụng phải sau ngày bắt đầu."),
            ),
            CheckConstraint(name="law_setting_confidence_known", condition=Q(confidence__in=Confidence.values)),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.valid_from}"


class Holiday(Model):
    """A day on which the default calendar of public holidays is wrong: one more day off, or a day that is worked."""

    day = DateField(_("Ngày"), unique=True)
    name = CharField(_("Tên"), max_length=120)
    is_working = BooleanField(_("Là ngày làm việc"), default=False)
    source_note = TextField(_("Nguồn"))

    class Meta:
        verbose_name = _("Ngày nghỉ, ngày làm bù")
        verbose_name_plural = _("Ngày nghỉ, ngày làm bù")
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


# Django finds the models of an app here.
from law.half_years.models import HalfYearRequest  # noqa: E402, F401
