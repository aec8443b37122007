"""Corrections of kombu's transports; reintegration/celery.py installs them."""

import os
import time
import uuid
from pathlib import Path

from kombu.exceptions import ChannelError
from kombu.transport import filesystem, redis
from kombu.utils.encoding import str_to_bytes
from kombu.utils.json import dumps

# Retries while another process is between creating and writing a table in the control folder.
TRIES, PAUSE = 50, 0.02


class ReconnectingRedisChannel(redis.Channel):
    """Raises ConnectionError if its connection is closed, so that the worker reconnects.

    kombu's own raises AttributeError when a task that outlived its connection is acknowledged, which ends the worker.
    """

    def _connparams(self, *args, **kwargs):
        if self.connection is None or self.connection.client is None:
            raise ConnectionError("the connection of this channel is closed")
        return super()._connparams(*args, **kwargs)


class AtomicFilesystemChannel(filesystem.Channel):
    """Writes each message atomically, so that no worker reads an incomplete file.

    kombu's own creates the file before it writes the message. A worker that reads the empty file ends with an error; with one
    message a second this happens within days.
    """

    # kombu names the second argument differently in its two classes above this one.
    def _put(self, queue, payload, **kwargs):  # type: ignore[override]
        name = f"{time.monotonic_ns():020}_{uuid.uuid4()}.{queue}.msg"  # messages are read in the order of their names
        folder = Path(self.data_folder_out)
        temporary = folder / f"{name}.part"  # a suffix that no queue reads
        try:
            temporary.write_bytes(str_to_bytes(dumps(payload)))
            os.replace(temporary, folder / name)
        except OSError as error:
            raise ChannelError(f"cannot write {name}") from error

    def get_table(self, exchange):
        """Read the exchange table again if another process was writing it."""
        return _retry(super().get_table, exchange)

    def _queue_bind(self, *args):
        return _retry(super()._queue_bind, *args)


def _retry(read, *args):
    for _try in range(TRIES - 1):
        try:
            return read(*args)
        except ValueError:  # the JSON is not written yet
            time.sleep(PAUSE)
    return read(*args)
