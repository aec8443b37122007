"""What kombu's transports lack to be relied on; reintegration/celery.py puts these in their place."""

import os
import time
import uuid
from pathlib import Path

from kombu.transport import filesystem, redis
from kombu.utils.encoding import str_to_bytes
from kombu.utils.json import dumps

# Another process is between creating a table of the control folder and writing it: a moment, never longer.
TRIES, PAUSE = 50, 0.02


class SteadyChannel(redis.Channel):
    """A channel of a connection that is gone says so.

    kombu's own fails with an AttributeError when a task that outlived its connection is acknowledged, which ends the worker
    where it should only connect again.
    """

    def _connparams(self, *args, **kwargs):
        if self.connection is None or self.connection.client is None:
            raise ConnectionError("the connection of this channel is closed")
        return super()._connparams(*args, **kwargs)


class WholeFolder(filesystem.Channel):
    """A folder in which nobody ever reads half a file.

    kombu's own creates the file before it writes into it. A worker that looks just then takes nothing for a message, which ends
    it; with a tick a second that is a matter of days.
    """

    def _put(self, queue, payload, **kwargs):
        name = f"{time.monotonic_ns():020}_{uuid.uuid4()}.{queue}.msg"  # they are taken in the order of their names
        folder = Path(self.data_folder_out)
        unseen = folder / f"{name}.part"  # ends like no queue's messages
        try:
            unseen.write_bytes(str_to_bytes(dumps(payload)))
            os.replace(unseen, folder / name)
        except OSError as error:
            raise filesystem.ChannelError(f"cannot write {name}") from error

    def get_table(self, exchange):
        return _patiently(super().get_table, exchange)

    def _queue_bind(self, *args):
        return _patiently(super()._queue_bind, *args)


def _patiently(read, *args):
    for _try in range(TRIES - 1):
        try:
            return read(*args)
        except ValueError:  # JSON that is not there yet
            time.sleep(PAUSE)
    return read(*args)
