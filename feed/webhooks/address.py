"""Where messages may go: https only, and into no private network unless a setting allows it.

Otherwise an administrator of this site, or of the receiver's names, could make it ask addresses that only it can reach.
"""

import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from core.errors import Refused

HTTPS = 443
# IPv6 addresses that end with an IPv4 address: NAT64 (RFC 6052), and the old IPv4-compatible ones.
_LAST_32_BITS = tuple(map(IPv6Network, ("64:ff9b::/96", "::/96")))
# NAT64 within one network (RFC 8215).
_LOCAL_NAT64 = IPv6Network("64:ff9b:1::/48")


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
    if isinstance(found, IPv6Address):
        found = _within(found) or found
    return found.is_global and not found.is_multicast and found not in _LOCAL_NAT64


def _within(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that this one leads to: mapped, by 6to4, or by NAT64."""
    last = IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour or (last if any(address in net for net in _LAST_32_BITS) else None)
