import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.encrypted_fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("areas", "0001_initial"),
        ("jobs", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Case",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "code",
                    models.CharField(
                        error_messages={"unique": "Không dùng được mã hồ sơ này; hãy đặt mã khác."},
                        max_length=40,
                        unique=True,
                        verbose_name="Mã hồ sơ",
                    ),
                ),
                ("hamlet", models.CharField(blank=True, max_length=120, verbose_name="Thôn/Tổ dân phố")),
                ("offence", models.CharField(blank=True, max_length=300, verbose_name="Tội danh")),
                ("article", models.CharField(blank=True, max_length=200, verbose_name="Điều luật")),
                ("sealed_on", models.DateField(blank=True, editable=False, null=True)),
                ("sentence_months", models.PositiveIntegerField(blank=True, null=True, verbose_name="Mức án (tháng)")),
                ("sentence_life", models.BooleanField(default=False, verbose_name="Tù chung thân")),
                ("sentence_text", models.CharField(blank=True, max_length=120, verbose_name="Mức án")),
                ("release_on", models.DateField(verbose_name="Ngày ra trại")),
                ("certificate_number", models.CharField(blank=True, max_length=60, verbose_name="Số giấy chứng nhận")),
                ("certificate_on", models.DateField(blank=True, null=True, verbose_name="Ngày cấp giấy chứng nhận")),
                ("probation_start_on", models.DateField(blank=True, null=True, verbose_name="Ngày bắt đầu thử thách")),
                ("probation_end_on", models.DateField(blank=True, null=True, verbose_name="Ngày hết thử thách")),
                ("present_by_on", models.DateField(blank=True, null=True, verbose_name="Phải trình diện trước ngày")),
                ("presented_on", models.DateField(blank=True, null=True, verbose_name="Ngày trình diện")),
                (
                    "information_on",
                    models.DateField(blank=True, null=True, verbose_name="Ngày lập phiếu thông tin (HCD-02)"),
                ),
                ("commitment_on", models.DateField(blank=True, null=True, verbose_name="Ngày ký cam kết (HCD-05)")),
                (
                    "presentation_reported_on",
                    models.DateField(blank=True, null=True, verbose_name="Ngày báo cáo kết quả trình diện"),
                ),
                ("wishes", models.CharField(blank=True, max_length=500, verbose_name="Nguyện vọng")),
                ("address", models.CharField(blank=True, max_length=250, verbose_name="Nơi ở hiện nay")),
                ("phone", models.CharField(blank=True, max_length=30, verbose_name="Điện thoại")),
                (
                    "handed_back_on",
                    models.DateField(blank=True, null=True, verbose_name="Ngày bàn giao hồ sơ hết thử thách"),
                ),
                ("origin_text", models.CharField(blank=True, max_length=200, verbose_name="Từ đâu về")),
                ("officer_text", models.CharField(blank=True, max_length=120, verbose_name="Cán bộ phụ trách")),
                ("helper_text", models.CharField(blank=True, max_length=120, verbose_name="Người giúp đỡ")),
                ("job_text", models.CharField(blank=True, max_length=200, verbose_name="Việc làm")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "officer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="cases",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "Hồ sơ",
                "verbose_name_plural": "Hồ sơ",
            },
        ),
        migrations.CreateModel(
            name="CaseDocument",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("removed_at", models.DateTimeField(editable=False, null=True)),
                ("removed_why", models.TextField(blank=True, editable=False, verbose_name="Lý do gạch bỏ")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("certificate", "Giấy chứng nhận chấp hành xong, đặc xá, tha tù"),
                            ("judgment", "Bản án, quyết định thi hành án"),
                            ("commitment", "Bản cam kết (HCD-05)"),
                            ("information", "Phiếu thông tin (HCD-02)"),
                            ("identity", "Giấy tờ tùy thân"),
                            ("report", "Bản tự nhận xét, nhận xét"),
                            ("breach", "Biên bản vi phạm, kiểm điểm"),
                            ("expungement", "Phiếu lý lịch tư pháp, quyết định xóa án tích"),
                            ("support", "Giấy tờ hỗ trợ, vay vốn"),
                            ("other", "Giấy tờ khác"),
                        ],
                        max_length=12,
                        verbose_name="Loại giấy tờ",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="Trích yếu")),
                ("number", models.CharField(blank=True, max_length=100, verbose_name="Số, ký hiệu")),
                ("on", models.DateField(blank=True, null=True, verbose_name="Ngày của văn bản")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="documents",
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
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to="jobs.storedfile",
                        verbose_name="Tệp",
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
                "verbose_name": "Tài liệu",
                "verbose_name_plural": "Tài liệu",
                "ordering": ["-created_at"],
            },
        ),
        migrations.CreateModel(
            name="HouseholdMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("removed_at", models.DateTimeField(editable=False, null=True)),
                ("removed_why", models.TextField(blank=True, editable=False, verbose_name="Lý do gạch bỏ")),
                ("full_name", models.CharField(max_length=120, verbose_name="Họ và tên")),
                ("relation", models.CharField(max_length=60, verbose_name="Quan hệ")),
                ("birth_year", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="Năm sinh")),
                ("phone", models.CharField(blank=True, max_length=30, verbose_name="Điện thoại")),
                ("address", models.CharField(blank=True, max_length=200, verbose_name="Nơi ở")),
                ("lives_together", models.BooleanField(default=True, verbose_name="Sống cùng nhà")),
                ("is_contact", models.BooleanField(default=False, verbose_name="Người cần liên hệ")),
                ("can_represent", models.BooleanField(default=False, verbose_name="Có thể đại diện hộ vay vốn")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="Ghi chú")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="household",
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
            ],
            options={
                "verbose_name": "Người trong gia đình",
                "verbose_name_plural": "Người trong gia đình",
                "ordering": ["created_at"],
            },
        ),
        migrations.CreateModel(
            name="Judgment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("removed_at", models.DateTimeField(editable=False, null=True)),
                ("removed_why", models.TextField(blank=True, editable=False, verbose_name="Lý do gạch bỏ")),
                ("court", models.CharField(max_length=200, verbose_name="Tòa án")),
                ("number", models.CharField(max_length=100, verbose_name="Số bản án")),
                ("on", models.DateField(verbose_name="Ngày tuyên án")),
                ("effective_on", models.DateField(blank=True, null=True, verbose_name="Ngày có hiệu lực")),
                (
                    "execution_number",
                    models.CharField(blank=True, max_length=100, verbose_name="Số quyết định thi hành án"),
                ),
                ("execution_on", models.DateField(blank=True, null=True, verbose_name="Ngày quyết định thi hành án")),
                (
                    "main_penalty",
                    models.CharField(
                        choices=[
                            ("prison", "Tù có thời hạn"),
                            ("life", "Tù chung thân"),
                            ("death_commuted", "Tử hình được giảm án"),
                            ("suspended", "Tù cho hưởng án treo"),
                            ("non_custodial", "Cải tạo không giam giữ"),
                            ("fine", "Phạt tiền"),
                            ("warning", "Cảnh cáo"),
                        ],
                        default="prison",
                        max_length=16,
                        verbose_name="Hình phạt chính",
                    ),
                ),
                ("months", models.PositiveIntegerField(blank=True, null=True, verbose_name="Mức án đã tuyên (tháng)")),
                ("days", models.PositiveIntegerField(blank=True, default=0, verbose_name="Số ngày lẻ đã tuyên")),
                (
                    "has_no_obligations",
                    models.BooleanField(
                        default=False, verbose_name="Bản án không có nghĩa vụ dân sự, án phí phải thi hành"
                    ),
                ),
                ("is_minor", models.BooleanField(default=False, verbose_name="Dưới 18 tuổi khi phạm tội")),
                ("found_recidivist", models.BooleanField(default=False, verbose_name="Tòa xác định tái phạm")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="judgments",
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
            ],
            options={
                "verbose_name": "Bản án",
                "verbose_name_plural": "Bản án",
                "ordering": ["on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "main_penalty__in",
                                ["prison", "life", "death_commuted", "suspended", "non_custodial", "fine", "warning"],
                            )
                        ),
                        name="judgment_penalty_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("main_penalty__in", ["prison", "suspended"]), _negated=True),
                            ("months__gt", 0),
                            _connector="OR",
                        ),
                        name="judgment_prison_has_months",
                        violation_error_message="Tù có thời hạn và án treo phải ghi số tháng.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("effective_on", None), ("effective_on__gte", models.F("on")), _connector="OR"
                        ),
                        name="judgment_effective_after",
                        violation_error_message="Ngày có hiệu lực không thể trước ngày tuyên án.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("execution_on", None), ("execution_on__gte", models.F("on")), _connector="OR"
                        ),
                        name="judgment_executed_after",
                        violation_error_message="Ngày quyết định thi hành án không được trước ngày tuyên án.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MoveRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("removed_at", models.DateTimeField(editable=False, null=True)),
                ("removed_why", models.TextField(blank=True, editable=False, verbose_name="Lý do gạch bỏ")),
                ("applied_on", models.DateField(verbose_name="Ngày nộp đơn")),
                ("to_text", models.CharField(max_length=250, verbose_name="Nơi đến")),
                ("reason", models.TextField(verbose_name="Lý do")),
                ("is_granted", models.BooleanField(blank=True, null=True, verbose_name="Đồng ý")),
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="Ngày quyết định")),
                ("decision_number", models.CharField(blank=True, max_length=100, verbose_name="Số văn bản")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="move_requests",
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
                    "to_unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to="areas.unit",
                        verbose_name="Xã nơi đến",
                    ),
                ),
            ],
            options={
                "verbose_name": "Đơn xin chuyển nơi cư trú",
                "verbose_name_plural": "Đơn xin chuyển nơi cư trú",
                "ordering": ["applied_on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_on", None), ("is_granted", None)),
                            models.Q(("decided_on__isnull", False), ("is_granted__isnull", False)),
                            _connector="OR",
                        ),
                        name="move_decided_has_day",
                        violation_error_message="Đã quyết định thì phải có ngày quyết định.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_on", None), ("decided_on__gte", models.F("applied_on")), _connector="OR"
                        ),
                        name="move_decided_after",
                        violation_error_message="Ngày quyết định không thể trước ngày nộp đơn.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Need",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("removed_at", models.DateTimeField(editable=False, null=True)),
                ("removed_why", models.TextField(blank=True, editable=False, verbose_name="Lý do gạch bỏ")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("information", "Thông tin, tuyên truyền"),
                            ("psychology", "Trợ giúp tâm lý"),
                            ("legal_papers", "Giấy tờ, thủ tục pháp lý"),
                            ("vocational", "Đào tạo nghề"),
                            ("job", "Giải quyết việc làm"),
                            ("credit", "Vay vốn"),
                            ("in_kind", "Hỗ trợ hiện vật, tiền"),
                            ("other", "Hỗ trợ khác"),
                        ],
                        max_length=12,
                        verbose_name="Loại nhu cầu",
                    ),
                ),
                ("description", models.TextField(verbose_name="Nhu cầu")),
                ("raised_on", models.DateField(verbose_name="Ngày nêu")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="Cần xong trước ngày")),
                ("owner_text", models.CharField(blank=True, max_length=120, verbose_name="Người, đơn vị phụ trách")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Đang giải quyết"), ("met", "Đã đáp ứng"), ("not_met", "Không đáp ứng được")],
                        default="open",
                        max_length=8,
                        verbose_name="Tình trạng",
                    ),
                ),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="Ngày kết thúc")),
                ("result", models.TextField(blank=True, verbose_name="Kết quả")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="needs",
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
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="Người phụ trách",
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
                "verbose_name": "Nhu cầu",
                "verbose_name_plural": "Nhu cầu",
                "ordering": ["raised_on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "information",
                                    "psychology",
                                    "legal_papers",
                                    "vocational",
                                    "job",
                                    "credit",
                                    "in_kind",
                                    "other",
                                ],
                            )
                        ),
                        name="need_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_on", None), ("state", "open")),
                            models.Q(("closed_on__isnull", False), ("state__in", ["met", "not_met"])),
                            _connector="OR",
                        ),
                        name="need_closed_has_day",
                        violation_error_message="Nhu cầu đã kết thúc phải có ngày kết thúc.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closed_on", None), ("closed_on__gte", models.F("raised_on")), _connector="OR"
                        ),
                        name="need_closed_after",
                        violation_error_message="Ngày kết thúc không thể trước ngày nêu.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("due_on", None), ("due_on__gte", models.F("raised_on")), _connector="OR"),
                        name="need_due_after",
                        violation_error_message="Hạn giải quyết không được trước ngày nêu.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NewSentence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("removed_at", models.DateTimeField(editable=False, null=True)),
                ("removed_why", models.TextField(blank=True, editable=False, verbose_name="Lý do gạch bỏ")),
                ("prosecuted_on", models.DateField(verbose_name="Lần bị khởi tố ngày")),
                ("act_on", models.DateField(blank=True, null=True, verbose_name="Ngày phạm tội mới")),
                ("court", models.CharField(max_length=200, verbose_name="Tòa án")),
                ("number", models.CharField(max_length=100, verbose_name="Số bản án mới")),
                ("on", models.DateField(verbose_name="Ngày tuyên án")),
                (
                    "completed_on",
                    models.DateField(blank=True, null=True, verbose_name="Ngày chấp hành xong bản án mới"),
                ),
                ("proof", models.CharField(blank=True, max_length=200, verbose_name="Giấy tờ chứng minh")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="new_sentences",
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
            ],
            options={
                "verbose_name": "Bản án về tội mới",
                "verbose_name_plural": "Bản án về tội mới",
                "ordering": ["prosecuted_on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("act_on", None), ("act_on__lte", models.F("prosecuted_on")), _connector="OR"
                        ),
                        name="new_sentence_act_first",
                        violation_error_message="Ngày phạm tội mới không thể sau ngày bị khởi tố.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("on__gte", models.F("prosecuted_on"))),
                        name="new_sentence_after_prosecution",
                        violation_error_message="Ngày tuyên án không thể trước ngày bị khởi tố.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("completed_on", None), ("completed_on__gte", models.F("on")), _connector="OR"
                        ),
                        name="new_sentence_done_after",
                        violation_error_message="Ngày chấp hành xong không thể trước ngày tuyên án.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("removed_at", None)),
                        fields=("case", "prosecuted_on"),
                        name="new_sentence_one_each",
                        violation_error_message="Đã ghi bản án của lần khởi tố này.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("removed_at", models.DateTimeField(editable=False, null=True)),
                ("removed_why", models.TextField(blank=True, editable=False, verbose_name="Lý do gạch bỏ")),
                ("list_name", models.CharField(blank=True, max_length=200, verbose_name="Tên danh sách")),
                ("full_name", models.CharField(max_length=120, verbose_name="Họ và tên")),
                ("name_folded", models.CharField(db_index=True, editable=False, max_length=120)),
                ("name_key", models.BinaryField(max_length=800)),
                ("birth_year", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="Năm sinh")),
                ("birth_month", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="Tháng sinh")),
                ("birth_day", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="Ngày sinh")),
                (
                    "sex",
                    models.CharField(
                        blank=True, choices=[("male", "Nam"), ("female", "Nữ")], max_length=6, verbose_name="Giới tính"
                    ),
                ),
                (
                    "number_kind",
                    models.CharField(
                        blank=True,
                        choices=[("cccd", "CCCD/số định danh"), ("cmnd", "CMND")],
                        max_length=4,
                        verbose_name="Loại giấy tờ",
                    ),
                ),
                ("number_id", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("number_encrypted", models.BinaryField(max_length=64, null=True)),
                ("number_index", models.CharField(blank=True, db_index=True, editable=False, max_length=43)),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("completed", "Chấp hành xong án phạt tù"),
                            ("amnesty", "Đặc xá"),
                            ("conditional", "Tha tù trước thời hạn có điều kiện"),
                        ],
                        max_length=12,
                        verbose_name="Diện",
                    ),
                ),
                ("prison_name", models.CharField(max_length=200, verbose_name="Trại giam, cơ quan gửi")),
                ("notice_number", models.CharField(max_length=100, verbose_name="Số thông báo, quyết định")),
                ("notice_on", models.DateField(verbose_name="Ngày thông báo")),
                ("received_on", models.DateField(verbose_name="Ngày nhận được")),
                ("expected_on", models.DateField(verbose_name="Ngày dự kiến về")),
                ("address", models.CharField(max_length=250, verbose_name="Nơi về cư trú")),
                ("offence", models.CharField(blank=True, max_length=300, verbose_name="Tội danh")),
                ("sentence_text", models.CharField(blank=True, max_length=120, verbose_name="Mức án")),
                ("sentence_months", models.PositiveIntegerField(blank=True, null=True, verbose_name="Mức án (tháng)")),
                ("sentence_life", models.BooleanField(default=False, verbose_name="Tù chung thân")),
                ("probation_end_on", models.DateField(blank=True, null=True, verbose_name="Ngày hết thử thách")),
                ("note", models.TextField(blank=True, verbose_name="Ghi chú")),
                ("verified_on", models.DateField(blank=True, null=True, verbose_name="Ngày xác minh")),
                ("address_right", models.BooleanField(blank=True, null=True, verbose_name="Địa chỉ đúng")),
                ("family_informed", models.BooleanField(default=False, verbose_name="Đã báo gia đình")),
                ("verification_note", models.TextField(blank=True, verbose_name="Kết quả xác minh")),
                (
                    "answer_number",
                    models.CharField(blank=True, max_length=100, verbose_name="Số văn bản trả lời (HCD-03)"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("expected", "Đang chờ về"),
                            ("arrived", "Đã về, đã tiếp nhận"),
                            ("not_come", "Không về địa phương"),
                            ("cancelled", "Thông báo đã rút"),
                        ],
                        default="expected",
                        max_length=10,
                        verbose_name="Tình trạng",
                    ),
                ),
                ("state_on", models.DateField(blank=True, null=True, verbose_name="Ngày ghi nhận")),
                ("state_why", models.TextField(blank=True, verbose_name="Lý do")),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="notices",
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
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to="areas.unit",
                        verbose_name="Xã nơi sẽ về",
                    ),
                ),
            ],
            options={
                "verbose_name": "Thông báo của trại giam",
                "verbose_name_plural": "Thông báo của trại giam",
                "indexes": [models.Index(fields=["unit", "state", "expected_on"], name="notice_by_unit")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["expected", "arrived", "not_come", "cancelled"])),
                        name="notice_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("category__in", ["completed", "amnesty", "conditional"])),
                        name="notice_category_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("case__isnull", False), ("state", "arrived")),
                            models.Q(models.Q(("state", "arrived"), _negated=True), ("case", None)),
                            _connector="OR",
                        ),
                        name="notice_arrived_has_case",
                        violation_error_message="Người đã về phải có hồ sơ tiếp nhận.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("address_right", None), ("verified_on", None)),
                            models.Q(("address_right__isnull", False), ("verified_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="notice_verified_has_answer",
                        violation_error_message="Đã xác minh thì phải ghi địa chỉ đúng hay sai.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("case__isnull", False)),
                        fields=("case",),
                        name="notice_one_per_case",
                        violation_error_message="Hồ sơ này đã gắn với một thông báo khác.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("received_on__gte", models.F("notice_on"))),
                        name="notice_received_after",
                        violation_error_message="Ngày nhận không được trước ngày thông báo.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("verified_on", None), ("verified_on__gte", models.F("received_on")), _connector="OR"
                        ),
                        name="notice_verified_after",
                        violation_error_message="Ngày xác minh không được trước ngày nhận thông báo.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Offence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("removed_at", models.DateTimeField(editable=False, null=True)),
                ("removed_why", models.TextField(blank=True, editable=False, verbose_name="Lý do gạch bỏ")),
                ("name", models.CharField(max_length=300, verbose_name="Tội danh")),
                ("article", models.CharField(max_length=200, verbose_name="Điều, khoản")),
                (
                    "crime_class",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("less_serious", "Ít nghiêm trọng"),
                            ("serious", "Nghiêm trọng"),
                            ("very_serious", "Rất nghiêm trọng"),
                            ("extremely_serious", "Đặc biệt nghiêm trọng"),
                        ],
                        max_length=18,
                        verbose_name="Loại tội phạm",
                    ),
                ),
                ("is_intentional", models.BooleanField(default=True, verbose_name="Cố ý")),
                ("needs_court", models.BooleanField(blank=True, null=True, verbose_name="Thuộc Chương XIII hoặc XXVI")),
                ("act_on", models.DateField(blank=True, null=True, verbose_name="Ngày phạm tội")),
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
                    "judgment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="offences",
                        to="cases.judgment",
                        verbose_name="Bản án",
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
                "verbose_name": "Tội danh",
                "verbose_name_plural": "Tội danh",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("crime_class__in", ["", "less_serious", "serious", "very_serious", "extremely_serious"])
                        ),
                        name="offence_class_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("full_name", models.CharField(max_length=120, verbose_name="Họ và tên")),
                ("name_folded", models.CharField(db_index=True, editable=False, max_length=120)),
                ("name_key", models.BinaryField(db_index=True, max_length=800)),
                ("birth_year", models.PositiveSmallIntegerField(null=True, verbose_name="Năm sinh")),
                ("birth_month", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="Tháng sinh")),
                ("birth_day", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="Ngày sinh")),
                (
                    "sex",
                    models.CharField(
                        blank=True, choices=[("male", "Nam"), ("female", "Nữ")], max_length=6, verbose_name="Giới tính"
                    ),
                ),
                ("ethnicity", models.CharField(blank=True, max_length=40, verbose_name="Dân tộc")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "verbose_name": "Người được quản lý",
                "verbose_name_plural": "Người được quản lý",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("birth_day", None), ("birth_month__isnull", False), _connector="OR"),
                        name="person_birth_precision",
                        violation_error_message="Có ngày sinh thì phải có tháng sinh.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("birth_month", None), ("birth_year__isnull", False), _connector="OR"),
                        name="person_birth_month_has_year",
                        violation_error_message="Có tháng sinh thì phải có năm sinh.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OtherName",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("removed_at", models.DateTimeField(editable=False, null=True)),
                ("removed_why", models.TextField(blank=True, editable=False, verbose_name="Lý do gạch bỏ")),
                (
                    "kind",
                    models.CharField(
                        choices=[("former", "Tên cũ"), ("alias", "Tên gọi khác")],
                        default="former",
                        max_length=6,
                        verbose_name="Loại",
                    ),
                ),
                ("full_name", models.CharField(max_length=120, verbose_name="Họ và tên")),
                ("name_folded", models.CharField(db_index=True, editable=False, max_length=120)),
                ("until_on", models.DateField(blank=True, null=True, verbose_name="Dùng đến ngày")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="Ghi chú")),
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
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT, related_name="other_names", to="cases.person"
                    ),
                ),
            ],
            options={
                "verbose_name": "Tên khác",
                "verbose_name_plural": "Tên khác",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["former", "alias"])), name="other_name_kind_known"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("removed_at", None)),
                        fields=("person", "full_name"),
                        name="other_name_once",
                        violation_error_message="Tên này đã ghi.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="IdentityNumber",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("cccd", "CCCD/số định danh"), ("cmnd", "CMND")],
                        max_length=4,
                        verbose_name="Loại giấy tờ",
                    ),
                ),
                ("number_encrypted", models.BinaryField(max_length=64)),
                ("issued_on", models.DateField(blank=True, null=True, verbose_name="Ngày cấp")),
                ("issued_by", models.CharField(blank=True, max_length=120, verbose_name="Nơi cấp")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="Có giá trị đến")),
                ("number_index", models.CharField(db_index=True, max_length=43)),
                (
                    "claim",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Của người này"),
                            ("waiting", "Chờ cấp huyện xác minh"),
                            ("struck", "Không phải của người này"),
                        ],
                        db_default="",
                        default="",
                        max_length=7,
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT, related_name="identity_numbers", to="cases.person"
                    ),
                ),
            ],
            options={
                "verbose_name": "Số giấy tờ",
                "verbose_name_plural": "Số giấy tờ",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("claim", "")),
                        fields=("number_index",),
                        name="identity_number_one_owner",
                        violation_error_message="Số giấy tờ này đã có trong hệ thống; đề nghị cấp huyện kiểm tra.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("claim__in", ["", "waiting", "struck"])), name="identity_number_claim_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("issued_on", None),
                            ("valid_until", None),
                            ("valid_until__gt", models.F("issued_on")),
                            _connector="OR",
                        ),
                        name="identity_valid_after_issue",
                        violation_error_message="Ngày hết giá trị phải sau ngày cấp.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DistinctPeople",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("why", models.TextField(verbose_name="Căn cứ")),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="Người xác nhận",
                    ),
                ),
                (
                    "first",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT, related_name="+", to="cases.person"
                    ),
                ),
                (
                    "second",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT, related_name="+", to="cases.person"
                    ),
                ),
            ],
            options={
                "verbose_name": "Hai người khác nhau",
                "verbose_name_plural": "Hai người khác nhau",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("first__lt", models.F("second"))), name="two_people_ordered"
                    ),
                    models.UniqueConstraint(fields=("first", "second"), name="two_people_once"),
                ],
            },
        ),
        migrations.AddField(
            model_name="case",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.RESTRICT, related_name="cases", to="cases.person"
            ),
        ),
        migrations.CreateModel(
            name="PersonMerge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("why", models.TextField(verbose_name="Lý do")),
                ("moved", models.JSONField(default=dict)),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("undone_at", models.DateTimeField(null=True)),
                ("undone_why", models.TextField(blank=True, verbose_name="Lý do tách")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="Người gộp",
                    ),
                ),
                (
                    "kept",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT, related_name="merges", to="cases.person"
                    ),
                ),
                (
                    "merged",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT, related_name="+", to="cases.person"
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="Người tách",
                    ),
                ),
            ],
            options={
                "verbose_name": "Gộp người",
                "verbose_name_plural": "Gộp người",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kept", models.F("merged")), _negated=True), name="merge_two_people"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("undone_at", None)), fields=("merged",), name="merge_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reoffence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("known_from", models.DateTimeField(editable=False, verbose_name="Biết từ")),
                ("known_until", models.DateTimeField(editable=False, null=True, verbose_name="Biết đến")),
                ("why", models.TextField(blank=True, verbose_name="Lý do sửa")),
                ("document_number", models.CharField(blank=True, max_length=200, verbose_name="Số văn bản")),
                ("note", models.TextField(blank=True, verbose_name="Ghi chú")),
                ("prosecuted_on", models.DateField(verbose_name="Ngày khởi tố bị can")),
                ("convicted_on", models.DateField(blank=True, null=True, verbose_name="Ngày kết án")),
                ("act_on", models.DateField(blank=True, null=True, verbose_name="Ngày phạm tội mới")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("pending", "Đã khởi tố, chưa xét xử"),
                            ("convicted", "Đã bị kết án"),
                            ("dropped", "Đình chỉ"),
                            ("acquitted", "Được tuyên không phạm tội"),
                        ],
                        default="pending",
                        max_length=10,
                        verbose_name="Kết quả",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT, related_name="reoffences", to="cases.case"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT, related_name="+", to="cases.person"
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
                "verbose_name": "Tái phạm tội",
                "verbose_name_plural": "Tái phạm tội",
                "indexes": [models.Index(fields=["person", "prosecuted_on"], name="reoffence_by_person")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("known_until", None), ("known_until__gt", models.F("known_from")), _connector="OR"
                        ),
                        name="reoffence_known_order",
                        violation_error_message="Thời điểm thôi tin phải sau thời điểm bắt đầu tin.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("convicted_on", None), ("convicted_on__gte", models.F("prosecuted_on")), _connector="OR"
                        ),
                        name="reoffence_convicted_after_prosecution",
                        violation_error_message="Ngày kết án không thể trước ngày khởi tố.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", "convicted"), _negated=True),
                            ("convicted_on__isnull", False),
                            _connector="OR",
                        ),
                        name="reoffence_convicted_has_date",
                        violation_error_message="Đã bị kết án thì phải có ngày kết án.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", ["pending", "convicted", "dropped", "acquitted"])),
                        name="reoffence_outcome_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("known_until", None)),
                        fields=("person", "prosecuted_on"),
                        name="reoffence_once_a_day",
                        violation_error_message="Đã ghi nhận khởi tố người này vào ngày này.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("act_on", None), ("act_on__lte", models.F("prosecuted_on")), _connector="OR"
                        ),
                        name="reoffence_act_first",
                        violation_error_message="Ngày phạm tội mới không được sau ngày khởi tố.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Residence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("removed_at", models.DateTimeField(editable=False, null=True)),
                ("removed_why", models.TextField(blank=True, editable=False, verbose_name="Lý do gạch bỏ")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("permanent", "Thường trú"),
                            ("temporary", "Tạm trú"),
                            ("staying", "Nơi ở, chưa đăng ký"),
                        ],
                        max_length=9,
                        verbose_name="Hình thức cư trú",
                    ),
                ),
                ("address", models.CharField(max_length=250, verbose_name="Địa chỉ")),
                ("from_on", models.DateField(verbose_name="Ở từ ngày")),
                ("left_on", models.DateField(blank=True, null=True, verbose_name="Chuyển đi ngày")),
                ("registered_on", models.DateField(blank=True, null=True, verbose_name="Ngày đăng ký")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="Tạm trú đến hết ngày")),
                ("verified_on", models.DateField(blank=True, null=True, verbose_name="Ngày xác minh")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="Ghi chú")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="residences",
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
            ],
            options={
                "verbose_name": "Nơi cư trú",
                "verbose_name_plural": "Nơi cư trú",
                "ordering": ["from_on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["permanent", "temporary", "staying"])),
                        name="residence_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("left_on", None), ("left_on__gte", models.F("from_on")), _connector="OR"),
                        name="residence_left_after",
                        violation_error_message="Ngày chuyển đi không thể trước ngày đến ở.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid_until", None), ("kind", "temporary"), _connector="OR"),
                        name="residence_only_temporary_ends",
                        violation_error_message="Chỉ đăng ký tạm trú mới có thời hạn.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("left_on", None), ("removed_at", None)),
                        fields=("case", "kind"),
                        name="residence_one_of_a_kind",
                        violation_error_message="Đã có một nơi cư trú cùng hình thức; hãy ghi ngày chuyển đi của nơi cũ trước.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("registered_on", None),
                            ("valid_until", None),
                            ("valid_until__gte", models.F("registered_on")),
                            _connector="OR",
                        ),
                        name="residence_valid_after_registration",
                        violation_error_message="Ngày hết hạn không được trước ngày đăng ký.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SealedCaseAccess",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("why", models.TextField(verbose_name="Lý do xem")),
                ("document_number", models.CharField(max_length=100, verbose_name="Số văn bản yêu cầu")),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("until_at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="Người xem",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="sealed_accesses",
                        to="cases.case",
                        verbose_name="Hồ sơ",
                    ),
                ),
            ],
            options={
                "verbose_name": "Lần mở hồ sơ đã niêm phong",
                "verbose_name_plural": "Lần mở hồ sơ đã niêm phong",
            },
        ),
        migrations.CreateModel(
            name="SecondPersonRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("kind", models.CharField(max_length=40, verbose_name="Việc")),
                ("arguments", core.encrypted_fields.EncryptedJSONField(default=dict)),
                ("falls", models.JSONField(default=list)),
                ("lost", models.JSONField(default=list)),
                ("reasons", models.JSONField(default=list)),
                ("why", models.TextField(blank=True, verbose_name="Lý do")),
                ("document_number", models.CharField(blank=True, max_length=200, verbose_name="Số văn bản làm căn cứ")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Chưa gửi"),
                            ("waiting", "Đang chờ người thứ hai"),
                            ("approved", "Đã duyệt"),
                            ("refused", "Không duyệt"),
                        ],
                        default="draft",
                        max_length=8,
                        verbose_name="Tình trạng",
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                ("decision_why", models.TextField(blank=True, verbose_name="Ý kiến")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="second_person_requests",
                        to="cases.case",
                        verbose_name="Hồ sơ",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "deciding_unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to="areas.unit",
                        verbose_name="Đơn vị quyết định",
                    ),
                ),
                ("units", models.ManyToManyField(related_name="+", to="areas.unit")),
            ],
            options={
                "verbose_name": "Đề nghị chờ người thứ hai",
                "verbose_name_plural": "Đề nghị chờ người thứ hai",
                "ordering": ["-created_at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "draft"),
                            models.Q(
                                models.Q(("why", ""), _negated=True), models.Q(("document_number", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="second_person_reason_and_document",
                        violation_error_message="Phải nêu lý do và số văn bản làm căn cứ.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by", None),
                            ("created_by", None),
                            models.Q(("decided_by", models.F("created_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="second_person_is_another",
                        violation_error_message="Người đề nghị không được tự duyệt.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("state__in", ["draft", "waiting"])),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                ("state__in", ["approved", "refused"]),
                            ),
                            _connector="OR",
                        ),
                        name="second_person_decided_has_instant",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Shortening",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("removed_at", models.DateTimeField(editable=False, null=True)),
                ("removed_why", models.TextField(blank=True, editable=False, verbose_name="Lý do gạch bỏ")),
                ("proposed_on", models.DateField(verbose_name="Ngày đề nghị")),
                ("reason", models.TextField(verbose_name="Căn cứ đề nghị")),
                ("is_exception", models.BooleanField(default=False, verbose_name="Trường hợp đặc biệt")),
                ("is_granted", models.BooleanField(blank=True, null=True, verbose_name="Tòa án chấp nhận")),
                (
                    "decision_number",
                    models.CharField(blank=True, max_length=100, verbose_name="Số quyết định của Tòa án"),
                ),
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="Ngày quyết định")),
                (
                    "months",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="Số tháng được rút ngắn"),
                ),
                ("old_end_on", models.DateField(editable=False, null=True, verbose_name="Ngày hết thử thách cũ")),
                ("new_end_on", models.DateField(blank=True, null=True, verbose_name="Ngày hết thử thách mới")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="shortenings",
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
            ],
            options={
                "verbose_name": "Rút ngắn thời gian thử thách",
                "verbose_name_plural": "Rút ngắn thời gian thử thách",
                "ordering": ["proposed_on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_on__isnull", False), ("is_granted", True), ("new_end_on__isnull", False)
                            ),
                            models.Q(("decided_on__isnull", False), ("is_granted", False)),
                            models.Q(("decided_on", None), ("is_granted", None)),
                            _connector="OR",
                        ),
                        name="shortening_granted_is_complete",
                        violation_error_message="Quyết định rút ngắn phải có ngày và ngày hết thử thách mới.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("new_end_on", None),
                            ("old_end_on", None),
                            ("new_end_on__lt", models.F("old_end_on")),
                            _connector="OR",
                        ),
                        name="shortening_is_shorter",
                        violation_error_message="Ngày hết thử thách mới phải trước ngày cũ.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_granted", None), ("removed_at", None)),
                        fields=("case",),
                        name="shortening_one_open",
                        violation_error_message="Đang có một đề nghị rút ngắn chưa có kết quả.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_on", None), ("decided_on__gte", models.F("proposed_on")), _connector="OR"
                        ),
                        name="shortening_decided_after",
                        violation_error_message="Ngày quyết định không được trước ngày đề nghị.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("new_end_on", None), ("new_end_on__gte", models.F("decided_on")), _connector="OR"
                        ),
                        name="shortening_ends_after_decision",
                        violation_error_message="Ngày hết thử thách mới không được trước ngày quyết định.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Snooze",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("removed_at", models.DateTimeField(editable=False, null=True)),
                ("removed_why", models.TextField(blank=True, editable=False, verbose_name="Lý do gạch bỏ")),
                ("duty", models.CharField(max_length=80)),
                ("until_on", models.DateField(verbose_name="Hoãn đến ngày")),
                ("why", models.TextField(verbose_name="Lý do hoãn")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="snoozes",
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
            ],
            options={
                "verbose_name": "Hoãn việc",
                "verbose_name_plural": "Hoãn việc",
                "indexes": [models.Index(fields=["case", "duty"], name="snooze_by_duty")],
            },
        ),
        migrations.CreateModel(
            name="Stay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("known_from", models.DateTimeField(editable=False, verbose_name="Biết từ")),
                ("known_until", models.DateTimeField(editable=False, null=True, verbose_name="Biết đến")),
                ("why", models.TextField(blank=True, verbose_name="Lý do sửa")),
                ("document_number", models.CharField(blank=True, max_length=200, verbose_name="Số văn bản")),
                ("note", models.TextField(blank=True, verbose_name="Ghi chú")),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("completed", "Chấp hành xong án phạt tù"),
                            ("amnesty", "Đặc xá"),
                            ("conditional", "Tha tù trước thời hạn có điều kiện"),
                        ],
                        max_length=12,
                        verbose_name="Diện",
                    ),
                ),
                ("start_on", models.DateField(verbose_name="Từ ngày")),
                ("end_on", models.DateField(blank=True, null=True, verbose_name="Đến ngày")),
                (
                    "origin",
                    models.CharField(
                        blank=True,
                        choices=[("prison", "Ra trại"), ("elsewhere", "Chuyển đến từ nơi khác")],
                        max_length=10,
                        verbose_name="Từ đâu về",
                    ),
                ),
                (
                    "end_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("moved", "Chuyển sang giai đoạn quản lý khác"),
                            ("expunged", "Xóa án tích"),
                            ("died", "Chết"),
                            ("moved_away", "Chuyển đi khỏi địa bàn hệ thống"),
                            ("reimprisoned", "Bị bắt lại, có án mới"),
                            ("revoked", "Bị hủy quyết định tha tù trước thời hạn"),
                            ("other", "Kết thúc khác"),
                        ],
                        max_length=12,
                        verbose_name="Lý do kết thúc",
                    ),
                ),
                (
                    "end_document_number",
                    models.CharField(blank=True, max_length=200, verbose_name="Số văn bản kết thúc"),
                ),
                ("end_note", models.TextField(blank=True, verbose_name="Ghi chú kết thúc")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT, related_name="stays", to="cases.case"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT, related_name="+", to="cases.person"
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
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to="areas.unit",
                        verbose_name="Đơn vị",
                    ),
                ),
            ],
            options={
                "verbose_name": "Giai đoạn quản lý",
                "verbose_name_plural": "Giai đoạn quản lý",
                "indexes": [
                    models.Index(fields=["unit", "category", "start_on"], name="stay_by_unit"),
                    models.Index(fields=["case", "start_on"], name="stay_by_case"),
                    models.Index(fields=["person", "start_on"], name="stay_by_person"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("end_on", None), ("end_on__gt", models.F("start_on")), _connector="OR"),
                        name="stay_ends_after_start",
                        violation_error_message="Ngày kết thúc phải sau ngày bắt đầu quản lý.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("end_on", None), ("end_reason", "")),
                            models.Q(("end_on__isnull", False), models.Q(("end_reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="stay_reason_when_ended",
                        violation_error_message="Giai đoạn đã kết thúc phải có lý do, chưa kết thúc thì không.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("known_until", None), ("known_until__gt", models.F("known_from")), _connector="OR"
                        ),
                        name="stay_known_order",
                        violation_error_message="Thời điểm thôi tin phải sau thời điểm bắt đầu tin.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("category__in", ["completed", "amnesty", "conditional"])),
                        name="stay_category_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("origin__in", ["", "prison", "elsewhere"])), name="stay_origin_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "end_reason__in",
                                ["", "moved", "expunged", "died", "moved_away", "reimprisoned", "revoked", "other"],
                            )
                        ),
                        name="stay_end_reason_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("end_reason", "revoked"), _negated=True),
                            ("category", "conditional"),
                            _connector="OR",
                        ),
                        name="stay_revoked_only_conditional",
                        violation_error_message="Hủy tha tù chỉ áp dụng cho người đang được tha tù trước thời hạn có điều kiện.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("known_until", None)),
                        fields=("case", "start_on"),
                        name="stay_one_start_a_day",
                        violation_error_message="Hồ sơ đã có giai đoạn quản lý bắt đầu ngày này.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("known_until", None), models.Q(("origin", ""), _negated=True)),
                        fields=("case",),
                        name="stay_one_first",
                        violation_error_message="Hồ sơ chỉ có một lần về địa phương.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("known_until", None), models.Q(("end_reason", "moved"), _negated=True)),
                        fields=("case",),
                        name="stay_one_latest",
                        violation_error_message="Hồ sơ chỉ có một giai đoạn cuối.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("end_on", None), ("known_until", None)),
                        fields=("person",),
                        name="stay_one_open_per_person",
                        violation_error_message="Người này đang có một hồ sơ mở; kết thúc hồ sơ đó trước.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SupportAction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("removed_at", models.DateTimeField(editable=False, null=True)),
                ("removed_why", models.TextField(blank=True, editable=False, verbose_name="Lý do gạch bỏ")),
                ("on", models.DateField(verbose_name="Ngày")),
                ("description", models.TextField(verbose_name="Việc đã làm, hỗ trợ đã cấp")),
                ("cost", models.BigIntegerField(default=0, verbose_name="Kinh phí (đồng)")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("none", "Không phát sinh kinh phí"),
                            ("state", "Ngân sách nhà nước"),
                            ("prison_fund", "Quỹ hòa nhập cộng đồng của trại giam"),
                            ("model_fund", "Quỹ của mô hình"),
                            ("donation", "Tổ chức, cá nhân ủng hộ"),
                            ("bank", "Ngân hàng Chính sách xã hội"),
                            ("family", "Gia đình"),
                        ],
                        default="none",
                        max_length=12,
                        verbose_name="Nguồn",
                    ),
                ),
                ("provider", models.CharField(blank=True, max_length=200, verbose_name="Đơn vị, người thực hiện")),
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
                    "need",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="actions",
                        to="cases.need",
                        verbose_name="Nhu cầu",
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
                "verbose_name": "Việc hỗ trợ",
                "verbose_name_plural": "Việc hỗ trợ",
                "ordering": ["on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("cost__gte", 0)),
                        name="action_cost_not_negative",
                        violation_error_message="Kinh phí không thể âm.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("cost", 0), models.Q(("source", "none"), _negated=True), _connector="OR"),
                        name="action_cost_has_source",
                        violation_error_message="Có kinh phí thì phải ghi nguồn.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TransferRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("removed_at", models.DateTimeField(editable=False, null=True)),
                ("removed_why", models.TextField(blank=True, editable=False, verbose_name="Lý do gạch bỏ")),
                ("moved_on", models.DateField(verbose_name="Ngày chuyển đến nơi ở mới")),
                ("address", models.CharField(max_length=250, verbose_name="Nơi ở mới")),
                ("why", models.TextField(verbose_name="Lý do chuyển")),
                ("document_number", models.CharField(blank=True, max_length=100, verbose_name="Số văn bản đề nghị")),
                ("asked_at", models.DateTimeField(auto_now_add=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Đang chờ tiếp nhận"),
                            ("accepted", "Đã tiếp nhận"),
                            ("refused", "Bị từ chối"),
                            ("withdrawn", "Đã rút lại"),
                        ],
                        default="waiting",
                        max_length=9,
                        verbose_name="Tình trạng",
                    ),
                ),
                ("decided_at", models.DateTimeField(editable=False, null=True)),
                ("decision_number", models.CharField(blank=True, max_length=100, verbose_name="Số văn bản trả lời")),
                ("decision_why", models.TextField(blank=True, verbose_name="Lý do từ chối, rút lại")),
                ("accepted_on", models.DateField(blank=True, null=True, verbose_name="Ngày tiếp nhận")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="transfers",
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
                    "decided_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="Người quyết định",
                    ),
                ),
                (
                    "from_unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to="areas.unit",
                        verbose_name="Xã chuyển đi",
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
                    "to_unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to="areas.unit",
                        verbose_name="Xã tiếp nhận",
                    ),
                ),
            ],
            options={
                "verbose_name": "Đề nghị chuyển hồ sơ",
                "verbose_name_plural": "Đề nghị chuyển hồ sơ",
                "ordering": ["-asked_at"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "waiting")), fields=["from_unit"], name="transfer_waiting_from"
                    ),
                    models.Index(
                        condition=models.Q(("state", "waiting")), fields=["to_unit"], name="transfer_waiting_to"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("from_unit", models.F("to_unit")), _negated=True), name="transfer_elsewhere"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("state", "waiting")),
                            models.Q(models.Q(("state", "waiting"), _negated=True), ("decided_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="transfer_decided_has_instant",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("accepted_on__isnull", False), ("state", "accepted")),
                            models.Q(models.Q(("state", "accepted"), _negated=True), ("accepted_on", None)),
                            _connector="OR",
                        ),
                        name="transfer_accepted_has_day",
                        violation_error_message="Tiếp nhận phải có ngày.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "refused"), _negated=True),
                            models.Q(("decision_why", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="transfer_refused_has_reason",
                        violation_error_message="Từ chối phải nêu lý do.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "waiting")),
                        fields=("case",),
                        name="transfer_one_waiting",
                        violation_error_message="Hồ sơ đang chờ xã khác tiếp nhận.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("accepted_on", None), ("accepted_on__gte", models.F("moved_on")), _connector="OR"
                        ),
                        name="transfer_accepted_after_move",
                        violation_error_message="Ngày tiếp nhận không được trước ngày chuyển đến nơi ở mới.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Breach",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("removed_at", models.DateTimeField(editable=False, null=True)),
                ("removed_why", models.TextField(blank=True, editable=False, verbose_name="Lý do gạch bỏ")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("not_presented", "Không trình diện, không đăng ký cư trú trong 5 ngày"),
                            ("commitment", "Không thực hiện cam kết"),
                            ("supervision", "Không chấp hành quản lý, giám sát"),
                            ("left", "Rời nơi cư trú không xin phép"),
                            ("summons", "Không có mặt khi được yêu cầu"),
                            ("administrative", "Bị xử phạt vi phạm hành chính"),
                            ("other", "Vi phạm khác"),
                        ],
                        max_length=14,
                        verbose_name="Vi phạm",
                    ),
                ),
                ("on", models.DateField(verbose_name="Ngày vi phạm")),
                ("is_intentional", models.BooleanField(default=True, verbose_name="Cố ý")),
                ("description", models.TextField(verbose_name="Nội dung")),
                (
                    "record_number",
                    models.CharField(blank=True, max_length=100, verbose_name="Số biên bản, quyết định xử phạt"),
                ),
                ("record_on", models.DateField(blank=True, null=True, verbose_name="Ngày lập biên bản")),
                ("meeting_on", models.DateField(blank=True, null=True, verbose_name="Ngày họp kiểm điểm")),
                ("reported_on", models.DateField(blank=True, null=True, verbose_name="Ngày báo cáo UBND xã")),
                (
                    "requested_on",
                    models.DateField(blank=True, null=True, verbose_name="Ngày đề nghị hủy quyết định tha tù"),
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
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="breaches",
                        to="cases.case",
                        verbose_name="Hồ sơ",
                    ),
                ),
            ],
            options={
                "verbose_name": "Vi phạm nghĩa vụ",
                "verbose_name_plural": "Vi phạm nghĩa vụ",
                "ordering": ["on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "not_presented",
                                    "commitment",
                                    "supervision",
                                    "left",
                                    "summons",
                                    "administrative",
                                    "other",
                                ],
                            )
                        ),
                        name="breach_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("record_on", None), ("record_on__gte", models.F("on")), _connector="OR"),
                        name="breach_recorded_after",
                        violation_error_message="Ngày lập biên bản không thể trước ngày vi phạm.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("meeting_on", None), ("meeting_on__gte", models.F("on")), _connector="OR"),
                        name="breach_meeting_after",
                        violation_error_message="Ngày họp kiểm điểm không được trước ngày vi phạm.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reported_on", None), ("reported_on__gte", models.F("on")), _connector="OR"
                        ),
                        name="breach_reported_after",
                        violation_error_message="Ngày báo cáo không được trước ngày vi phạm.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("requested_on", None), ("requested_on__gte", models.F("on")), _connector="OR"
                        ),
                        name="breach_requested_after",
                        violation_error_message="Ngày đề nghị không được trước ngày vi phạm.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Assignment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("removed_at", models.DateTimeField(editable=False, null=True)),
                ("removed_why", models.TextField(blank=True, editable=False, verbose_name="Lý do gạch bỏ")),
                (
                    "role",
                    models.CharField(
                        choices=[("officer", "Cán bộ phụ trách"), ("helper", "Người giúp đỡ")],
                        max_length=7,
                        verbose_name="Vai trò",
                    ),
                ),
                ("full_name", models.CharField(blank=True, max_length=120, verbose_name="Họ và tên")),
                (
                    "organisation",
                    models.CharField(
                        choices=[
                            ("police", "Công an cấp xã"),
                            ("women", "Hội Liên hiệp Phụ nữ"),
                            ("farmers", "Hội Nông dân"),
                            ("veterans", "Hội Cựu chiến binh"),
                            ("youth", "Đoàn Thanh niên"),
                            ("front", "Mặt trận Tổ quốc"),
                            ("village", "Trưởng thôn, tổ trưởng"),
                            ("relative", "Người thân"),
                            ("other", "Khác"),
                        ],
                        default="police",
                        max_length=8,
                        verbose_name="Tổ chức",
                    ),
                ),
                ("phone", models.CharField(blank=True, max_length=30, verbose_name="Điện thoại")),
                ("start_on", models.DateField(verbose_name="Từ ngày")),
                ("end_on", models.DateField(blank=True, null=True, verbose_name="Đến ngày")),
                ("why_ended", models.CharField(blank=True, max_length=200, verbose_name="Lý do thôi")),
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
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="Người dùng",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="assignments",
                        to="cases.case",
                        verbose_name="Hồ sơ",
                    ),
                ),
            ],
            options={
                "verbose_name": "Phân công",
                "verbose_name_plural": "Phân công",
                "ordering": ["start_on", "pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("end_on", None), ("removed_at", None)),
                        fields=["user"],
                        name="assignment_open_by_user",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("role__in", ["officer", "helper"])), name="assignment_role_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("user__isnull", False), models.Q(("full_name", ""), _negated=True), _connector="OR"
                        ),
                        name="assignment_is_somebody",
                        violation_error_message="Phải chọn người dùng hoặc ghi họ tên.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("end_on", None), ("end_on__gte", models.F("start_on")), _connector="OR"),
                        name="assignment_not_reversed",
                        violation_error_message="Ngày thôi không thể trước ngày bắt đầu.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("end_on", None), ("removed_at", None)),
                        fields=("case", "role"),
                        name="assignment_one_open",
                        violation_error_message="Hồ sơ đang có người giữ vai trò này.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AdditionalPenalty",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("removed_at", models.DateTimeField(editable=False, null=True)),
                ("removed_why", models.TextField(blank=True, editable=False, verbose_name="Lý do gạch bỏ")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("surveillance", "Quản chế"),
                            ("residence_ban", "Cấm cư trú"),
                            ("office_ban", "Cấm đảm nhiệm chức vụ, hành nghề"),
                            ("rights", "Tước một số quyền công dân"),
                            ("fine", "Phạt tiền (bổ sung)"),
                            ("confiscation", "Tịch thu tài sản"),
                            ("other", "Hình phạt bổ sung khác"),
                        ],
                        max_length=14,
                        verbose_name="Hình phạt bổ sung",
                    ),
                ),
                ("start_on", models.DateField(blank=True, null=True, verbose_name="Từ ngày")),
                ("end_on", models.DateField(blank=True, null=True, verbose_name="Đến hết ngày")),
                ("done_on", models.DateField(blank=True, null=True, verbose_name="Ngày chấp hành xong")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="Ghi chú")),
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
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="additional_penalties",
                        to="cases.case",
                        verbose_name="Hồ sơ",
                    ),
                ),
            ],
            options={
                "verbose_name": "Hình phạt bổ sung",
                "verbose_name_plural": "Hình phạt bổ sung",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("start_on", None), ("end_on", None), ("end_on__gte", models.F("start_on")), _connector="OR"
                        ),
                        name="penalty_not_reversed",
                        violation_error_message="Ngày kết thúc không thể trước ngày bắt đầu.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("start_on", None),
                            ("done_on", None),
                            ("done_on__gte", models.F("start_on")),
                            _connector="OR",
                        ),
                        name="penalty_done_after_start",
                        violation_error_message="Ngày chấp hành xong không được trước ngày bắt đầu.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Absence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("removed_at", models.DateTimeField(editable=False, null=True)),
                ("removed_why", models.TextField(blank=True, editable=False, verbose_name="Lý do gạch bỏ")),
                ("applied_on", models.DateField(verbose_name="Ngày xin phép")),
                ("from_on", models.DateField(verbose_name="Từ ngày")),
                ("until_on", models.DateField(verbose_name="Đến hết ngày")),
                ("returned_on", models.DateField(blank=True, null=True, verbose_name="Ngày trở về")),
                ("destination", models.CharField(max_length=250, verbose_name="Nơi đến")),
                ("reason", models.TextField(verbose_name="Lý do vắng mặt")),
                ("is_treatment", models.BooleanField(default=False, verbose_name="Đi chữa bệnh")),
                ("is_granted", models.BooleanField(blank=True, null=True, verbose_name="Đồng ý")),
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="Ngày quyết định")),
                ("decision_number", models.CharField(blank=True, max_length=100, verbose_name="Số văn bản")),
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
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="absences",
                        to="cases.case",
                        verbose_name="Hồ sơ",
                    ),
                ),
            ],
            options={
                "verbose_name": "Lần vắng mặt",
                "verbose_name_plural": "Lần vắng mặt",
                "ordering": ["from_on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("until_on__gte", models.F("from_on"))),
                        name="absence_not_reversed",
                        violation_error_message="Ngày cuối không thể trước ngày đầu.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("returned_on", None), ("returned_on__gte", models.F("from_on")), _connector="OR"
                        ),
                        name="absence_back_after_start",
                        violation_error_message="Ngày trở về không thể trước ngày đi.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_on", None), ("is_granted", None)),
                            models.Q(("decided_on__isnull", False), ("is_granted__isnull", False)),
                            _connector="OR",
                        ),
                        name="absence_decided_has_day",
                        violation_error_message="Đã quyết định thì phải có ngày quyết định.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_on", None), ("decided_on__gte", models.F("applied_on")), _connector="OR"
                        ),
                        name="absence_decided_after",
                        violation_error_message="Ngày quyết định không được trước ngày nộp đơn.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CivilObligation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("removed_at", models.DateTimeField(editable=False, null=True)),
                ("removed_why", models.TextField(blank=True, editable=False, verbose_name="Lý do gạch bỏ")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("compensation", "Bồi thường thiệt hại"),
                            ("court_fee", "Án phí"),
                            ("fine", "Phạt tiền, truy thu"),
                            ("illicit_gains", "Nộp lại tiền thu lợi bất chính"),
                            ("maintenance", "Cấp dưỡng"),
                            ("other", "Quyết định khác của bản án"),
                        ],
                        max_length=14,
                        verbose_name="Nghĩa vụ",
                    ),
                ),
                ("amount", models.BigIntegerField(blank=True, null=True, verbose_name="Số tiền (đồng)")),
                ("done_on", models.DateField(blank=True, null=True, verbose_name="Ngày thực hiện xong")),
                ("proof", models.CharField(blank=True, max_length=200, verbose_name="Giấy tờ chứng minh")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="Ghi chú")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="obligations",
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
            ],
            options={
                "verbose_name": "Nghĩa vụ dân sự",
                "verbose_name_plural": "Nghĩa vụ dân sự",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount", None), ("amount__gt", 0), _connector="OR"),
                        name="obligation_amount_positive",
                        violation_error_message="Số tiền phải lớn hơn 0.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Classification",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("removed_at", models.DateTimeField(editable=False, null=True)),
                ("removed_why", models.TextField(blank=True, editable=False, verbose_name="Lý do gạch bỏ")),
                (
                    "group",
                    models.CharField(
                        choices=[
                            ("A", "A – có ý thức, việc làm và môi trường ổn định"),
                            ("B", "B – có ý thức nhưng còn khó khăn"),
                            ("C", "C – chưa chấp hành, dễ vi phạm"),
                            ("D", "D – đang bị tạm giam, cơ sở giáo dục, cai nghiện bắt buộc"),
                        ],
                        max_length=1,
                        verbose_name="Nhóm",
                    ),
                ),
                ("on", models.DateField(verbose_name="Ngày xếp nhóm")),
                ("reasons", models.TextField(verbose_name="Căn cứ xếp nhóm")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="classifications",
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
            ],
            options={
                "verbose_name": "Phân nhóm",
                "verbose_name_plural": "Phân nhóm",
                "ordering": ["on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("group__in", ["A", "B", "C", "D"])), name="classification_group_known"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("removed_at", None)),
                        fields=("case", "on"),
                        name="classification_once_a_day",
                        violation_error_message="Ngày này đã xếp nhóm.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Contact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("removed_at", models.DateTimeField(editable=False, null=True)),
                ("removed_why", models.TextField(blank=True, editable=False, verbose_name="Lý do gạch bỏ")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("visit", "Gặp tại nhà"),
                            ("meeting", "Gặp tại trụ sở, cuộc họp"),
                            ("call", "Gọi điện"),
                            ("monthly_report", "Bản tự nhận xét hằng tháng"),
                            ("assessment", "Nhận xét hằng tháng của xã"),
                        ],
                        max_length=14,
                        verbose_name="Hình thức",
                    ),
                ),
                ("on", models.DateField(verbose_name="Ngày")),
                ("for_month", models.DateField(blank=True, null=True, verbose_name="Của tháng")),
                ("outcome", models.TextField(verbose_name="Kết quả")),
                ("next_on", models.DateField(blank=True, null=True, verbose_name="Lần sau")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="contacts",
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
            ],
            options={
                "verbose_name": "Lần tiếp xúc",
                "verbose_name_plural": "Lần tiếp xúc",
                "ordering": ["on", "pk"],
                "indexes": [models.Index(fields=["case", "on"], name="contact_by_case")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("for_month__isnull", False), ("kind__in", ["monthly_report", "assessment"])),
                            models.Q(
                                models.Q(("kind__in", ["monthly_report", "assessment"]), _negated=True),
                                ("for_month", None),
                            ),
                            _connector="OR",
                        ),
                        name="contact_month_of_reports",
                        violation_error_message="Bản nhận xét phải ghi rõ của tháng nào.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("for_month__isnull", False), ("removed_at", None)),
                        fields=("case", "kind", "for_month"),
                        name="contact_one_report_a_month",
                        violation_error_message="Tháng này đã có bản nhận xét.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("next_on", None), ("next_on__gt", models.F("on")), _connector="OR"),
                        name="contact_next_after",
                        violation_error_message="Ngày tiếp xúc lần sau phải sau ngày tiếp xúc này.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Employment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("removed_at", models.DateTimeField(editable=False, null=True)),
                ("removed_why", models.TextField(blank=True, editable=False, verbose_name="Lý do gạch bỏ")),
                ("employer", models.CharField(max_length=200, verbose_name="Nơi làm việc")),
                ("work", models.CharField(max_length=200, verbose_name="Công việc")),
                (
                    "contract",
                    models.CharField(
                        choices=[
                            ("labour", "Hợp đồng lao động"),
                            ("seasonal", "Thời vụ, làm công nhật"),
                            ("self", "Tự làm, sản xuất kinh doanh"),
                            ("training", "Học nghề có trả công"),
                        ],
                        max_length=8,
                        verbose_name="Hình thức",
                    ),
                ),
                ("income", models.BigIntegerField(blank=True, null=True, verbose_name="Thu nhập (đồng/tháng)")),
                ("start_on", models.DateField(verbose_name="Từ ngày")),
                ("end_on", models.DateField(blank=True, null=True, verbose_name="Thôi việc từ ngày")),
                ("why_ended", models.CharField(blank=True, max_length=200, verbose_name="Lý do thôi việc")),
                ("working_after_3", models.BooleanField(blank=True, null=True, verbose_name="Còn làm sau 3 tháng")),
                ("working_after_6", models.BooleanField(blank=True, null=True, verbose_name="Còn làm sau 6 tháng")),
                ("working_after_12", models.BooleanField(blank=True, null=True, verbose_name="Còn làm sau 12 tháng")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="employments",
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
            ],
            options={
                "verbose_name": "Việc làm",
                "verbose_name_plural": "Việc làm",
                "ordering": ["start_on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("end_on", None), ("end_on__gte", models.F("start_on")), _connector="OR"),
                        name="employment_not_reversed",
                        violation_error_message="Ngày thôi việc không thể trước ngày bắt đầu.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("income", None), ("income__gte", 0), _connector="OR"),
                        name="employment_income_not_negative",
                        violation_error_message="Thu nhập không thể âm.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("removed_at", None)),
                        fields=("case", "employer", "start_on"),
                        name="employment_once",
                        violation_error_message="Việc làm này đã ghi.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ExpungementReview",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("removed_at", models.DateTimeField(editable=False, null=True)),
                ("removed_why", models.TextField(blank=True, editable=False, verbose_name="Lý do gạch bỏ")),
                (
                    "path",
                    models.CharField(
                        choices=[
                            ("automatic", "Đương nhiên được xóa án tích"),
                            ("court", "Xóa án tích theo quyết định của Tòa án"),
                            ("special", "Xóa án tích trong trường hợp đặc biệt"),
                        ],
                        max_length=9,
                        verbose_name="Hình thức",
                    ),
                ),
                ("guided_on", models.DateField(verbose_name="Ngày hướng dẫn làm thủ tục")),
                ("petition_on", models.DateField(blank=True, null=True, verbose_name="Ngày nộp đơn")),
                (
                    "has_merit",
                    models.BooleanField(default=False, verbose_name="Có tiến bộ rõ rệt, lập công, được đề nghị"),
                ),
                (
                    "result",
                    models.CharField(
                        choices=[
                            ("pending", "Đang làm thủ tục"),
                            ("proved", "Đã có giấy tờ xác nhận"),
                            ("refused", "Bị từ chối"),
                        ],
                        default="pending",
                        max_length=8,
                        verbose_name="Kết quả",
                    ),
                ),
                (
                    "proof_number",
                    models.CharField(blank=True, max_length=100, verbose_name="Số phiếu LLTP, quyết định"),
                ),
                ("proof_on", models.DateField(blank=True, null=True, verbose_name="Ngày cấp, ngày quyết định")),
                ("proof_issuer", models.CharField(blank=True, max_length=200, verbose_name="Cơ quan cấp")),
                ("note", models.TextField(blank=True, verbose_name="Ghi chú")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="expungement_reviews",
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
            ],
            options={
                "verbose_name": "Xét xóa án tích",
                "verbose_name_plural": "Xét xóa án tích",
                "ordering": ["guided_on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("result", "pending"),
                            models.Q(("proof_on__isnull", False), models.Q(("proof_number", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="expungement_decided_has_paper",
                        violation_error_message="Kết quả phải có số và ngày của giấy tờ.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("removed_at", None), ("result", "pending")),
                        fields=("case",),
                        name="expungement_one_pending",
                        violation_error_message="Hồ sơ đang làm thủ tục xóa án tích.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("petition_on", None), ("petition_on__gte", models.F("guided_on")), _connector="OR"
                        ),
                        name="expungement_petition_after_guidance",
                        violation_error_message="Ngày nộp đơn không được trước ngày hướng dẫn.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("proof_on", None), ("proof_on__gte", models.F("guided_on")), _connector="OR"
                        ),
                        name="expungement_proof_after_guidance",
                        violation_error_message="Ngày của giấy tờ không được trước ngày hướng dẫn.",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(("code", ""), _negated=True),
                name="case_code_not_empty",
                violation_error_message="Hồ sơ phải có mã.",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("probation_start_on", None),
                    ("probation_end_on", None),
                    ("probation_end_on__gt", models.F("probation_start_on")),
                    _connector="OR",
                ),
                name="case_probation_not_reversed",
                violation_error_message="Ngày hết thử thách phải sau ngày bắt đầu thử thách.",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(("sentence_life", False), ("sentence_months", None), _connector="OR"),
                name="case_life_has_no_months",
                violation_error_message="Án chung thân không có số tháng.",
            ),
        ),
    ]
