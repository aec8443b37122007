"""Log formatting: one line per record, and tracebacks without messages, which may contain names or ID numbers."""

import json
import logging
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime

# Id of the request that is handled, or of the one that started the job that is executed; "" in commands.
request_id: ContextVar[str] = ContextVar("request_id", default="")

BREAKS = str.maketrans({"\n": "\\n", "\r": "\\r", "\u2028": " ", "\u2029": " "})


# Logged instead of a path that matches no route.
UNKNOWN_PATH = "(no such address)"


class UnknownPathFilter(logging.Filter):
    """Removes paths that match no route: somebody may have typed a name or number into them. Our own paths contain only ids."""

    def filter(self, record):
        """Replaces the path in the arguments of the record. Keeps every record."""
        request = getattr(record, "request", None)
        if request is not None and isinstance(record.args, tuple) and not _is_ours(request):
            written = {request.path, request.path.encode("unicode_escape").decode()}
            record.args = tuple(UNKNOWN_PATH if isinstance(arg, str) and arg in written else arg for arg in record.args)
        return True


def _is_ours(request) -> bool:
    match = getattr(request, "resolver_match", None)
    return match is not None and not match.route.endswith(".*)$")  # the catch-all route of the administration site


class SingleLineFormatter(logging.Formatter):
    """Formats a record as one line."""

    def formatMessage(self, record):
        """Escapes line breaks, so that input cannot forge a second log line."""
        return super().formatMessage(record).translate(BREAKS)

    def formatException(self, exc_info):
        """The stack and the class of each exception in the chain of causes, without its message."""
        lines, error = [], exc_info[1]
        while error is not None:
            code = getattr(error, "sqlstate", None) or ""
            frames = "".join(traceback.format_tb(error.__traceback__)).rstrip("\n")
            lines.append(f"{type(error).__module__}.{type(error).__qualname__} {code}".rstrip() + f"\n{frames}")
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n".join(lines)


class JsonFormatter(SingleLineFormatter):
    """Formats a record as one JSON object. `fields` of a record (`extra={"fields": {…}}`) become keys of the object."""

    def format(self, record):
        """The record as JSON with time (UTC), level, logger, message and request id; a traceback without messages."""
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            # Django logs a refused request after the middleware that sets the id.
            "request_id": request_id.get() or getattr(getattr(record, "request", None), "id", ""),
            **getattr(record, "fields", {}),
        }
        if record.exc_info and record.exc_info[1] is not None:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str).translate(BREAKS)
