"""Jobs, files and exports of a user: open to this user while all memberships of the time when they were made last.

An officer who moved to another commune does not read any more what was made in the old one.
"""

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.models import User
from jobs.models import Job, StoredFile, memberships_of


def is_open_to(user: User, row: Job | StoredFile) -> bool:
    """Whether the row is the user's own, and the user still has every unit and role that it was made with."""
    return row.by_id == user.pk and all(one in memberships_of(user) for one in row.made_as)


def open_or_404(user: User, rows: QuerySet, **lookup):
    """The user's own row. Raises Http404, also if the memberships it was made with have ended."""
    row = get_object_or_404(rows, by=user, **lookup)
    if not is_open_to(user, row):
        raise Http404
    return row


def open_rows(user: User, rows: QuerySet) -> list:
    """Those rows of a short list that are open to the user."""
    return [row for row in rows if is_open_to(user, row)]
