"""All routes of the site with the roles that may call them, read from the URL configuration and the view decorators."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.translation import gettext as _

from accounts.permissions.roles import ALLOWED, Role

# Answered by jobs/middleware.py before any view.
HEALTH_PATHS = ("/healthz", "/readyz")
# Routes that need no login; every other view must have an action (roles.needs).
PUBLIC = {"accounts:login", "accounts:logout", "accounts:set-password", "api:schema"}
# The attribute of a view that asks for an access token instead of a login, and says which scope the token needs (feed/api).
TOKEN_SCOPE = "token_scope"
# The administration site checks User.is_staff, which is this action.
ADMIN_NAMESPACE, ADMIN_PREFIX, ADMIN_ACTION = "admin", "admin/", "accounts.manage"


@dataclass(frozen=True, slots=True)
class Route:
    """One address of the site, and the action that a user needs for it."""

    # Without the leading slash, as Django writes it.
    pattern: str
    name: str
    # None: public, or for tokens.
    action: str | None
    # What an access token has to open; None: the route is for users. No role opens a route for tokens.
    token_scope: str | None = None

    @property
    def is_public(self) -> bool:
        """Whether the route needs neither a login nor a token."""
        return self.action is None and self.token_scope is None

    @property
    def roles(self) -> list[str]:
        """The roles that may call the route; all of them for a public one."""
        if self.token_scope is not None:
            return []
        allowed = set(Role) if self.action is None else ALLOWED[self.action]
        return [role.value for role in Role if role in allowed]


def routes() -> list[Route]:
    """All routes in matching order. Raises LookupError for a view without an action."""
    return [*(Route(path[1:], "", None) for path in HEALTH_PATHS), *_walk(get_resolver().url_patterns, "", "")]


def _walk(patterns, prefix: str, namespace: str) -> Iterator[Route]:
    for entry in patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = ":".join(filter(None, [namespace, entry.namespace]))
            yield from _walk(entry.url_patterns, path, inner)
        else:
            name = ":".join(filter(None, [namespace, entry.name]))
            scope = getattr(entry.callback, TOKEN_SCOPE, None)
            yield Route(path, name, None if scope else _action(entry, name, namespace), scope)


def _action(entry: URLPattern, name: str, namespace: str) -> str | None:
    if name in PUBLIC:
        return None
    if namespace.partition(":")[0] == ADMIN_NAMESPACE:
        return ADMIN_ACTION
    action = getattr(entry.callback, "action", None)
    if action is None:
        raise LookupError(f"{name or entry.pattern}: neither public nor guarded by needs(…)")
    return action


def markdown() -> str:
    """The text of docs/permissions.md: the permission table, then all routes."""
    roles = list(Role)
    heads = " | ".join(str(role.label) for role in roles)
    lines = [
        "# " + _("Ai được làm gì"),
        "",
        _("Tệp này do `manage.py show_urls --markdown` sinh ra từ mã nguồn; một phép thử so sánh hai bên."),
        "",
        f"| {_('Việc')} | {heads} |",
        "|---" * (len(roles) + 1) + "|",
        *(_row(f"`{action}`", allowed, roles) for action, allowed in ALLOWED.items()),
        "",
        "## " + _("Địa chỉ"),
        "",
        f"| {_('Địa chỉ')} | {_('Việc')} | {_('Vai trò')} |",
        "|---|---|---|",
    ]
    for route in routes():
        if route.pattern.startswith(ADMIN_PREFIX) and route.pattern != ADMIN_PREFIX:
            continue  # listed once for all routes below it
        lines.append(
            f"| `/{_plain(route.pattern)}` | {f'`{route.action}`' if route.action else '—'} | {_callers(route)} |"
        )
    return "\n".join(lines) + "\n"


def _callers(route: Route) -> str:
    if route.token_scope is not None:
        return _("mã truy cập, phạm vi `%s`") % route.token_scope
    return _("mọi người, không cần đăng nhập") if route.is_public else ", ".join(route.roles)


def _row(title: str, allowed, roles) -> str:
    return f"| {title} | " + " | ".join("✓" if role in allowed else "" for role in roles) + " |"


def _plain(pattern: str) -> str:
    """A pattern in a table cell: `|` would end the cell."""
    return pattern.replace("|", "\\|")
