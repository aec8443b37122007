"""Attaching scans to cases."""

import re

from django.db import transaction

from accounts.models import User
from audit import events as audit_events
from cases.facts.case_locks import lock_case
from cases.models import Case, CaseDocument
from core import date_rules
from core.dates import today
from core.scans.guard import SUFFIX
from core.text import fold, nfc
from jobs.queue import store_file

_NO_NAME = re.compile(r"[^a-z0-9]+")


@transaction.atomic
def attach(
    *, by: User | None, case: Case, data: bytes, content_type: str, kind: str, title: str, number: str = "", on=None
) -> CaseDocument:
    """Store a scan that core/scans/guard.py returned. Its name is made from its title; the uploaded name is not used."""
    case = lock_case(by, case)
    date_rules.require("cases.papers.attach", today(), on=on)
    name = (_NO_NAME.sub("-", fold(title)).strip("-")[:80] or kind) + SUFFIX[content_type]
    # The file belongs to no user: whoever may see the case may download it (views.py), and no other page serves it.
    stored = store_file(by=None, name=name, data=data, content_type=content_type)
    made = CaseDocument(case=case, kind=kind, title=nfc(title), number=nfc(number), on=on, file=stored, created_by=by)
    made.full_clean(exclude=["public_id"])
    made.save()
    audit_events.record(by=by, action="document.attach", target=case, detail={"kind": kind, "sha256": stored.sha256})
    return made
