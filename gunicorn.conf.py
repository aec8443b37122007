"""What gunicorn reads by itself when it is started here. Its access log, where one is wanted (--access-logfile), holds no query:
a name that was searched for stands there, as in a bookmark."""

# Address, time, method, path, status, bytes, seconds; neither the query nor the page one came from.
access_log_format = '%(h)s %(t)s "%(m)s %(U)s" %(s)s %(b)s %(L)s'

# By default a header SCRIPT_NAME, which some proxies pass on, begins every address of the answer. Whoever wants the site beneath
# a path says so in the environment.
forwarder_headers = ""
