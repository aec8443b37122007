"""The OpenAPI document of the API. It tells nothing about anybody, so it needs no token."""

from functools import cache

from django.contrib.auth.decorators import login_not_required
from django.http import JsonResponse
from django.views.decorators.http import require_safe
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator

from feed.api.base import TokenAuthentication


class TokenScheme(OpenApiAuthenticationExtension):
    """How TokenAuthentication stands in the document."""

    target_class = TokenAuthentication
    name = "token"

    def get_security_definition(self, auto_schema) -> dict:
        """A bearer token."""
        return {"type": "http", "scheme": "bearer"}


@cache
def document() -> dict:
    """The document, made once in a process."""
    return SchemaGenerator().get_schema(request=None, public=True)


@require_safe
@login_not_required
def schema(request):
    """The document as JSON."""
    return JsonResponse(document(), json_dumps_params={"ensure_ascii": False})
