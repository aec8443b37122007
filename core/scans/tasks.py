"""Checks a scan (PDF, JPEG, PNG) and writes it anew, in the sandbox process (core/sandbox/). No Django here.

Only what the libraries understood is in the new file. What a scan never has (scripts, actions, attachments) is not removed
silently: the file is refused, so that somebody looks at where it came from.
"""

import io
import re
from collections.abc import Iterator

from core.sandbox.process import Refused

# A3 at 600 dpi has 70 million pixels.
MAX_PIXELS = 80_000_000
# Of all object streams together, which may hide dictionaries.
MAX_UNPACKED = 20 * 1024 * 1024
# Keys of PDF dictionaries, and names of actions, with which a document runs code, opens other files or carries some.
ACTIVE = frozenset(
    (
        *("/JS", "/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/AA"),
        *("/EmbeddedFile", "/EmbeddedFiles", "/RichMedia", "/XFA"),
    )
)
_ACTIVE_IN_BYTES = re.compile(b"|".join(re.escape(name.encode()) + rb"\b" for name in sorted(ACTIVE)))
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
ORIENTATION = 0x0112


def clean_scan(data: bytes) -> bytes:
    """The scan written anew. Raises Refused with "whole", "cut", "pixels", "password", "active" or "strange"."""
    if data.startswith(b"%PDF-"):
        return _clean_pdf(data)
    return _clean_picture(data)


# --- pictures ------------------------------------------------------------------------------------------------------------


def _clean_picture(data: bytes) -> bytes:
    """Decoded and encoded again: without metadata (a phone writes its position), without what follows the picture."""
    from PIL import Image

    is_jpeg = data.startswith(b"\xff\xd8\xff")
    ends = data.rstrip(b"\0").endswith(b"\xff\xd9") if is_jpeg else data.endswith(b"IEND\xaeB`\x82")
    if not ends:
        raise Refused("whole")
    kind = "JPEG" if is_jpeg else "PNG"
    Image.MAX_IMAGE_PIXELS = None  # the limit below counts exactly; Pillow only warns at first
    with Image.open(io.BytesIO(data), formats=[kind]) as image:
        _check_size(image)
        image.verify()  # checksums of all parts of a PNG
    with Image.open(io.BytesIO(data), formats=[kind]) as image:
        return _written(image, kind)


def _check_size(image) -> None:
    if not image.width or not image.height:
        raise Refused("whole")
    if image.width * image.height > MAX_PIXELS:
        raise Refused("pixels")


def _written(image, kind: str) -> bytes:
    from PIL import Image

    image.load()  # decodes all of it; raises where it is cut off
    exif = Image.Exif()
    if orientation := image.getexif().get(ORIENTATION):
        exif[ORIENTATION] = orientation
    options = {"exif": exif, "icc_profile": image.info.get("icc_profile"), "dpi": image.info.get("dpi")}
    file = io.BytesIO()
    if kind == "JPEG":
        # The same quantisation tables and subsampling, so that the picture hardly changes.
        options |= {"quality": "keep"}
        image.info.pop("comment", None)  # Pillow would copy it
    image.save(file, kind, **{name: value for name, value in options.items() if value})
    return file.getvalue()


# --- PDF -----------------------------------------------------------------------------------------------------------------


def _clean_pdf(data: bytes) -> bytes:
    """Read and written by qpdf: objects that the document does not use, and bytes between objects, are left out."""
    import pikepdf

    if not data.rstrip(b"\x00\t\r\n\x0c ").endswith(b"%%EOF"):  # cut off, or something follows it
        raise Refused("cut")
    try:
        pdf = pikepdf.open(io.BytesIO(data))
    except pikepdf.PasswordError as error:
        raise Refused("password") from error
    with pdf:
        if pdf.is_encrypted:
            raise Refused("password")
        if not len(pdf.pages):
            raise Refused("whole")
        is_signed = _check_objects(pdf)
        if is_signed:
            # A digital signature covers the bytes of the file. Only an intact file is kept as it is.
            with pikepdf.open(io.BytesIO(data), attempt_recovery=False):
                return data
        file = io.BytesIO()
        pdf.save(file, object_stream_mode=pikepdf.ObjectStreamMode.preserve, deterministic_id=True)
        return file.getvalue()


def _check_objects(pdf) -> bool:
    """Raises Refused for what a scan never has, also in objects that the document does not use. Returns whether it is signed."""
    import pikepdf

    is_signed, room = False, MAX_UNPACKED
    for found in pdf.objects:
        if isinstance(found, pikepdf.Stream) and found.get("/Type") == "/ObjStm":
            room -= _check_object_stream(found, room)
        for one in _dictionaries(found):
            names = set(one.keys()) | {str(value) for _key, value in one.items() if isinstance(value, pikepdf.Name)}
            opening = one.get("/OpenAction")  # an array only names the page to begin with
            if names & ACTIVE or (opening is not None and not isinstance(opening, pikepdf.Array)):
                raise Refused("active")
            is_signed = is_signed or ("/ByteRange" in names and "/Contents" in names)
    return is_signed


def _dictionaries(found) -> Iterator:
    """All dictionaries of an object that are written inside it; those it refers to are objects of their own."""
    import pikepdf

    waiting = [found]
    while waiting:
        one = waiting.pop()
        if isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
            yield one
            waiting += [value for _key, value in one.items() if not _is_reference(value)]
        elif isinstance(one, pikepdf.Array):
            waiting += [value for value in one if not _is_reference(value)]


def _is_reference(value) -> bool:
    return getattr(value, "is_indirect", False)


def _check_object_stream(stream, room: int) -> int:
    """The names in a packed stream of objects, whether or not the document's index mentions them. Returns its size."""
    import pikepdf

    try:
        unpacked = stream.read_bytes()
    except pikepdf.PdfError as error:
        raise Refused("strange") from error
    if len(unpacked) > room:
        raise Refused("strange")
    if _ACTIVE_IN_BYTES.search(_ESCAPED.sub(lambda escaped: bytes([int(escaped[1], 16)]), unpacked)):
        raise Refused("active")
    return len(unpacked)
