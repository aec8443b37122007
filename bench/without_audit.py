"""gunicorn's configuration for bench/audited_views.py: the site as it is, but no page writes its line in the audit."""

# As gunicorn.conf.py, which is not read beside this file.
worker_class = "gthread"
threads = 32


def post_worker_init(worker):
    from audit import events

    events.record = lambda **_event: None
