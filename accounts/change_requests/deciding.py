"""The decision of a second person on a request of any kind."""

from datetime import datetime
from typing import TypeVar

from django.utils.translation import gettext as _

from accounts.change_requests.models import TwoPersonRequest
from accounts.models import User
from accounts.permissions.roles import ALLOWED, may
from accounts.users.confirmation import decider_error, role_since
from core.errors import Refused
from core.text import nfc

State = TwoPersonRequest.State

_Request = TypeVar("_Request", bound=TwoPersonRequest)


def require_basis(why: str, document_number: str) -> None:
    """Raise Refused if a change is proposed without a reason or without the document that orders it."""
    if not why.strip():
        raise Refused(_("Phải nêu lý do."))
    if not document_number.strip():
        raise Refused(_("Phải ghi số văn bản làm căn cứ."))


def may_decide(user: User, request: TwoPersonRequest) -> bool:
    """Whether this user is the second person of this request."""
    return (
        request.state == State.WAITING
        and request.created_by_id != user.pk
        and may(user, request.decide_action)
        and not decider_error(user, request.created_by)
    )


def decide(by: User, request: _Request, state: str, why: str, at: datetime) -> _Request:
    """Lock the request and write the decision of `at`. The caller applies what was approved, records it, and is a transaction.

    Raises Refused for its author, for users without the role, and if it was decided before.
    """
    row: _Request = type(request)._default_manager.select_for_update(of=("self",)).get(pk=request.pk)
    if row.state != State.WAITING:
        raise Refused(_("Đề nghị này đã được giải quyết."))
    if row.created_by_id == by.pk:
        raise Refused(_("Người đề nghị không được tự duyệt; phải là người thứ hai."))
    if not may(by, row.decide_action):
        raise Refused(_("Vai trò của anh/chị không được duyệt đề nghị này."))
    if error := decider_error(by, row.created_by):
        raise Refused(error)
    row.state, row.decided_by, row.decided_at, row.decision_why = state, by, at, nfc(why)
    units = [one.unit_id for one in by.current_memberships]
    row.decider_since = role_since(by, units, ALLOWED[row.decide_action])
    row.save()
    return row
