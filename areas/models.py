"""Administrative units with the period in which they existed, and their successors.

Codes are reused after 1/7/2025 (21205 was Tịnh Bắc and is Ba Gia), so the key of a unit is (code, valid_from).
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Prefetch, Q, Subquery
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from areas.decrees.models import Decree
from core.dates import today, vn_date
from core.text import nfc


class Level(models.TextChoices):
    """The three levels of administration; the district level ended on 1/7/2025."""

    PROVINCE = "province", _("Cấp tỉnh")
    DISTRICT = "district", _("Cấp huyện")
    COMMUNE = "commune", _("Cấp xã")


class Kind(models.TextChoices):
    """What a unit is called: the word before its name."""

    PROVINCE = "tỉnh", _("Tỉnh")
    CITY = "thành phố", _("Thành phố")
    DISTRICT = "huyện", _("Huyện")
    TOWN = "thị xã", _("Thị xã")
    COMMUNE = "xã", _("Xã")
    WARD = "phường", _("Phường")
    TOWNSHIP = "thị trấn", _("Thị trấn")
    SPECIAL_ZONE = "đặc khu", _("Đặc khu")


# Abbreviation of a unit's kind in document symbols: "BC-CAX" for the police of a xã.
SYMBOLS = {
    Kind.PROVINCE: "T",
    Kind.CITY: "TP",
    Kind.DISTRICT: "H",
    Kind.TOWN: "TX",
    Kind.COMMUNE: "X",
    Kind.WARD: "P",
    Kind.TOWNSHIP: "TT",
    Kind.SPECIAL_ZONE: "ĐK",
}
KINDS_OF = {
    Level.PROVINCE: [Kind.PROVINCE, Kind.CITY],
    Level.DISTRICT: [Kind.DISTRICT, Kind.TOWN, Kind.CITY],
    Level.COMMUNE: [Kind.COMMUNE, Kind.WARD, Kind.TOWNSHIP, Kind.SPECIAL_ZONE],
}


class WithinSubquery(Subquery):
    """Ids of the units the inner query selects, of all below them, and of their main predecessors, transitively.

    One recursive condition for SQLite and PostgreSQL, because the number of successive mergers is not limited. UNION drops
    rows that were reached before, so that the recursion ends even if the data contain a cycle. What became a part of another
    unit while the unit above went on is below the latter only if its successor is: a commune that moved to another district.
    """

    template = (
        "(WITH RECURSIVE areas_reach(id) AS (%(subquery)s UNION SELECT areas_edge.lower_id FROM areas_reach JOIN ("
        "SELECT lower.parent_id AS upper_id, lower.id AS lower_id FROM areas_unit lower"
        " JOIN areas_unit upper ON upper.id = lower.parent_id WHERE lower.valid_to IS NULL OR upper.valid_to <= lower.valid_to"
        " OR NOT EXISTS (SELECT 1 FROM areas_unitsuccession moved WHERE moved.predecessor_id = lower.id AND moved.is_main)"
        " UNION ALL SELECT successor_id, predecessor_id FROM areas_unitsuccession WHERE is_main"
        ") areas_edge ON areas_edge.upper_id = areas_reach.id) SELECT id FROM areas_reach)"
    )


def parse_ref(ref: str) -> tuple[str, date | None]:
    """("CODE", day or None) from "CODE" or "CODE@YYYY-MM-DD"; ValueError with a Vietnamese reason for anything else."""
    code, at, day = str(ref).strip().partition("@")
    try:
        if not (code.isascii() and code.isdigit()):
            raise ValueError
        return code, date.fromisoformat(day) if at else None
    except ValueError:
        reason = gettext("Mã đơn vị «%s» không đúng dạng MÃ hoặc MÃ@NĂM-THÁNG-NGÀY.") % ref
        raise ValueError(reason) from None


class UnitQuerySet(models.QuerySet["Unit"]):
    """Units by day, by level and by what they contain."""

    def on(self, day: date) -> "UnitQuerySet":
        """Units valid on `day`: `valid_from` <= day < `valid_to`."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gt=day), valid_from__lte=day)

    def within(self, units) -> "UnitQuerySet":
        """`units`, everything below them, and all that merged mainly into any of these, with what was below that.

        So a unit of today includes the history of its predecessors; a split unit belongs to its main successor only.
        `units` is a Unit, an iterable of them, or a queryset of units or of one column of unit ids. Lazy:
        one subquery, which can be used inside another query, `unit__in=Unit.objects.within(unit)`.
        """
        if isinstance(units, models.QuerySet):
            seeds = units.order_by() if units.query.has_select_fields else units.order_by().values("pk")
        else:
            chosen = units if isinstance(units, Iterable) else [units]
            seeds = Unit.objects.order_by().filter(pk__in=[unit.pk for unit in chosen]).values("pk")
        return self.filter(pk__in=WithinSubquery(seeds))

    def communes(self) -> "UnitQuerySet":
        """Units of the lowest level: xã, phường, thị trấn, đặc khu."""
        return self.filter(level=Level.COMMUNE)

    def for_lookup(self) -> "UnitQuerySet":
        """The communes with all that `areas.lookup.UnitLookup` reads, in two queries."""
        links = Prefetch("successor_links", UnitSuccession.objects.select_related("successor"))
        return self.communes().select_related("parent__parent").prefetch_related(links)

    def find(self, ref: str, on: date | None = None) -> "Unit":
        """The unit meant by `ref`: "CODE" or, as codes are given again, "CODE@YYYY-MM-DD" (valid on that day).

        A bare code means the unit valid on `on`. Without `on`: today's unit or, if nothing has that code today, the
        latest one that had it, so "527" still finds the district abolished on 1/7/2025.
        Raises ValueError for a malformed reference and Unit.DoesNotExist, both with a Vietnamese reason.
        """
        code, day = parse_ref(ref)
        day = day or on
        having_code = self.filter(code=code)
        unit = having_code.on(day or today()).first()
        if unit is None and day is None:
            unit = having_code.order_by("valid_from").last()
        if unit is None:
            if day is None:
                raise Unit.DoesNotExist(gettext("Không có đơn vị hành chính mang mã %s.") % code)
            reason = gettext("Không có đơn vị hành chính mang mã %(code)s vào ngày %(day)s.")
            raise Unit.DoesNotExist(reason % {"code": code, "day": vn_date(day)})
        return unit


class Unit(models.Model):
    """One administrative unit over [valid_from, valid_to). Codes and names are used again after a reform."""

    code = models.CharField(
        _("mã đơn vị"),
        max_length=5,
        validators=[RegexValidator(r"^(\d{2}|\d{3}|\d{5})$", _("Mã gồm 2 (tỉnh), 3 (huyện) hoặc 5 (xã) chữ số."))],
    )
    name = models.CharField(
        _("tên"), max_length=100, help_text=_("Không kèm loại: «Sơn Tịnh», không phải «huyện Sơn Tịnh».")
    )
    kind = models.CharField(_("loại"), max_length=10, choices=Kind)
    level = models.CharField(_("cấp"), max_length=8, choices=Level)
    parent = models.ForeignKey(
        "self",
        models.RESTRICT,
        verbose_name=_("thuộc"),
        related_name="children",
        null=True,
        blank=True,
        limit_choices_to={"level__in": [Level.PROVINCE, Level.DISTRICT]},
    )
    valid_from = models.DateField(_("có từ ngày"))
    valid_to = models.DateField(
        _("không còn từ ngày"),
        null=True,
        blank=True,
        help_text=_("Ngày đầu tiên không còn tồn tại; để trống nếu đang tồn tại."),
    )
    source_note = models.TextField(_("nguồn, ghi chú"), blank=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("đơn vị hành chính")
        verbose_name_plural = _("đơn vị hành chính")
        ordering = ["code", "valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "valid_from"],
                name="areas_unit_code_valid_from_unique",
                violation_error_message=_("Đã có đơn vị mang mã này từ cùng ngày."),
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
                name="areas_unit_valid_to_after_valid_from",
                violation_error_message=_("Ngày không còn tồn tại phải sau ngày bắt đầu."),
            ),
            models.CheckConstraint(
                condition=Q(level=Level.PROVINCE, parent=None) | Q(~Q(level=Level.PROVINCE), parent__isnull=False),
                name="areas_unit_only_province_without_parent",
                violation_error_message=_(
                    "Cấp tỉnh không thuộc đơn vị nào; cấp huyện và cấp xã phải thuộc một đơn vị."
                ),
            ),
            models.CheckConstraint(
                condition=Q(*[Q(level=level, kind__in=kinds) for level, kinds in KINDS_OF.items()], _connector=Q.OR),
                name="areas_unit_kind_fits_level",
                violation_error_message=_("Loại đơn vị không hợp với cấp."),
            ),
        ]

    def __str__(self):
        return self.full_name

    def save(self, *args, **kwargs):
        """Stores the name in Unicode form NFC."""
        self.name = nfc(self.name)
        super().save(*args, **kwargs)

    def clean(self):
        """Rules that involve other rows: level and validity of the parent, and one unit per code on each day."""
        if self.valid_from is None:
            return
        errors: dict[str, Any] = {}
        if self.parent and (reason := self._parent_error(self.parent)):
            errors["parent"] = reason
        others = Unit.objects.filter(Q(valid_to=None) | Q(valid_to__gt=self.valid_from), code=self.code).exclude(
            pk=self.pk
        )
        if (others.filter(valid_from__lt=self.valid_to) if self.valid_to else others).exists():
            errors["code"] = str(_("Mã này đã thuộc một đơn vị khác trong cùng thời gian."))
        if errors:
            raise ValidationError(errors)

    def _parent_error(self, parent: "Unit"):
        allowed: dict[str, list[str]] = {
            Level.DISTRICT: [Level.PROVINCE],
            Level.COMMUNE: [Level.PROVINCE, Level.DISTRICT],
        }
        if parent.level not in allowed.get(self.level, []):
            return _("Đơn vị cấp trên không đúng cấp.")
        if not parent.is_valid_on(self.valid_from):
            return _("Đơn vị cấp trên không tồn tại vào ngày bắt đầu.")
        if parent.valid_to and (self.valid_to is None or self.valid_to > parent.valid_to):
            return _("Đơn vị cấp trên kết thúc trước đơn vị này.")
        return None

    @property
    def full_name(self) -> str:
        """ "huyện Sơn Tịnh"."""
        return f"{self.kind} {self.name}"

    @property
    def ref(self) -> str:
        """ "21205@2025-07-01": the argument of `find`; unlike the code alone it is unambiguous."""
        return f"{self.code}@{self.valid_from.isoformat()}"

    def is_valid_on(self, day: date) -> bool:
        """Whether the unit exists on the day: `valid_from` <= day < `valid_to`."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)

    def on(self, day: date) -> "Unit":
        """The unit in which its people are on `day`: itself, or the main successor that then exists, else the last one."""
        unit = self
        while unit.valid_to is not None and unit.valid_to <= day:
            link = unit.successor_links.filter(is_main=True).select_related("successor").first()
            if link is None:
                break
            unit = link.successor
        return unit

    def successors(self) -> "list[Unit]":
        """The units it became part of, the main successor first; empty for a valid unit or one without successor."""
        return [link.successor for link in sorted(self.successor_links.all(), key=lambda link: not link.is_main)]


class UnitSuccession(models.Model):
    """`predecessor` became, as a whole or in part, a part of `successor` on the day `on`.

    It decides in which unit's figures a stay counts, so only a decree writes it (accounts/decrees, load_units), and nobody
    deletes it.
    """

    predecessor = models.ForeignKey(Unit, models.RESTRICT, verbose_name=_("đơn vị cũ"), related_name="successor_links")
    successor = models.ForeignKey(Unit, models.RESTRICT, verbose_name=_("đơn vị mới"), related_name="predecessor_links")
    on = models.DateField(_("từ ngày"))
    is_main = models.BooleanField(
        _("phần chính"), default=True, help_text=_("Đơn vị mới giữ hồ sơ cũ. Đơn vị cũ bị chia có đúng một phần chính.")
    )
    # Restricts what may be written here: the decree must order it (areas/migrations).
    decree = models.ForeignKey(Decree, models.RESTRICT, verbose_name=_("quyết định"), related_name="successions")
    source_note = models.TextField(_("nguồn, ghi chú"), blank=True)

    class Meta:
        verbose_name = _("sáp nhập, chia tách")
        verbose_name_plural = _("sáp nhập, chia tách")
        ordering = ["on", "predecessor", "-is_main", "successor"]
        constraints = [
            models.UniqueConstraint(
                fields=["predecessor", "successor"],
                name="areas_succession_pair_unique",
                violation_error_message=_("Việc sáp nhập này đã được ghi."),
            ),
            models.UniqueConstraint(
                fields=["predecessor"],
                condition=Q(is_main=True),
                name="areas_succession_one_main_successor",
                violation_error_message=_("Đơn vị cũ đã có một đơn vị mới nhận phần chính."),
            ),
            models.CheckConstraint(
                condition=~Q(predecessor=F("successor")),
                name="areas_succession_not_itself",
                violation_error_message=_("Đơn vị không thể sáp nhập vào chính nó."),
            ),
        ]

    def __str__(self):
        return f"{self.predecessor.full_name} → {self.successor.full_name} ({vn_date(self.on)})"

    def clean(self):
        """Requires that the predecessor ends and the successor exists on that day."""
        if self.on is None or self.predecessor_id is None or self.successor_id is None:
            return
        if self.is_main and self.predecessor.valid_to != self.on:
            raise ValidationError({"on": _("Đơn vị cũ không kết thúc vào ngày này.")})
        if not self.successor.is_valid_on(self.on):
            raise ValidationError({"on": _("Đơn vị mới không tồn tại vào ngày này.")})
