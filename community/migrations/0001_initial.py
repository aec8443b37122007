import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("areas", "0001_initial"),
        ("cases", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="CommuneModel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("removed_at", models.DateTimeField(editable=False, null=True)),
                ("removed_why", models.TextField(blank=True, editable=False, verbose_name="Lý do gạch bỏ")),
                ("name", models.CharField(max_length=250, verbose_name="Tên mô hình")),
                ("launched_on", models.DateField(verbose_name="Ngày ra mắt")),
                (
                    "decision_number",
                    models.CharField(blank=True, max_length=100, verbose_name="Số quyết định thành lập"),
                ),
                ("decision_on", models.DateField(blank=True, null=True, verbose_name="Ngày quyết định")),
                ("decision_by", models.CharField(blank=True, max_length=200, verbose_name="Cơ quan ban hành")),
                ("regulation", models.CharField(blank=True, max_length=250, verbose_name="Quy chế hoạt động")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="Ngày kết thúc")),
                ("purpose", models.TextField(blank=True, verbose_name="Mục đích, nội dung")),
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
                    "removed_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                "verbose_name": "Mô hình",
                "verbose_name_plural": "Mô hình",
                "ordering": ["launched_on", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("removed_at", None)),
                        fields=("unit", "name"),
                        name="commune_model_once",
                        violation_error_message="Xã đã có mô hình tên này.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_on", None), ("ended_on__gt", models.F("launched_on")), _connector="OR"
                        ),
                        name="commune_model_not_reversed",
                        violation_error_message="Ngày kết thúc phải sau ngày ra mắt.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Activity",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("removed_at", models.DateTimeField(editable=False, null=True)),
                ("removed_why", models.TextField(blank=True, editable=False, verbose_name="Lý do gạch bỏ")),
                ("on", models.DateField(verbose_name="Ngày")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("meeting", "Họp, sinh hoạt"),
                            ("visit", "Thăm hỏi tại nhà"),
                            ("propaganda", "Tuyên truyền"),
                            ("job_fair", "Tư vấn, giới thiệu việc làm"),
                            ("gift", "Trao quà"),
                            ("loan_advice", "Tư vấn vay vốn"),
                            ("other", "Khác"),
                        ],
                        max_length=11,
                        verbose_name="Hình thức",
                    ),
                ),
                ("title", models.CharField(max_length=250, verbose_name="Nội dung")),
                ("place", models.CharField(blank=True, max_length=200, verbose_name="Địa điểm")),
                ("attendance", models.PositiveIntegerField(default=0, verbose_name="Số người dự")),
                ("helped", models.PositiveIntegerField(default=0, verbose_name="Trong đó người được giúp đỡ")),
                ("cost", models.BigIntegerField(default=0, verbose_name="Kinh phí (đồng)")),
                ("result", models.TextField(blank=True, verbose_name="Kết quả")),
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
                    "removed_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "model",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="activities",
                        to="community.communemodel",
                        verbose_name="Mô hình",
                    ),
                ),
            ],
            options={
                "verbose_name": "Hoạt động",
                "verbose_name_plural": "Hoạt động",
                "ordering": ["on", "pk"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("cost__gte", 0)), name="activity_cost_not_negative"),
                    models.CheckConstraint(
                        condition=models.Q(("helped__lte", models.F("attendance"))),
                        name="activity_helped_among_attendance",
                        violation_error_message="Số người được giúp đỡ không thể nhiều hơn số người dự.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Enterprise",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("removed_at", models.DateTimeField(editable=False, null=True)),
                ("removed_why", models.TextField(blank=True, editable=False, verbose_name="Lý do gạch bỏ")),
                ("name", models.CharField(max_length=200, verbose_name="Doanh nghiệp, cơ sở")),
                ("address", models.CharField(blank=True, max_length=250, verbose_name="Địa chỉ")),
                ("contact", models.CharField(blank=True, max_length=200, verbose_name="Người liên hệ")),
                ("promised_on", models.DateField(verbose_name="Ngày cam kết")),
                ("jobs", models.PositiveIntegerField(verbose_name="Số việc làm cam kết")),
                ("jobs_given", models.PositiveIntegerField(default=0, verbose_name="Số việc làm đã bố trí")),
                ("note", models.TextField(blank=True, verbose_name="Ghi chú")),
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
                    "model",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="enterprises",
                        to="community.communemodel",
                        verbose_name="Mô hình",
                    ),
                ),
                (
                    "removed_by",
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
                "verbose_name": "Doanh nghiệp cam kết",
                "verbose_name_plural": "Doanh nghiệp cam kết",
                "ordering": ["promised_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="FundEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("removed_at", models.DateTimeField(editable=False, null=True)),
                ("removed_why", models.TextField(blank=True, editable=False, verbose_name="Lý do gạch bỏ")),
                ("on", models.DateField(verbose_name="Ngày")),
                (
                    "direction",
                    models.CharField(choices=[("in", "Thu"), ("out", "Chi")], max_length=3, verbose_name="Thu/chi"),
                ),
                ("amount", models.BigIntegerField(verbose_name="Số tiền (đồng)")),
                ("party", models.CharField(max_length=200, verbose_name="Người nộp, người nhận")),
                ("voucher", models.CharField(max_length=60, verbose_name="Số chứng từ")),
                ("purpose", models.CharField(max_length=250, verbose_name="Nội dung")),
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
                    "model",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="fund_entries",
                        to="community.communemodel",
                        verbose_name="Mô hình",
                    ),
                ),
                (
                    "removed_by",
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
                "verbose_name": "Thu chi quỹ",
                "verbose_name_plural": "Thu chi quỹ",
                "ordering": ["on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0)),
                        name="fund_amount_positive",
                        violation_error_message="Số tiền phải lớn hơn 0.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("direction__in", ["in", "out"])), name="fund_direction_known"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("removed_at", None)),
                        fields=("model", "direction", "voucher"),
                        name="fund_voucher_once",
                        violation_error_message="Số chứng từ này đã ghi.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Gift",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("removed_at", models.DateTimeField(editable=False, null=True)),
                ("removed_why", models.TextField(blank=True, editable=False, verbose_name="Lý do gạch bỏ")),
                ("on", models.DateField(verbose_name="Ngày")),
                ("donor", models.CharField(max_length=200, verbose_name="Người, đơn vị tặng")),
                ("item", models.CharField(max_length=200, verbose_name="Hiện vật")),
                ("quantity", models.PositiveIntegerField(default=1, verbose_name="Số lượng")),
                ("value", models.BigIntegerField(blank=True, null=True, verbose_name="Giá trị ước tính (đồng)")),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="gifts",
                        to="cases.case",
                        verbose_name="Người nhận",
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
                    "model",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="gifts",
                        to="community.communemodel",
                        verbose_name="Mô hình",
                    ),
                ),
                (
                    "removed_by",
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
                "verbose_name": "Hiện vật",
                "verbose_name_plural": "Hiện vật",
                "ordering": ["on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("value", None), ("value__gte", 0), _connector="OR"),
                        name="gift_value_not_negative",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ModelMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("removed_at", models.DateTimeField(editable=False, null=True)),
                ("removed_why", models.TextField(blank=True, editable=False, verbose_name="Lý do gạch bỏ")),
                ("full_name", models.CharField(max_length=120, verbose_name="Họ và tên")),
                ("organisation", models.CharField(blank=True, max_length=200, verbose_name="Tổ chức, chức vụ")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("head", "Trưởng ban"),
                            ("deputy", "Phó ban"),
                            ("secretary", "Thư ký"),
                            ("member", "Thành viên"),
                        ],
                        default="member",
                        max_length=9,
                        verbose_name="Vai trò",
                    ),
                ),
                ("hamlet", models.CharField(blank=True, max_length=120, verbose_name="Thôn")),
                ("phone", models.CharField(blank=True, max_length=30, verbose_name="Điện thoại")),
                ("start_on", models.DateField(verbose_name="Từ ngày")),
                ("end_on", models.DateField(blank=True, null=True, verbose_name="Đến ngày")),
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
                    "model",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="members",
                        to="community.communemodel",
                        verbose_name="Mô hình",
                    ),
                ),
                (
                    "removed_by",
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
                "verbose_name": "Thành viên mô hình",
                "verbose_name_plural": "Thành viên mô hình",
                "ordering": ["start_on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("role__in", ["head", "deputy", "secretary", "member"])),
                        name="member_role_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("end_on", None), ("end_on__gte", models.F("start_on")), _connector="OR"),
                        name="member_not_reversed",
                        violation_error_message="Ngày thôi không thể trước ngày tham gia.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Help",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("removed_at", models.DateTimeField(editable=False, null=True)),
                ("removed_why", models.TextField(blank=True, editable=False, verbose_name="Lý do gạch bỏ")),
                ("start_on", models.DateField(verbose_name="Từ ngày")),
                ("end_on", models.DateField(blank=True, null=True, verbose_name="Đến ngày")),
                ("result", models.TextField(blank=True, verbose_name="Kết quả giúp đỡ")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="helps",
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
                    "removed_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="helps",
                        to="community.modelmember",
                        verbose_name="Thành viên",
                    ),
                ),
            ],
            options={
                "verbose_name": "Người được giúp",
                "verbose_name_plural": "Người được giúp",
                "ordering": ["start_on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("end_on", None), ("end_on__gte", models.F("start_on")), _connector="OR"),
                        name="help_not_reversed",
                        violation_error_message="Ngày thôi không thể trước ngày bắt đầu.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("end_on", None), ("removed_at", None)),
                        fields=("member", "case"),
                        name="help_once",
                        violation_error_message="Thành viên này đang giúp người này.",
                    ),
                ],
            },
        ),
    ]
