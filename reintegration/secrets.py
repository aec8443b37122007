"""Secrets from the environment; in a trial made once and kept in a private folder beside the data."""

import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


class Secrets:
    """Collects what is missing, so that a start refused names everything at once."""

    def __init__(self, env, *, folder: Path, generate: bool):
        self.env, self.folder, self.generate = env, folder, generate
        self.missing: list[str] = []

    def get(self, name: str) -> str:
        """The secret's text. In a trial a missing one is made and kept (file mode 0600)."""
        value = self.env.str(name, default="")
        if value and len(value) >= 32:
            return value
        if value:
            self.missing.append(f"{name} (ngắn hơn 32 ký tự)")
        elif self.generate:
            return self._kept(name)
        else:
            self.missing.append(name)
        return ""

    def need(self, *names: str) -> None:
        self.missing += [name for name in names if not self.env.str(name, default="")]

    def refuse_if_missing(self) -> None:
        if self.missing:
            raise ImproperlyConfigured("Chưa đủ cấu hình để chạy thật. Còn thiếu: " + ", ".join(self.missing))

    def _kept(self, name: str) -> str:
        path = self.folder / name.lower()
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            # Exclusive creation through a hard link: of two processes that start at once one wins, both read its secret.
            draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
            draft.touch(mode=0o600)
            draft.write_text(secrets.token_urlsafe(48))
            try:
                path.hardlink_to(draft)
            except FileExistsError:
                pass
            finally:
                draft.unlink()
        return path.read_text().strip()
