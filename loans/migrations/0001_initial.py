import uuid
from decimal import Decimal

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("areas", "0001_initial"),
        ("cases", "0002_database_guards"),
    ]

    operations = [
        migrations.CreateModel(
            name="Loan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("business_name", models.CharField(blank=True, max_length=200, verbose_name="Tên cơ sở")),
                (
                    "business_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("enterprise", "Doanh nghiệp nhỏ và vừa"),
                            ("cooperative", "Hợp tác xã"),
                            ("group", "Tổ hợp tác"),
                            ("household", "Hộ kinh doanh"),
                        ],
                        max_length=12,
                        verbose_name="Loại cơ sở",
                    ),
                ),
                ("workers", models.PositiveIntegerField(blank=True, null=True, verbose_name="Tổng số lao động")),
                (
                    "released_workers",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="Lao động chấp hành xong án phạt tù"
                    ),
                ),
                ("named_borrower", models.CharField(max_length=120, verbose_name="Người đứng tên vay")),
                ("signs_self", models.BooleanField(default=False, editable=False)),
                (
                    "is_confirmed",
                    models.BooleanField(blank=True, null=True, verbose_name="UBND cấp xã đã xác nhận (Mẫu 01, 02)"),
                ),
                (
                    "has_other_debt",
                    models.BooleanField(blank=True, null=True, verbose_name="Còn nợ chương trình khác cùng mục đích"),
                ),
                ("is_lawful", models.BooleanField(blank=True, null=True, verbose_name="Cơ sở hoạt động hợp pháp")),
                ("confirmed_why", models.TextField(blank=True, verbose_name="Căn cứ xác nhận")),
                (
                    "term_months",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(600),
                        ],
                        verbose_name="Thời hạn vay (tháng)",
                    ),
                ),
                (
                    "course_months",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(120),
                        ],
                        verbose_name="Thời gian học (tháng)",
                    ),
                ),
                (
                    "annual_rate",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=5,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0")),
                            django.core.validators.MaxValueValidator(Decimal("50")),
                        ],
                        verbose_name="Lãi suất (%/năm)",
                    ),
                ),
                (
                    "fund_source",
                    models.CharField(
                        blank=True,
                        choices=[("TW", "Trung ương"), ("DP", "Địa phương")],
                        max_length=2,
                        verbose_name="Nguồn vốn",
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        blank=True,
                        help_text="Số khế ước của ngân hàng, thường 16 chữ số.",
                        max_length=20,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[0-9A-Za-z./-]+$", "Mã món vay chỉ gồm chữ số, chữ cái."
                            )
                        ],
                        verbose_name="Mã món vay",
                    ),
                ),
                ("savings_group", models.CharField(blank=True, max_length=120, verbose_name="Tổ TK&VV")),
                ("group_head", models.CharField(blank=True, max_length=120, verbose_name="Tổ trưởng")),
                (
                    "entrusted_body",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("11", "Hội Nông dân"),
                            ("12", "Hội Liên hiệp Phụ nữ"),
                            ("13", "Hội Cựu chiến binh"),
                            ("14", "Đoàn Thanh niên"),
                        ],
                        max_length=2,
                        verbose_name="Tổ chức ủy thác",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="loans",
                        to="cases.case",
                        verbose_name="Hồ sơ",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "household_member",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to="cases.householdmember",
                        verbose_name="Người đại diện hộ",
                    ),
                ),
                (
                    "need",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="loans",
                        to="cases.need",
                        verbose_name="Nhu cầu",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to="areas.unit",
                        verbose_name="Xã",
                    ),
                ),
            ],
            options={
                "verbose_name": "Món vay",
                "verbose_name_plural": "Món vay",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("business_kind", ""),
                                ("business_name", ""),
                                ("case__isnull", False),
                                ("released_workers", None),
                                ("workers", None),
                            ),
                            models.Q(
                                ("case", None),
                                ("household_member", None),
                                ("need", None),
                                models.Q(("business_name", ""), _negated=True),
                                models.Q(("business_kind", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="loan_of_person_or_business",
                        violation_error_message="Món vay là của một người hoặc của một cơ sở, không thể cả hai.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("workers", None),
                            ("released_workers", None),
                            ("released_workers__lte", models.F("workers")),
                            _connector="OR",
                        ),
                        name="loan_released_workers_fit",
                        violation_error_message="Số lao động chấp hành xong án phạt tù lớn hơn tổng số lao động.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("named_borrower", ""), _negated=True),
                        name="loan_has_borrower",
                        violation_error_message="Phải ghi người đứng tên vay.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("annual_rate", None), ("annual_rate__gte", 0), _connector="OR"),
                        name="loan_rate_not_negative",
                        violation_error_message="Lãi suất không thể âm.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("business_kind__in", ["", "enterprise", "cooperative", "group", "household"])
                        ),
                        name="loan_business_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("fund_source__in", ["", "TW", "DP"])), name="loan_fund_source_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("entrusted_body__in", ["", "11", "12", "13", "14"])), name="loan_body_known"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("code", ""), _negated=True),
                        fields=("code",),
                        name="loan_code_once",
                        violation_error_message="Mã món vay này đã ghi cho một món vay khác.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LoanFact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("known_from", models.DateTimeField(editable=False, verbose_name="Biết từ")),
                ("known_until", models.DateTimeField(editable=False, null=True, verbose_name="Biết đến")),
                ("why", models.TextField(blank=True, verbose_name="Lý do sửa")),
                ("document_number", models.CharField(blank=True, max_length=200, verbose_name="Số văn bản")),
                ("note", models.TextField(blank=True, verbose_name="Ghi chú")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("request", "Đề nghị vay"),
                            ("decision", "Quyết định của ngân hàng"),
                            ("disbursement", "Giải ngân"),
                            ("balance", "Dư nợ"),
                        ],
                        max_length=12,
                        verbose_name="Loại",
                    ),
                ),
                ("on", models.DateField(verbose_name="Ngày")),
                ("amount", models.BigIntegerField(verbose_name="Số tiền (đồng)")),
                ("overdue", models.BigIntegerField(default=0, verbose_name="Nợ quá hạn (đồng)")),
                ("is_approved", models.BooleanField(null=True, verbose_name="Duyệt")),
                (
                    "purpose",
                    models.CharField(
                        blank=True,
                        choices=[("training", "Đào tạo nghề"), ("production", "Sản xuất, kinh doanh, tạo việc làm")],
                        max_length=10,
                        verbose_name="Mục đích",
                    ),
                ),
                (
                    "loan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT, related_name="facts", to="loans.loan"
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "Diễn biến món vay",
                "verbose_name_plural": "Diễn biến món vay",
                "indexes": [models.Index(fields=["loan", "kind", "on"], name="loan_fact_by_loan")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("known_until", None), ("known_until__gt", models.F("known_from")), _connector="OR"
                        ),
                        name="loan_fact_known_order",
                        violation_error_message="Thời điểm thôi tin phải sau thời điểm bắt đầu tin.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["request", "decision", "disbursement", "balance"])),
                        name="loan_fact_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("amount__gt", 0), ("kind__in", ["request", "disbursement"])),
                            models.Q(("amount__gt", 0), ("is_approved", True), ("kind", "decision")),
                            models.Q(("amount", 0), ("is_approved", False), ("kind", "decision")),
                            models.Q(("amount__gte", 0), ("kind", "balance")),
                            _connector="OR",
                        ),
                        name="loan_fact_amount",
                        violation_error_message="Số tiền phải lớn hơn 0; không duyệt thì bằng 0, dư nợ có thể bằng 0.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("overdue", 0),
                            models.Q(("kind", "balance"), ("overdue__gt", 0), ("overdue__lte", models.F("amount"))),
                            _connector="OR",
                        ),
                        name="loan_fact_overdue",
                        violation_error_message="Nợ quá hạn không thể âm hoặc lớn hơn dư nợ.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("is_approved__isnull", False), ("kind", "decision")),
                            models.Q(models.Q(("kind", "decision"), _negated=True), ("is_approved", None)),
                            _connector="OR",
                        ),
                        name="loan_fact_decided",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "request"), ("purpose__in", ["training", "production"])),
                            models.Q(models.Q(("kind", "request"), _negated=True), ("purpose", "")),
                            _connector="OR",
                        ),
                        name="loan_fact_purpose",
                        violation_error_message="Đề nghị vay phải ghi mục đích.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind__in", ["request", "decision"]), ("known_until", None)),
                        fields=("loan", "kind"),
                        name="loan_fact_one_request_and_decision",
                        violation_error_message="Món vay chỉ có một đề nghị và một quyết định; hãy sửa mục đã ghi.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("known_until", None)),
                        fields=("loan", "kind", "on"),
                        name="loan_fact_once_a_day",
                        violation_error_message="Đã ghi mục này cho ngày đó; hãy sửa mục đã ghi.",
                    ),
                ],
            },
        ),
    ]
