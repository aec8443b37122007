"""Columns of side tables (files, results of jobs, waiting calls) that hold people's data: encrypted at rest, plain in Python.

AES-256-GCM with a key derived from ID_ENCRYPTION_KEY. Table and column are the associated data, so a ciphertext copied to
another column cannot be decrypted. The database cannot search in such a column. `manage.py rotate_id_keys` encrypts anew.
"""

import hmac
import json
import os
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db.models import BinaryField

NONCE_BYTES = 12


class NotDecrypted(ValueError):
    """The bytes were encrypted for another column or with a key that is not set."""


class EncryptedBinaryField(BinaryField):
    """Bytes, stored encrypted."""

    def get_db_prep_value(self, value, connection, prepared=False):
        """The nonce and the ciphertext."""
        if value is not None:
            nonce = os.urandom(NONCE_BYTES)
            value = nonce + _cipher(settings.ID_ENCRYPTION_KEY).encrypt(nonce, self._as_bytes(value), self._place())
        return super().get_db_prep_value(value, connection, prepared)

    def from_db_value(self, value, expression, connection):
        """The value again. Raises NotDecrypted."""
        return None if value is None else self._from_bytes(self._decrypted(bytes(value)))

    def _decrypted(self, data: bytes) -> bytes:
        for key in filter(None, (settings.ID_ENCRYPTION_KEY, settings.ID_ENCRYPTION_KEY_PREVIOUS)):
            try:
                return _cipher(key).decrypt(data[:NONCE_BYTES], data[NONCE_BYTES:], self._place())
            except InvalidTag:
                continue
        raise NotDecrypted(f"{self.model._meta.db_table}.{self.column}")

    def _place(self) -> bytes:
        return f"{self.model._meta.db_table}.{self.column}".encode()

    def _as_bytes(self, value) -> bytes:
        return bytes(value)

    def _from_bytes(self, data: bytes):
        return data


class EncryptedJSONField(EncryptedBinaryField):
    """A JSON value, stored encrypted. None is NULL."""

    # For django-stubs: what a row has and takes.
    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def to_python(self, value):
        """A form or a fixture has the value itself."""
        return value

    def value_to_string(self, obj) -> str:
        """For serializers: the JSON text."""
        return json.dumps(self.value_from_object(obj))

    def _as_bytes(self, value) -> bytes:
        return json.dumps(value, ensure_ascii=False).encode()

    def _from_bytes(self, data: bytes):
        return json.loads(data)


class EncryptedTextField(EncryptedBinaryField):
    """A text, stored encrypted. The database can compare it with no other text."""

    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def to_python(self, value):
        """A form or a fixture has the text itself."""
        return value

    def value_to_string(self, obj) -> str:
        """For serializers: the text."""
        return str(self.value_from_object(obj))

    def get_default(self):
        """The default, or ""."""
        return str(super().get_default() or "")

    def _as_bytes(self, value) -> bytes:
        return str(value).encode()

    def _from_bytes(self, data: bytes):
        return data.decode()


@lru_cache(maxsize=4)
def _cipher(key: str) -> AESGCM:
    return AESGCM(hmac.digest(key.encode(), b"reintegration side tables", "sha256"))
