"""The case that a page is about, fetched within the scope of its user."""

from uuid import UUID

from django.shortcuts import get_object_or_404

from accounts.models import User
from cases.models import Case


def visible_case(user: User, public_id: UUID, *related: str) -> Case:
    """Return the case with its latest stay (`with_latest`), its person and what else is `related`.

    Raises Http404 for a case that the user may not see.
    """
    cases = Case.objects.visible_to(user).with_latest().select_related("person", *related)
    return get_object_or_404(cases, public_id=public_id)
