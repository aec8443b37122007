"""Settings of PostgreSQL's own log, which by default contains whole statements, with names and numbers, after every
error.

The administrator of the server sets these (docs/deployment.md §4). Our roles may not, so `manage.py check --deploy`
only reports deviations.
"""

from django.core.checks import Warning as CheckWarning
from django.core.checks import register
from django.db import DatabaseError, connection
from django.utils.translation import gettext as _

# The values of each setting with which no statements or row values are logged; the first one is recommended.
QUIET = {
    # `DETAIL: Key (number_index)=(…) already exists.`
    "log_error_verbosity": ("terse",),
    "log_min_error_statement": ("panic", "fatal", "log"),
    "log_statement": ("none", "ddl"),
    "log_duration": ("off",),
    "log_min_duration_statement": ("-1",),
    "log_min_duration_sample": ("-1",),
    "log_transaction_sample_rate": ("0",),
    "log_parameter_max_length_on_error": ("0",),
}
RECOMMENDED = {name: values[0] for name, values in QUIET.items()}


def settings_that_log_data() -> dict[str, str]:
    """The settings of the connected server that log data, with their values; empty for SQLite."""
    if connection.vendor != "postgresql":
        return {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [list(QUIET)])
        return {name: value for name, value in cursor.fetchall() if value not in QUIET[name]}


@register(deploy=True)
def database_logs(app_configs=None, **kwargs):
    """Warn (accounts.W001) about settings with which PostgreSQL logs personal data. Runs in `check --deploy`."""
    try:
        found = settings_that_log_data()
    except DatabaseError:
        return []  # other checks report an unreachable server
    if not found:
        return []
    wrong = ", ".join(f"{name} = {value}" for name, value in sorted(found.items()))
    wanted = "; ".join(f"ALTER SYSTEM SET {name} = '{RECOMMENDED[name]}'" for name in sorted(found))
    return [
        CheckWarning(
            _("PostgreSQL ghi dữ liệu cá nhân vào nhật ký của máy chủ: %s.") % wrong,
            hint=_("Người quản trị máy chủ chạy: %s; SELECT pg_reload_conf();") % wanted,
            id="accounts.W001",
        )
    ]
