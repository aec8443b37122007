import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.encrypted_fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Heartbeat",
            fields=[
                ("name", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "Nhịp hoạt động",
                "verbose_name_plural": "Nhịp hoạt động",
            },
        ),
        migrations.CreateModel(
            name="Job",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=60)),
                ("params", core.encrypted_fields.EncryptedJSONField(default=dict)),
                ("key", models.CharField(max_length=200, unique=True)),
                ("made_as", models.JSONField(default=list)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "Đang chờ"),
                            ("running", "Đang chạy"),
                            ("done", "Đã xong"),
                            ("failed", "Không thành công"),
                        ],
                        default="queued",
                        max_length=10,
                    ),
                ),
                ("request_id", models.CharField(blank=True, max_length=36)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("result", core.encrypted_fields.EncryptedJSONField(null=True)),
                ("error", models.TextField(blank=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("published_at", models.DateTimeField(null=True)),
                ("started_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="jobs",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "Công việc nền",
                "verbose_name_plural": "Công việc nền",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["queued", "running"])),
                        fields=["created_at"],
                        name="job_waiting",
                    ),
                    models.Index(fields=["by", "created_at"], name="job_by_user"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["queued", "running", "done", "failed"])),
                        name="job_state_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="JobProgress",
            fields=[
                (
                    "job",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.RESTRICT,
                        primary_key=True,
                        related_name="progress",
                        serialize=False,
                        to="jobs.job",
                    ),
                ),
                ("done", models.PositiveIntegerField(default=0)),
                ("total", models.PositiveIntegerField(default=0)),
                ("message", models.CharField(blank=True, max_length=200)),
                ("heartbeat_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "Tiến độ",
                "verbose_name_plural": "Tiến độ",
            },
        ),
        migrations.CreateModel(
            name="StoredFile",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=200, verbose_name="Tên tệp")),
                ("content_type", models.CharField(max_length=120)),
                ("size", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("data", core.encrypted_fields.EncryptedBinaryField()),
                ("made_as", models.JSONField(default=list)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "Tệp",
                "verbose_name_plural": "Tệp",
            },
        ),
        migrations.CreateModel(
            name="Export",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField(unique=True, verbose_name="Số lần xuất")),
                ("kind", models.CharField(max_length=40)),
                ("reason", models.TextField(verbose_name="Lý do xuất")),
                ("filters", core.encrypted_fields.EncryptedJSONField(default=dict)),
                ("rows", models.PositiveIntegerField(null=True, verbose_name="Số dòng")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("expires_at", models.DateTimeField(null=True)),
                ("downloads", models.PositiveIntegerField(default=0)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="exports",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "job",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.RESTRICT, related_name="+", to="jobs.job"
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.RESTRICT, related_name="+", to="jobs.storedfile"
                    ),
                ),
            ],
            options={
                "verbose_name": "Lần xuất dữ liệu",
                "verbose_name_plural": "Lần xuất dữ liệu",
                "indexes": [models.Index(fields=["by", "created_at"], name="export_by_user")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="export_has_reason",
                        violation_error_message="Phải nêu lý do xuất dữ liệu.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="QuotaUse",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=10)),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "Lượt dùng trong ngày",
                "verbose_name_plural": "Lượt dùng trong ngày",
                "indexes": [models.Index(fields=["by", "kind", "at"], name="quota_by_user")],
            },
        ),
    ]
