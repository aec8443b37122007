"""Settings that gunicorn reads when it is started in this folder.

Its access log, if `--access-logfile` asks for one, has no query strings: they can contain a name that was searched for.
"""

# Address, time, method, path, status, bytes, seconds; neither the query nor the page one came from.
access_log_format = '%(h)s %(t)s "%(m)s %(U)s" %(s)s %(b)s %(L)s'

# By default gunicorn puts the header SCRIPT_NAME of a request before every address of the answer. To serve the site below a
# path, set SCRIPT_NAME in the environment.
forwarder_headers = ""
