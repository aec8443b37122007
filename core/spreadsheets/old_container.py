"""Reads the directory of an old Office file (OLE compound file), in the sandbox process (core/sandbox/). No Django here."""

import io
import json
import struct

# Records of an .xls stream: [MS-XLS] 2.4.21 (BOF), 2.4.349 (WriteProtect), 2.4.117 (FilePass).
BOF, WRITE_PROTECT, FILE_PASS = 0x0809, 0x0086, 0x002F
WORKBOOKS = ("workbook", "book")  # Excel 97 and later; Excel 5 and 95


def old_container(data: bytes) -> bytes:
    """{"names": names of all streams and storages in small letters, "password": whether the workbook has one}, as JSON."""
    import olefile

    with olefile.OleFileIO(io.BytesIO(data)) as container:
        paths = container.listdir(streams=True, storages=True)
        names = sorted({name.lower() for path in paths for name in path})
        password = any(_has_password(container.openstream(path)) for path in paths if _is_workbook(container, path))
    return json.dumps({"names": names, "password": password}).encode()


def _is_workbook(container, path: list[str]) -> bool:
    import olefile

    return path[-1].lower() in WORKBOOKS and container.get_type(path) == olefile.STGTY_STREAM


def _has_password(stream) -> bool:
    """Whether the workbook has a password: that record follows the first one, or a note on write protection."""
    while len(head := stream.read(4)) == 4:
        kind, length = struct.unpack("<HH", head)
        if kind == FILE_PASS:
            return True
        if kind not in (BOF, WRITE_PROTECT):
            return False
        stream.seek(length, 1)
    return False
