"""The file of a backup: lines of JSON, compressed, then encrypted with age. Written and read as a stream.

age authenticates every 64 KiB and the end of the file, so a changed, lengthened or cut file is refused. The last line
repeats the number of lines, which also shows a cut of the compressed text. The ordinary program opens the file too:
`age -d -i KEY FILE`.
"""

import json
import os
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pyrage
from django.conf import settings
from django.utils.translation import gettext as _

END = "end"
MAGIC = b"age-encryption.org/v1\n"


class BackupError(Exception):
    """A backup that cannot be made, read or restored, with a message that says what to do."""


def write(path: Path, lines: Iterable[object]) -> None:
    """Write the lines to a file that appears under its name only when it is complete and on the disk."""
    recipient = _identity().to_public()
    draft = path.with_name(f".{path.name}.partial")
    draft.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            reader = _Reader(_compressed(lines))
            try:
                pyrage.encrypt_io(reader, file, [recipient])
            except Exception as error:
                # pyrage replaces an error of the reader by its own; the original one says more.
                raise reader.error or error from None
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError as error:
        raise BackupError(
            _("Không ghi được tệp sao lưu %(path)s: %(error)s") % {"path": path, "error": error}
        ) from None
    finally:
        draft.unlink(missing_ok=True)


def read(path: Path, take: Callable[[object], None]) -> None:
    """Call `take` with every line. Raises BackupError for a wrong key and for a file that is not exactly what was written."""
    sink = _Lines(take)
    try:
        with path.open("rb") as file:
            if file.read(len(MAGIC)) != MAGIC:
                raise BackupError(_("%s không phải tệp sao lưu của hệ thống này.") % path)
            file.seek(0)
            pyrage.decrypt_io(file, sink, [_identity()])
    except pyrage.DecryptError:
        raise BackupError(
            _("Không mở được %s: khóa BACKUP_KEY không phải khóa đã dùng khi sao lưu, hoặc phần đầu tệp đã bị sửa.")
            % path
        ) from None
    except (OSError, zlib.error, ValueError) as error:
        if isinstance(error, OSError) and error.errno:
            raise BackupError(
                _("Không đọc được %(path)s: %(error)s") % {"path": path, "error": error.strerror}
            ) from None
        raise _damaged(path) from None
    if not sink.is_complete:
        raise _damaged(path)


def _damaged(path: Path) -> BackupError:
    return BackupError(_("Tệp sao lưu %s đã bị sửa hoặc bị cắt. Hãy dùng bản sao khác.") % path)


def _identity() -> pyrage.x25519.Identity:
    if not settings.BACKUP_KEY:
        raise BackupError(
            _("Chưa có BACKUP_KEY. Tạo khóa bằng «manage.py backup --new-key» và cất riêng khỏi tệp sao lưu.")
        )
    try:
        return pyrage.x25519.Identity.from_str(settings.BACKUP_KEY.strip())
    except pyrage.IdentityError:
        raise BackupError(_("BACKUP_KEY không đúng dạng AGE-SECRET-KEY-1….")) from None


def new_key() -> str:
    """A new key in the form of BACKUP_KEY."""
    return str(pyrage.x25519.Identity.generate())


def _compressed(lines: Iterable[object]) -> Iterator[bytes]:
    packer, count = zlib.compressobj(6), 0
    for line in lines:
        count += 1
        yield packer.compress(_json(line))
    yield packer.compress(_json({END: count}))
    yield packer.flush()


def _json(line: object) -> bytes:
    return json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


class _Reader:
    """A file object for pyrage to read from, made from an iterator of pieces."""

    def __init__(self, pieces: Iterator[bytes]):
        self._pieces, self._rest = pieces, memoryview(b"")
        self.error: Exception | None = None

    def read(self, size: int) -> bytes:
        try:
            while not self._rest:
                self._rest = memoryview(next(self._pieces))
        except StopIteration:
            return b""
        except Exception as error:
            self.error = error
            raise
        piece, self._rest = self._rest[:size], self._rest[size:]
        return bytes(piece)


class _Lines:
    """A file object for pyrage to write to: splits the unpacked text into lines and passes them on."""

    def __init__(self, take: Callable[[object], None]):
        self._take, self._unpacker = take, zlib.decompressobj()
        self._pieces: list[bytes] = []
        self._count = 0
        self.is_complete = False

    def write(self, data: bytes) -> int:
        *ends, rest = self._unpacker.decompress(data).split(b"\n")
        for end in ends:
            self._line(b"".join([*self._pieces, end]))
            self._pieces = []
        if rest:
            self._pieces.append(rest)
        return len(data)

    def flush(self) -> None:
        pass

    def _line(self, text: bytes) -> None:
        line = json.loads(text)
        if self.is_complete:
            raise ValueError("a line after the last one")
        if isinstance(line, dict) and END in line:
            if line[END] != self._count:
                raise ValueError("lines are missing")
            self.is_complete = True
        else:
            self._count += 1
            self._take(line)
