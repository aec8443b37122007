"""Where messages may go: https only, and into no private network unless a setting allows it.

Otherwise an administrator of this site, or of the receiver's names, could make it ask addresses that only it can reach.
"""

import socket
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from core.errors import Refused

HTTPS = 443


@dataclass(frozen=True, slots=True)
class Target:
    """Where to connect: the host by name, for its certificate, and the address that was checked."""

    host: str
    port: int
    address: str
    path: str


def check_url(url: str) -> None:
    """Raise Refused for an address that is not https, has no host, or names a user."""
    _parts(url)


def target_of(url: str) -> Target:
    """Look up the host. Every address of it must be allowed; the connection then goes to the one that was looked at.

    Raises: Refused; OSError if the host is unknown.
    """
    host, port, path = _parts(url)
    found = [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not settings.WEBHOOK_PRIVATE_ADDRESSES and not all(map(_is_public, found)):
        raise Refused(_("Địa chỉ nhận thông báo nằm trong mạng nội bộ; quản trị máy chủ phải cho phép trước."))
    return Target(host, port, found[0], path)


def _parts(url: str) -> tuple[str, int, str]:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port or HTTPS
    except ValueError:
        host = None
    if not host or parts.scheme != "https" or parts.username is not None or parts.password is not None:
        raise Refused(_("Địa chỉ nhận thông báo phải bắt đầu bằng https:// và không có tên đăng nhập."))
    return host, port, (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _is_public(address: str) -> bool:
    found = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    return found.is_global and not found.is_multicast
