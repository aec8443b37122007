"""ID numbers at rest: encrypted, with a keyed index for exact look-up (docs/security.md §4).

The keys come from the settings and never enter the database. The record's own id is the associated data, so a ciphertext
copied to another row does not open. Equal numbers have equal index values: that much, and no more, can be read from a dump.
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
    """nonce + AES-256-GCM ciphertext of the text."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + _cipher(settings.ID_ENCRYPTION_KEY).encrypt(nonce, text.encode(), record_id.bytes)


def decrypt(sealed: bytes, record_id: UUID) -> str:
    """The text; sealed with the present key or, while keys are changed, with the one before. Raises DecryptionError."""
    sealed = bytes(sealed)
    for key in filter(None, (settings.ID_ENCRYPTION_KEY, settings.ID_ENCRYPTION_KEY_PREVIOUS)):
        try:
            return _cipher(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], record_id.bytes).decode()
        except InvalidTag:
            continue
    raise DecryptionError


def blind_index(text: str) -> str:
    """HMAC-SHA256 of the text, 43 characters of base64."""
    digest = hmac.digest(_derived(settings.ID_INDEX_KEY, b"index"), text.encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


@lru_cache(maxsize=4)
def _cipher(key: str) -> AESGCM:
    return AESGCM(_derived(key, b"seal"))


@lru_cache(maxsize=8)
def _derived(key: str, purpose: bytes) -> bytes:
    """32 bytes for one purpose from a secret of any length of 32 characters or more."""
    return hmac.digest(key.encode(), b"reintegration id number " + purpose, hashlib.sha256)
