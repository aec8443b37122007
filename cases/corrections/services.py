"""Corrections by a leader: each with a reason and a document.

That nobody else wrote since the leader looked is seen to by the form (stands.of_history).
"""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions.scope import units_for
from cases import services
from cases.facts.case_locks import lock_standing
from cases.facts.stay_chain import History
from cases.models import Case
from core.errors import Refused
from core.text import nfc


@transaction.atomic
def correct(*, by: User, case: Case, history: History, why: str, document_number: str) -> None:
    """What is to be believed of the case's stays from now on. Raises Refused."""
    case = lock_standing(by, case)
    before = services.current_history(case)
    _check_units(by, before, history)
    if not services.correct_histories(by=by, items=[(case, history)], why=_reason(why, document_number)):
        raise Refused(_("Chưa sửa gì so với bản đang ghi."))


@transaction.atomic
def withdraw(*, by: User, case: Case, why: str, document_number: str) -> None:
    """The case was entered by mistake. Raises Refused."""
    services.withdraw_case(by=by, case=case, why=_reason(why, document_number))


def _check_units(by: User, before: History, after: History) -> None:
    """New places only among one's own: a case is not put upon somebody else's commune by a correction."""
    own = set(units_for(by, "cases.correct").values_list("pk", flat=True))
    if not {stay.unit_id for stay in after} <= own | {stay.unit_id for stay in before}:
        raise Refused(_("Chỉ sửa sang đơn vị thuộc địa bàn của mình; chuyển đi nơi khác thì dùng Chuyển hồ sơ."))


def _reason(why: str, document_number: str) -> str:
    """In one line, as it stands in the versions themselves."""
    if not why.strip() or not document_number.strip():
        raise Refused(_("Phải nêu lý do và số văn bản làm căn cứ."))
    return _("%(why)s (văn bản %(number)s)") % {"why": nfc(why), "number": nfc(document_number)}
