import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Unit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.CharField(
                        max_length=5,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^(\\d{2}|\\d{3}|\\d{5})$", "Mã gồm 2 (tỉnh), 3 (huyện) hoặc 5 (xã) chữ số."
                            )
                        ],
                        verbose_name="mã đơn vị",
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        help_text="Không kèm loại: «Sơn Tịnh», không phải «huyện Sơn Tịnh».",
                        max_length=100,
                        verbose_name="tên",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("tỉnh", "Tỉnh"),
                            ("thành phố", "Thành phố"),
                            ("huyện", "Huyện"),
                            ("thị xã", "Thị xã"),
                            ("xã", "Xã"),
                            ("phường", "Phường"),
                            ("thị trấn", "Thị trấn"),
                            ("đặc khu", "Đặc khu"),
                        ],
                        max_length=10,
                        verbose_name="loại",
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[("province", "Cấp tỉnh"), ("district", "Cấp huyện"), ("commune", "Cấp xã")],
                        max_length=8,
                        verbose_name="cấp",
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="có từ ngày")),
                (
                    "valid_to",
                    models.DateField(
                        blank=True,
                        help_text="Ngày đầu tiên không còn tồn tại; để trống nếu đang tồn tại.",
                        null=True,
                        verbose_name="không còn từ ngày",
                    ),
                ),
                ("source_note", models.TextField(blank=True, verbose_name="nguồn, ghi chú")),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        limit_choices_to={"level__in": ["province", "district"]},
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="children",
                        to="areas.unit",
                        verbose_name="thuộc",
                    ),
                ),
            ],
            options={
                "verbose_name": "đơn vị hành chính",
                "verbose_name_plural": "đơn vị hành chính",
                "ordering": ["code", "valid_from"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("code", "valid_from"),
                        name="areas_unit_code_valid_from_unique",
                        violation_error_message="Đã có đơn vị mang mã này từ cùng ngày.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to", None), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                        ),
                        name="areas_unit_valid_to_after_valid_from",
                        violation_error_message="Ngày không còn tồn tại phải sau ngày bắt đầu.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("level", "province"), ("parent", None)),
                            models.Q(models.Q(("level", "province"), _negated=True), ("parent__isnull", False)),
                            _connector="OR",
                        ),
                        name="areas_unit_only_province_without_parent",
                        violation_error_message="Cấp tỉnh không thuộc đơn vị nào; cấp huyện và cấp xã phải thuộc một đơn vị.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind__in", ["tỉnh", "thành phố"]), ("level", "province")),
                            models.Q(("kind__in", ["huyện", "thị xã", "thành phố"]), ("level", "district")),
                            models.Q(("kind__in", ["xã", "phường", "thị trấn", "đặc khu"]), ("level", "commune")),
                            _connector="OR",
                        ),
                        name="areas_unit_kind_fits_level",
                        violation_error_message="Loại đơn vị không hợp với cấp.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="UnitSuccession",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField(verbose_name="từ ngày")),
                (
                    "is_main",
                    models.BooleanField(
                        default=True,
                        help_text="Đơn vị mới giữ hồ sơ cũ. Đơn vị cũ bị chia có đúng một phần chính.",
                        verbose_name="phần chính",
                    ),
                ),
                ("source_note", models.TextField(blank=True, verbose_name="nguồn, ghi chú")),
                (
                    "predecessor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="successor_links",
                        to="areas.unit",
                        verbose_name="đơn vị cũ",
                    ),
                ),
                (
                    "successor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="predecessor_links",
                        to="areas.unit",
                        verbose_name="đơn vị mới",
                    ),
                ),
            ],
            options={
                "verbose_name": "sáp nhập, chia tách",
                "verbose_name_plural": "sáp nhập, chia tách",
                "ordering": ["on", "predecessor", "-is_main", "successor"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("predecessor", "successor"),
                        name="areas_succession_pair_unique",
                        violation_error_message="Việc sáp nhập này đã được ghi.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_main", True)),
                        fields=("predecessor",),
                        name="areas_succession_one_main_successor",
                        violation_error_message="Đơn vị cũ đã có một đơn vị mới nhận phần chính.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("predecessor", models.F("successor")), _negated=True),
                        name="areas_succession_not_itself",
                        violation_error_message="Đơn vị không thể sáp nhập vào chính nó.",
                    ),
                ],
            },
        ),
    ]
