"""Privileges of the application's PostgreSQL role. It has fewer than the owner, which limits the damage of a flaw in the site.

The owner runs migrations; web and worker connect as this role. It cannot truncate or alter tables, deletes only transient rows,
and can only add facts and audit events (core/database_guards.py enforces the same by triggers).
"""

from django.apps import apps
from django.db import connection

# Transient rows: sessions, locks, keys of forms, progress, quotas, sign-in attempts, second factors; duties, which are computed.
DELETED = (
    "accounts_usersession", "accounts_sessionend", "accounts_submittedform", "jobs_jobprogress", "jobs_heartbeat",
    "jobs_quotause", "cases_storedduty",
    "axes_accessattempt", "axes_accesslog", "axes_accessfailurelog", "axes_accessattemptexpiration",
    "otp_totp_totpdevice", "otp_static_staticdevice", "otp_static_statictoken",
)  # fmt: skip
ADDED_ONLY = ("audit_auditevent", "cases_reoffenceconfirmation", "feed_receivedreport")
# Reasons of audit events are erased with an expunged case. So are names of scans; foreign keys keep the files themselves and the
# documents of reports, uploads and exports are deleted after their use.
NEVER_CHANGED = ("audit_eventreason",)
# Of a fact the end of its validity may be set and, when the case is expunged, its texts erased; of a file its name.
TEXTS = ("why", "document_number", "note")
CHANGED_COLUMNS = {
    "cases_stay": ("known_until", *TEXTS, "end_document_number", "end_note"),
    "cases_reoffence": ("known_until", *TEXTS, "prosecuted_by", "articles", "outcome_number", "outcome_body"),
    "loans_loanfact": ("known_until", *TEXTS),
    "reports_measuredefinition": ("known_until",),
}
READ_ONLY = ("django_migrations",)


def statements(role: str) -> list[str]:
    """SQL that revokes all earlier privileges and grants those of every table of the installed apps."""
    name = connection.ops.quote_name(role)
    tables = sorted({model._meta.db_table for model in apps.get_models(include_auto_created=True)} | set(READ_ONLY))
    existing = set(connection.introspection.table_names())
    found = [
        f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {name}",
        f"REVOKE CREATE ON SCHEMA public FROM {name}",
        f"GRANT USAGE ON SCHEMA public TO {name}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {name}",
    ]
    for table in tables:
        if table in existing:
            found.append(f"GRANT {_rights(table)} ON {connection.ops.quote_name(table)} TO {name}")
    return found


def _rights(table: str) -> str:
    if table in READ_ONLY:
        return "SELECT"
    if table in ADDED_ONLY:
        return "SELECT, INSERT"
    if table in NEVER_CHANGED:
        return "SELECT, INSERT, DELETE"
    if table == "jobs_storedfile":
        return "SELECT, INSERT, DELETE, UPDATE (name)"
    if table in CHANGED_COLUMNS:
        return f"SELECT, INSERT, UPDATE ({', '.join(CHANGED_COLUMNS[table])})"
    if table in DELETED:
        return "SELECT, INSERT, UPDATE, DELETE"
    return "SELECT, INSERT, UPDATE"
