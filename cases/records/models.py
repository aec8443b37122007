"""The case, and the base model of records that belong to a case: author, version, removal."""

import uuid
from datetime import date

from django.conf import settings
from django.db.models import (
    RESTRICT,
    BooleanField,
    CharField,
    CheckConstraint,
    DateField,
    DateTimeField,
    Exists,
    F,
    FilteredRelation,
    ForeignKey,
    Model,
    OuterRef,
    PositiveIntegerField,
    Q,
    TextField,
    UUIDField,
)
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.permissions.scope import ScopedQuerySet, visible_unit_keys
from cases.choices import EndReason
from cases.facts.models import Stay
from cases.people.models import Person
from law.choices import Category


class CaseQuerySet(ScopedQuerySet):
    """Cases by who may see them and with their latest stay."""

    def visible_to(self, user):
        """Cases whose latest stay is in the user's units. Expunged cases are visible to nobody (BLHS Điều 69)."""
        return self.filter(pk__in=Stay.objects.visible_to(user).values("case"))

    def withdrawn_visible_to(self, user):
        """Cases that were withdrawn as entered by mistake and were in the user's units until then."""
        mine = OuterRef("case")
        later = Stay.objects.filter(case=mine).filter(Q(known_until=None) | Q(known_until__gt=OuterRef("known_until")))
        last = Stay.objects.filter(unit__in=visible_unit_keys(user)).exclude(end_reason=EndReason.MOVED)
        last = (
            last.filter(case__sealed_on=None)
            .exclude(end_reason=EndReason.EXPUNGED)
            .exclude(known_until=None)
            .filter(~Exists(later))
        )
        return self.filter(pk__in=last.values("case"))

    def with_latest(self):
        """Annotate each case with its latest stay: unit_id, unit_name, category, since, ended_on, end_reason."""
        return self.annotate(
            latest=FilteredRelation(
                "stays", condition=Q(stays__known_until=None) & ~Q(stays__end_reason=EndReason.MOVED)
            )
        ).annotate(
            unit_id=F("latest__unit"),
            unit_name=F("latest__unit__name"),
            category=F("latest__category"),
            since=F("latest__start_on"),
            ended_on=F("latest__end_on"),
            end_reason=F("latest__end_reason"),
        )

    def for_list(self):
        """Cases with what a list shows, ordered by name."""
        return self.with_latest().select_related("person", "officer").order_by("person__name_key", "pk")


class Case(Model):
    """One release of one person. The stays of the case say where and in which category the person is managed."""

    public_id = UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # The office's own code, unique in the whole system and never empty.
    code = CharField(
        _("Mã hồ sơ"),
        max_length=40,
        unique=True,
        error_messages={"unique": _("Không dùng được mã hồ sơ này; hãy đặt mã khác.")},
    )
    person = ForeignKey(Person, RESTRICT, related_name="cases")
    hamlet = CharField(_("Thôn/Tổ dân phố"), max_length=120, blank=True)
    offence = CharField(_("Tội danh"), max_length=300, blank=True)
    article = CharField(_("Điều luật"), max_length=200, blank=True)
    # Months pronounced by the court; null: not known, or life. `sentence_text` is the sentence as written.
    # The person's record was expunged when this case had ended already; it is hidden with the others (BLHS Điều 69).
    sealed_on = DateField(null=True, blank=True, editable=False)
    sentence_months = PositiveIntegerField(_("Mức án (tháng)"), null=True, blank=True)
    sentence_life = BooleanField(_("Tù chung thân"), default=False)
    sentence_text = CharField(_("Mức án"), max_length=120, blank=True)
    release_on = DateField(_("Ngày ra trại"))
    certificate_number = CharField(_("Số giấy chứng nhận"), max_length=60, blank=True)
    certificate_on = DateField(_("Ngày cấp giấy chứng nhận"), null=True, blank=True)
    # The day the release decision takes effect (Luật THAHS 2019 Điều 59.1); empty: the day of release.
    probation_start_on = DateField(_("Ngày bắt đầu thử thách"), null=True, blank=True)
    probation_end_on = DateField(_("Ngày hết thử thách"), null=True, blank=True)
    # Reception (TT 10/2024/TT-BCA Điều 9): presented at the commune, information sheet HCD-02, commitment HCD-05.
    present_by_on = DateField(_("Phải trình diện trước ngày"), null=True, blank=True)
    presented_on = DateField(_("Ngày trình diện"), null=True, blank=True)
    information_on = DateField(_("Ngày lập phiếu thông tin (HCD-02)"), null=True, blank=True)
    commitment_on = DateField(_("Ngày ký cam kết (HCD-05)"), null=True, blank=True)
    # Only on conditional release: the committee reports to the execution agency (Luật THAHS 2019 Điều 59.2).
    presentation_reported_on = DateField(_("Ngày báo cáo kết quả trình diện"), null=True, blank=True)
    wishes = CharField(_("Nguyện vọng"), max_length=500, blank=True)
    address = CharField(_("Nơi ở hiện nay"), max_length=250, blank=True)
    phone = CharField(_("Điện thoại"), max_length=30, blank=True)
    # Fifteen days before probation ends the file goes back to the execution agency (Luật THAHS 2019 Điều 60.3).
    handed_back_on = DateField(_("Ngày bàn giao hồ sơ hết thử thách"), null=True, blank=True)
    origin_text = CharField(_("Từ đâu về"), max_length=200, blank=True)
    officer = ForeignKey(settings.AUTH_USER_MODEL, RESTRICT, null=True, blank=True, related_name="cases")
    # Names from the register, used if there is no user of that name.
    officer_text = CharField(_("Cán bộ phụ trách"), max_length=120, blank=True)
    helper_text = CharField(_("Người giúp đỡ"), max_length=120, blank=True)
    job_text = CharField(_("Việc làm"), max_length=200, blank=True)
    # Incremented by every change of the descriptive fields, to detect conflicting edits.
    version = PositiveIntegerField(default=1, editable=False)
    created_at = DateTimeField(auto_now_add=True)

    objects = CaseQuerySet.as_manager()

    # What `with_latest` adds.
    unit_id: int
    unit_name: str
    category: str
    since: date
    ended_on: date | None
    end_reason: str

    class Meta:
        verbose_name = _("Hồ sơ")
        verbose_name_plural = _("Hồ sơ")
        constraints = [
            CheckConstraint(
                name="case_code_not_empty",
                condition=~Q(code=""),
                violation_error_message=_("Hồ sơ phải có mã."),
            ),
            CheckConstraint(
                name="case_probation_not_reversed",
                condition=Q(probation_start_on=None)
                | Q(probation_end_on=None)
                | Q(probation_end_on__gt=F("probation_start_on")),
                violation_error_message=_("Ngày hết thử thách phải sau ngày bắt đầu thử thách."),
            ),
            CheckConstraint(
                name="case_life_has_no_months",
                condition=Q(sentence_life=False) | Q(sentence_months=None),
                violation_error_message=_("Án chung thân không có số tháng."),
            ),
        ]

    def __str__(self):
        return self.code

    def get_absolute_url(self):
        """The page of the case."""
        return reverse("cases:detail", args=[self.public_id])

    # The next two properties need the annotations of `with_latest`.
    @property
    def category_label(self) -> str:
        """The category of the latest stay in Vietnamese."""
        return str(Category(self.category).label)

    @property
    def end_reason_label(self) -> str:
        """The reason why the case closed in Vietnamese, or ""."""
        return str(EndReason(self.end_reason).label) if self.end_reason else ""


class RecordQuerySet(ScopedQuerySet):
    """Records without those that were struck out."""

    def active(self):
        """Records that were not struck out as entered by mistake."""
        return self.filter(removed_at=None)


class CaseRecordQuerySet(RecordQuerySet):
    """Records of cases; their visibility is that of the case."""

    def visible_to(self, user):
        """Records of the cases that the user may see."""
        return self.filter(case__in=Case.objects.visible_to(user))


class UnitRecordQuerySet(RecordQuerySet):
    """Records that belong to a commune, not to a case."""

    def visible_to(self, user):
        """Records of the units that the user may see."""
        return self.filter(unit__in=visible_unit_keys(user))


class Record(Model):
    """Base model of plain records. A record is struck out with a reason, never deleted, so that it stays readable."""

    public_id = UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # Incremented by every change, to detect conflicting edits.
    version = PositiveIntegerField(default=1, editable=False)
    # Null: entered by a management command.
    created_by = ForeignKey(settings.AUTH_USER_MODEL, RESTRICT, null=True, related_name="+", editable=False)
    created_at = DateTimeField(auto_now_add=True)
    removed_at = DateTimeField(null=True, editable=False)
    removed_by = ForeignKey(settings.AUTH_USER_MODEL, RESTRICT, null=True, related_name="+", editable=False)
    removed_why = TextField(_("Lý do gạch bỏ"), blank=True, editable=False)

    objects = RecordQuerySet.as_manager()

    class Meta:
        abstract = True


def case_key(related_name: str) -> ForeignKey:
    """Return the foreign key of a record to its case."""
    return ForeignKey(Case, RESTRICT, related_name=related_name, verbose_name=_("Hồ sơ"))


def user_key(label, **kwargs) -> ForeignKey:
    """Return a foreign key to a user, without a reverse relation."""
    return ForeignKey(settings.AUTH_USER_MODEL, RESTRICT, related_name="+", verbose_name=label, **kwargs)
