"""The folder that stands for a broker in a trial: nobody reads half a file of it."""

import os
from pathlib import Path
from threading import Timer

import pytest
from kombu import Connection
from kombu.transport import filesystem

from reintegration.brokers import AtomicFilesystemChannel
from reintegration.celery import app  # noqa: F401 (puts the channel in its place)

pytestmark = pytest.mark.once


@pytest.fixture
def channel(tmp_path):
    (tmp_path / "control").mkdir()
    folders = {
        "data_folder_in": str(tmp_path),
        "data_folder_out": str(tmp_path),
        "control_folder": str(tmp_path / "control"),
    }
    with Connection("filesystem://", transport_options=folders) as connection:
        yield connection.default_channel


def test_a_message_is_there_only_when_it_is_whole(channel, tmp_path, monkeypatch):
    seen = []

    def watched(opener, name, *args, **kwargs):
        seen.extend(tmp_path.glob("*.msg"))
        return opener(name, *args, **kwargs)

    for owner, name in ((Path, "write_bytes"), (os, "replace"), (filesystem, "dumps"), (filesystem, "lock")):
        opener = getattr(owner, name)
        monkeypatch.setattr(owner, name, lambda *args, opener=opener, **kwargs: watched(opener, *args, **kwargs))
    channel._put("celery", {"body": "một"})
    assert seen == []
    assert len(list(tmp_path.glob("*.celery.msg"))) == 1
    assert channel._get("celery") == {"body": "một"}
    assert list(tmp_path.glob("*.part")) == []


def test_messages_come_in_the_order_they_were_sent(channel):
    for number in range(20):
        channel._put("celery", {"n": number})
        if number % 5 == 4:
            assert [channel._get("celery")["n"] for _each in range(5)] == list(range(number - 4, number + 1))


@pytest.mark.parametrize("ask", ["get_table", "_queue_bind"])
def test_a_table_that_is_just_being_written_is_waited_for(channel, tmp_path, ask):
    table = tmp_path / "control" / "x.exchange"
    table.write_text("")
    Timer(0.1, table.write_text, ['[["", "", "other"]]']).start()
    if ask == "get_table":
        assert [row.queue for row in channel.get_table("x")] == ["other"]
    else:
        channel._queue_bind("x", "", "", "celery")
        assert {row.queue for row in channel.get_table("x")} == {"celery", "other"}


def test_it_is_the_channel_that_is_used(channel):
    assert type(channel) is AtomicFilesystemChannel
