"""Encryption of stored ID numbers, and a keyed index for exact search (docs/security.md §4).

The keys are settings and are never stored in the database. The id of the record is the associated data, so a ciphertext
copied to another row cannot be decrypted. A database dump reveals only which numbers are equal.
"""

import base64
import hashlib
import hmac
import os
from functools import lru_cache
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

NONCE_BYTES = 12


class DecryptionError(ValueError):
    """The ciphertext does not belong to this record or was made with another key."""


def encrypt(text: str, record_id: UUID) -> bytes:
    """Return the nonce and the AES-256-GCM ciphertext of a text."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + _cipher(settings.ID_ENCRYPTION_KEY).encrypt(nonce, text.encode(), record_id.bytes)


def decrypt(encrypted: bytes, record_id: UUID) -> str:
    """Return the text. Tries the current key, then the previous key of a rotation. Raises DecryptionError."""
    encrypted = bytes(encrypted)
    for key in filter(None, (settings.ID_ENCRYPTION_KEY, settings.ID_ENCRYPTION_KEY_PREVIOUS)):
        try:
            return _cipher(key).decrypt(encrypted[:NONCE_BYTES], encrypted[NONCE_BYTES:], record_id.bytes).decode()
        except InvalidTag:
            continue
    raise DecryptionError


def blind_index(text: str) -> str:
    """Return the HMAC-SHA256 of a text as 43 characters of base64."""
    digest = hmac.digest(_derived(settings.ID_INDEX_KEY, b"index"), text.encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


@lru_cache(maxsize=4)
def _cipher(key: str) -> AESGCM:
    return AESGCM(_derived(key, b"seal"))


@lru_cache(maxsize=8)
def _derived(key: str, purpose: bytes) -> bytes:
    """Derive a 32-byte key for one purpose from a secret of at least 32 characters."""
    return hmac.digest(key.encode(), b"reintegration id number " + purpose, hashlib.sha256)
