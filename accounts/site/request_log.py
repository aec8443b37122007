"""One line in the log for each request: its route by name, never its path or query, which may hold what somebody typed."""

import logging
import time

logger = logging.getLogger("request")


def write(request, status: int, began: float) -> None:
    """Log an answered request. `began`: time.perf_counter() when it arrived."""
    match = getattr(request, "resolver_match", None)
    # The user if a view or middleware has looked for one; the log asks no database.
    user = getattr(request, "_cached_user", None)
    fields = {
        "method": request.method,
        "route": match.view_name if match else "",
        "status": status,
        "ms": round((time.perf_counter() - began) * 1000),
        "user": user.pk if user is not None else None,
    }
    logger.info("%(method)s %(route)s %(status)s %(ms)s ms", fields, extra={"fields": fields})
