"""The database's own walls: facts are only ever added to and ended; who borrows, and in which commune, stays as it was entered."""

from django.db import migrations

from core.database_guards import append_only

DESCRIBING = (
    "need_id", "workers", "released_workers", "named_borrower", "signs_self", "household_member_id", "is_confirmed", "has_other_debt",
    "is_lawful", "confirmed_why", "term_months", "course_months", "annual_rate", "fund_source", "code", "savings_group",
    "group_head", "entrusted_body", "version",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("loans", "0001_initial"), ("audit", "0002_database_guards")]

    operations = [
        *append_only("loans_loanfact", set_once=("known_until",)),
        *append_only("loans_loan", free=DESCRIBING),
    ]
