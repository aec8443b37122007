from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("areas", "0001_initial"),
        ("jobs", "0002_encrypted_names"),
        ("reports", "0007_report_life"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["draft", "checked", "signed", "submitted", "accepted", "returned", "discarded"])
                ),
                name="report_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("number_year", None),
                        ("signed_at", None),
                        ("signed_by", None),
                        ("state__in", ["draft", "checked", "discarded"]),
                    ),
                    models.Q(
                        ("signed_at__isnull", False),
                        ("signed_on__isnull", False),
                        ("state__in", ("signed", "submitted", "accepted", "returned")),
                        ("number_year__isnull", False),
                        models.Q(("number", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="report_signed_is_complete",
                violation_error_message="Báo cáo đã ký phải có số và ngày ký.",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("answers__isnull", True),
                        ("checked_at", None),
                        ("checked_by", None),
                        models.Q(("state", "checked"), _negated=True),
                    ),
                    models.Q(
                        ("answers__isnull", False),
                        ("checked_at__isnull", False),
                        models.Q(("state", "draft"), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="report_checked_is_complete",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("submitted_at", None),
                        ("submitted_by", None),
                        models.Q(("state__in", ("submitted", "accepted", "returned")), _negated=True),
                    ),
                    models.Q(("state__in", ("submitted", "accepted", "returned")), ("submitted_at__isnull", False)),
                    _connector="OR",
                ),
                name="report_submitted_is_complete",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("decided_at", None),
                        ("decided_by", None),
                        models.Q(("state__in", ("accepted", "returned")), _negated=True),
                    ),
                    models.Q(("decided_at__isnull", False), ("state__in", ("accepted", "returned"))),
                    _connector="OR",
                ),
                name="report_decided_is_complete",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "returned"), models.Q(("return_why", ""), _negated=True)),
                    models.Q(models.Q(("state", "returned"), _negated=True), ("return_why", "")),
                    _connector="OR",
                ),
                name="report_returned_has_reason",
                violation_error_message="Trả lại báo cáo thì phải ghi lý do.",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by", None),
                    models.Q(
                        models.Q(
                            ("submitted_by", None),
                            models.Q(("decided_by", models.F("submitted_by")), _negated=True),
                            _connector="OR",
                        ),
                        models.Q(
                            ("signed_by", None),
                            models.Q(("decided_by", models.F("signed_by")), _negated=True),
                            _connector="OR",
                        ),
                    ),
                    _connector="OR",
                ),
                name="report_decided_by_another",
                violation_error_message="Người ký hoặc gửi báo cáo không tự chấp nhận báo cáo.",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("signed", "submitted", "accepted", "returned"))),
                fields=("unit", "number_year", "number"),
                name="report_number_once_a_year",
                violation_error_message="Đơn vị đã ký một báo cáo có số này trong năm; hãy lấy số khác.",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(("replaces", None), models.Q(("replaces_why", ""), _negated=True), _connector="OR"),
                name="report_replacing_has_reason",
                violation_error_message="Thay thế báo cáo đã ký thì phải ghi lý do.",
            ),
        ),
    ]
