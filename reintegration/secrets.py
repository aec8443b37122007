"""Secrets from the environment; in trial mode generated once and stored in a private folder beside the data."""

import secrets
from collections.abc import Callable
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


class Secrets:
    """Reads secrets and collects the missing ones, so that one error names all of them."""

    def __init__(self, env, *, folder: Path, generate: bool):
        self.env, self.folder, self.generate = env, folder, generate
        self.missing: list[str] = []

    def get(self, name: str) -> str:
        """The secret. In trial mode a missing one is generated and stored (file mode 0600)."""
        value = self.env.str(name, default="")
        if value and len(value) >= 32:
            return value
        if value:
            self.missing.append(f"{name} (ngắn hơn 32 ký tự)")
        elif self.generate:
            return self._stored(name)
        else:
            self.missing.append(name)
        return ""

    def optional(self, name: str, make: Callable[[], str] | None = None) -> str:
        """The secret, or "" if it is not given. In trial mode it is made by `make`, if there is one, and stored."""
        if self.env.str(name, default=""):
            return self.get(name)
        return self._stored(name, make) if self.generate and make else ""

    def need(self, *names: str) -> None:
        """Require other settings as well."""
        self.missing += [name for name in names if not self.env.str(name, default="")]

    def refuse_if_missing(self) -> None:
        """Raise ImproperlyConfigured with all missing names."""
        if self.missing:
            raise ImproperlyConfigured("Chưa đủ cấu hình để chạy thật. Còn thiếu: " + ", ".join(self.missing))

    def _stored(self, name: str, make: Callable[[], str] = lambda: secrets.token_urlsafe(48)) -> str:
        path = self.folder / name.lower()
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            # Exclusive creation by a hard link: if two processes start at once, one creates the secret and both read it.
            draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
            draft.touch(mode=0o600)
            draft.write_text(make())
            try:
                path.hardlink_to(draft)
            except FileExistsError:
                pass
            finally:
                draft.unlink()
        return path.read_text().strip()
