"""Old Office containers (OLE compound files) for tests, as [MS-CFB] describes them."""

import struct

SECTOR = 512
# Smaller streams would go into the mini stream.
SMALLEST = 4096
END, FREE, FAT, NONE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFF
ROOT, STREAM = 5, 2


def ole(*names: str, body: bytes = b"") -> bytes:
    """A container with streams of these names; `body`: the content of each."""
    body = body and body.ljust(max(SMALLEST, -(-len(body) // SECTOR) * SECTOR), b"\0")
    per_directory = SECTOR // 128
    directory = -(-(len(names) + 1) // per_directory)
    length = len(body) // SECTOR
    fat = [FAT, *range(2, directory + 1), END]
    entries = [_entry("Root Entry", ROOT, child=1 if names else NONE)]
    for number, name in enumerate(names, start=1):
        start = len(fat) if body else END
        fat += [*range(len(fat) + 1, len(fat) + length), END] if body else []
        entries.append(
            _entry(name, STREAM, right=number + 1 if number < len(names) else NONE, start=start, size=len(body))
        )
    assert len(fat) <= SECTOR // 4, "one sector for the table of sectors"
    table = struct.pack(f"<{SECTOR // 4}I", *fat, *[FREE] * (SECTOR // 4 - len(fat)))
    return _header() + table + b"".join(entries).ljust(directory * SECTOR, b"\0") + body * len(names)


def _header() -> bytes:
    head = struct.pack("<8s16xHHHHH6xIIIIIIIII", bytes.fromhex("d0cf11e0a1b11ae1"), 62, 3, 0xFFFE, 9, 6,
                       0, 1, 1, 0, SMALLEST, END, 0, END, 0)  # fmt: skip
    return head + struct.pack("<109I", 0, *[FREE] * 108)


def _entry(name: str, kind: int, *, child: int = NONE, right: int = NONE, start: int = END, size: int = 0) -> bytes:
    wide = (name + "\0").encode("utf-16-le")
    return struct.pack("<64sHBBIII16xI8x8xIQ", wide, len(wide), kind, 1, NONE, right, child, 0, start, size)
