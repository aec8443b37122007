"""Administration of clients: what they may read, and their tokens. A token's secret is shown once and never again."""

from django.contrib import admin, messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from accounts.admin import AuditedAdmin
from core.errors import Refused
from feed.clients import services
from feed.clients.models import AccessToken, Client


@admin.register(Client)
class ClientAdmin(AuditedAdmin):
    """The page of clients."""

    action = "feed.client"
    list_display = ["name", "unit", "reads_reports", "reads_indicator"]
    list_select_related = ["unit"]
    autocomplete_fields = ["unit"]
    search_fields = ["name", "unit__code", "unit__name"]
    change_form_template = "admin/feed/client/change_form.html"

    def get_urls(self):
        """Adds the addresses that issue and revoke tokens."""
        issue, revoke = (self.admin_site.admin_view(require_POST(view)) for view in (self.issue, self.revoke))
        return [
            path("<int:pk>/token/", issue, name="feed_client_token"),
            path("<int:pk>/token/<int:token>/revoke/", revoke, name="feed_client_revoke"),
            *super().get_urls(),
        ]

    def issue(self, request, pk):
        """Makes a token and shows its secret once: whoever runs the client gets it in person or by a separate channel."""
        client = get_object_or_404(Client, pk=pk)
        token, secret = services.issue_token(by=request.user, client=client)
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Mã truy cập"),
            "opts": self.opts,
            "client": client,
            "token": token,
            "secret": secret,
        }
        return render(request, "admin/feed/client/token.html", context)

    def revoke(self, request, pk, token):
        """Revokes a token of the client and shows the client again."""
        found = AccessToken.objects.filter(client=pk, pk=token).first()
        if found is None:
            raise Http404
        try:
            services.revoke_token(by=request.user, token=found)
            self.message_user(request, gettext("Đã thu hồi mã truy cập %s.") % found, messages.SUCCESS)
        except Refused as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
        return redirect("admin:feed_client_change", pk)

    def response_add(self, request, obj, post_url_continue=None):
        """Goes to the page of the new client, where tokens are issued."""
        return redirect("admin:feed_client_change", obj.pk)
