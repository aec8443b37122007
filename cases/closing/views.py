"""Close a case for a reason that has no page of its own."""

from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.permissions.roles import needs
from cases.closing import services as closing_services
from cases.closing.forms import CloseForm
from cases.closing.pages import POSTABLE, closing_form_page


@require_http_methods(POSTABLE)
@needs("cases.edit")
def close(request, public_id):
    """Close a case: the person died, moved away, or another reason of CloseForm."""
    return closing_form_page(request, public_id, CloseForm, closing_services.close, _("Kết thúc quản lý"))
