"""What every view of the API does: reads the token, counts and audits the request, answers 304 to whoever has the answer."""

import hashlib
from typing import Any, ClassVar

from django.contrib.auth.decorators import login_not_required
from django.utils.cache import patch_cache_control
from django.utils.http import parse_etags
from rest_framework import exceptions, serializers
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.permissions import BasePermission
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.permissions.routes import TOKEN_SCOPE
from audit import events as audit_events
from feed.clients.models import AccessToken
from feed.clients.reader import UnitReader
from feed.clients.services import TooManyRequests, use_token

SCHEME = "Bearer"


class AlwaysJson(BaseContentNegotiation):
    """The API has one format, whatever the client says it accepts."""

    def select_parser(self, request, parsers):
        """The only parser."""
        return parsers[0]

    def select_renderer(self, request, renderers, format_suffix=None):
        """The only renderer."""
        return renderers[0], renderers[0].media_type


class TokenAuthentication(BaseAuthentication):
    """Takes `Authorization: Bearer …`, and nothing else: a browser's session opens no address of the API."""

    def authenticate(self, request) -> tuple[UnitReader, AccessToken] | None:
        """The reader and the token; None without the header. Raises AuthenticationFailed and Throttled."""
        scheme, _space, secret = get_authorization_header(request).decode("latin-1").partition(" ")
        if scheme.lower() != SCHEME.lower():
            return None
        try:
            token = use_token(secret.strip())
        except TooManyRequests as refusal:
            raise exceptions.Throttled(wait=refusal.wait) from refusal
        if token is None:
            raise exceptions.AuthenticationFailed
        return UnitReader(token.client.unit), token

    def authenticate_header(self, request) -> str:
        """The header of a 401."""
        return SCHEME


class HasScope(BasePermission):
    """Whether the client may read what the view gives."""

    def has_permission(self, request, view) -> bool:
        """Without a token the answer is 401, with one that may not 403."""
        return request.auth is not None and view.token_scope in request.auth.client.scopes


class FeedView(APIView):
    """A view that reads. Subclasses define `get`, which returns `self.answer(…)`, and say the scope that a token needs."""

    authentication_classes = [TokenAuthentication]
    permission_classes = [HasScope]
    content_negotiation_class = AlwaysJson
    http_method_names = ["get", "head"]
    token_scope: ClassVar[str]
    # The query of the address, checked; the serializer with which it is.
    query: dict[str, Any]
    query_class: type[serializers.Serializer] | None = None
    # What the view gave, for the audit.
    given: Any = None

    @classmethod
    def as_view(cls, **initkwargs):
        """The view function: no login, but a token of the scope (accounts/permissions/routes.py lists it)."""
        view = login_not_required(super().as_view(**initkwargs))
        vars(view)[TOKEN_SCOPE] = cls.token_scope
        return view

    def initial(self, request, *args, **kwargs):
        """Checks the token first, then the query. Raises ValidationError with Vietnamese texts."""
        self.query = {}
        super().initial(request, *args, **kwargs)
        if self.query_class is not None:
            # A plain dictionary: in that of a form an empty text would count as not given.
            asked = self.query_class(data=request.query_params.dict())
            asked.is_valid(raise_exception=True)
            self.query = asked.validated_data

    def answer(self, data: dict) -> Response:
        """The answer with its ETag; 304 without a body if the client has it already."""
        body = self.request.accepted_renderer.render(data)
        etag = f'"{hashlib.sha256(body).hexdigest()}"'
        known = parse_etags(self.request.headers.get("If-None-Match", ""))
        is_known = any(one == "*" or one.removeprefix("W/") == etag for one in known)
        return Response(status=304, headers={"ETag": etag}) if is_known else Response(data, headers={"ETag": etag})

    def finalize_response(self, request, response, *args, **kwargs):
        """Writes the line of the audit before anything is sent; without it there is no answer."""
        response = super().finalize_response(request, response, *args, **kwargs)
        patch_cache_control(response, private=True, no_cache=True)
        if isinstance(token := getattr(request, "auth", None), AccessToken):
            detail = {"token": token.pk, "view": request.resolver_match.url_name, "status": response.status_code}
            audit_events.record(
                by=None,
                action="api.read",
                target=self.given,
                unit=token.client.unit_id,
                detail=detail | {"query": {name: str(value) for name, value in self.query.items()}},
            )
        return response
