"""What is not recorded about a reoffence yet, so that its page can ask for it. Nothing is assumed."""

from django.utils.translation import gettext as _

from cases.choices import NOT_COUNTED, Outcome
from cases.models import Reoffence


def missing_of(reoffence: Reoffence) -> list[str]:
    """Return what is still to be entered, in the order of the form."""
    labels = {
        "document_number": _("số quyết định khởi tố"),
        "prosecuted_by": _("cơ quan khởi tố"),
        "act_on": _("ngày phạm tội"),
        "articles": _("điều, khoản của BLHS"),
        "is_intentional": _("cố ý hay vô ý"),
        "crime_class": _("loại tội phạm"),
    }
    if reoffence.outcome == Outcome.CONVICTED:
        labels |= {"outcome_number": _("số bản án"), "outcome_body": _("Tòa án đã xử")}
    if reoffence.outcome in NOT_COUNTED:
        labels |= {
            "ended_on": _("ngày đình chỉ hoặc tuyên không phạm tội"),
            "outcome_number": _("số bản án, quyết định đình chỉ"),
            "outcome_body": _("cơ quan ra văn bản đó"),
        }
    return [label for name, label in labels.items() if getattr(reoffence, name) in (None, "")]
