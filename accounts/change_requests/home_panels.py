"""The panel of the first page about changes that wait for a decision, of every kind, by one query."""

from collections import Counter
from typing import Any

from django.db.models import CharField, Value
from django.urls import reverse

from accounts.change_requests.models import ChangeRequest
from accounts.permissions.roles import may
from accounts.site.navigation import leader_panel


@leader_panel
def waiting_changes(user: Any) -> dict[str, Any] | None:
    """Proposed changes that wait for this user's decision."""
    if not may(user, ChangeRequest.decide_action):
        return None
    kinds = {kind._meta.label_lower: kind for kind in ChangeRequest.__subclasses__()}
    first, *others = [
        kind._default_manager.filter(state=ChangeRequest.State.WAITING)
        .exclude(created_by=user)
        .order_by()
        .values_list(Value(name, CharField()))
        for name, kind in kinds.items()
    ]
    counts = Counter(name for (name,) in first.union(*others, all=True))
    waiting = [
        {"count": counts[name], "label": kind.waiting_label, "url": reverse(kind.list_address)}
        for name, kind in kinds.items()
        if counts[name]
    ]
    return {"template": "accounts/_changes_panel.html", "waiting": waiting} if waiting else None
