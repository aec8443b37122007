"""One line per log record, and tracebacks without the values: an exception's text may hold a name or an ID number."""

import logging
import traceback

BREAKS = str.maketrans({"\n": "\\n", "\r": "\\r", "\u2028": " ", "\u2029": " "})


# What is written instead of an address that is none of ours.
NOWHERE = "(no such address)"


class OurAddresses(logging.Filter):
    """An address that leads nowhere may have been typed: a name or a number where an id belongs. Ours hold ids only."""

    def filter(self, record):
        request = getattr(record, "request", None)
        if request is not None and isinstance(record.args, tuple) and not _is_ours(request):
            written = {request.path, request.path.encode("unicode_escape").decode()}
            record.args = tuple(NOWHERE if isinstance(arg, str) and arg in written else arg for arg in record.args)
        return True


def _is_ours(request) -> bool:
    match = getattr(request, "resolver_match", None)
    return match is not None and not match.route.endswith(".*)$")  # the administrators' site catches all below it


class Line(logging.Formatter):
    def formatMessage(self, record):
        """What came from outside cannot make a second line that looks like one of ours."""
        return super().formatMessage(record).translate(BREAKS)

    def formatException(self, exc_info):
        """Where it happened and what kind of error it was, for the whole chain of causes; not what it said."""
        told, error = [], exc_info[1]
        while error is not None:
            code = getattr(error, "sqlstate", None) or ""
            frames = "".join(traceback.format_tb(error.__traceback__)).rstrip("\n")
            told.append(f"{type(error).__module__}.{type(error).__qualname__} {code}".rstrip() + f"\n{frames}")
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n".join(told)
