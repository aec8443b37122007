"""The key of this installation: it signs files and webhooks with Ed25519, so that who receives them knows from whom they are."""

import base64
import binascii
import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.utils.translation import gettext as _

from core.errors import Refused

KEY_BYTES = 32
ID_DIGITS = 16


def new_key() -> str:
    """A new value for FEED_SIGNING_KEY."""
    return base64.b64encode(Ed25519PrivateKey.generate().private_bytes_raw()).decode()


def own_key() -> Ed25519PrivateKey:
    """The private key of settings.FEED_SIGNING_KEY. Raises Refused if there is none, or it is no key."""
    if not settings.FEED_SIGNING_KEY:
        raise Refused(_("Chưa có khóa ký FEED_SIGNING_KEY; hãy báo quản trị hệ thống."))
    try:
        return Ed25519PrivateKey.from_private_bytes(_decoded(settings.FEED_SIGNING_KEY))
    except ValueError as error:
        raise Refused(_("Khóa ký FEED_SIGNING_KEY không đúng dạng; hãy báo quản trị hệ thống.")) from error


def own_public_key() -> str:
    """What a receiver has to trust, as base64. Raises Refused as `own_key` does."""
    return base64.b64encode(own_key().public_key().public_bytes_raw()).decode()


def sign(data: bytes) -> str:
    """The signature as base64. Raises Refused as `own_key` does."""
    return base64.b64encode(own_key().sign(data)).decode()


def is_signed_by(public_key: str, signature: str, data: bytes) -> bool:
    """Whether whoever has the private key of this public one (base64) signed the data."""
    try:
        raw = base64.b64decode(signature, validate=True)
        Ed25519PublicKey.from_public_bytes(_decoded(public_key)).verify(raw, data)
    except (ValueError, InvalidSignature):
        return False
    return True


def key_id(public_key: str) -> str:
    """The first digits of a public key's SHA-256, by which a file names it. Raises ValueError for what is no key."""
    return hashlib.sha256(_decoded(public_key)).hexdigest()[:ID_DIGITS]


def _decoded(key: str) -> bytes:
    try:
        raw = base64.b64decode(key, validate=True)
    except binascii.Error as error:
        raise ValueError("no base64") from error
    if len(raw) != KEY_BYTES:
        raise ValueError(f"{len(raw)} bytes, not {KEY_BYTES}")
    return raw
