"""Lines of several pages are written by one transaction, and nobody goes on before it."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event

import pytest

from audit import together
from audit.together import Together
from reintegration.testing.site import wait_until

SECONDS = 20


class BadWorkError(Exception):
    pass


@pytest.fixture
def committed(monkeypatch) -> list:
    """What was written by transactions that are over, a list for each."""
    done: list[list] = []

    @contextmanager
    def atomic():
        done.append([])
        try:
            yield
        except BaseException:
            done.pop()
            raise

    monkeypatch.setattr(together.transaction, "atomic", atomic)
    return done


class Writing:
    """`write` for Together: the first waits until all the others have come; `bad` work fails its transaction."""

    def __init__(self, committed, others: int):
        self.committed, self.others = committed, others
        self.began, self.calls = Event(), []
        self.write = Together(self._write)

    def _write(self, works):
        self.calls.append(list(works))
        if len(self.calls) == 1:
            self.began.set()
            wait_until(lambda: len(self.write._waiting) == self.others, SECONDS, "the others")
        if "bad" in works:
            raise BadWorkError
        self.committed[-1].extend(works)

    def ask(self, work):
        self.write(work)
        return any(work in one for one in self.committed)

    def run(self, first, *others) -> list:
        with ThreadPoolExecutor(len(others) + 1) as pool:
            asked = [pool.submit(self.ask, first)]
            assert self.began.wait(SECONDS)
            asked += [pool.submit(self.ask, work) for work in others]
            return [one.exception(SECONDS) or one.result() for one in asked]


def test_what_comes_while_one_writes_is_written_by_one_transaction(committed):
    writing = Writing(committed, 3)
    # Each found its own work committed when it went on.
    assert writing.run("a", "b", "c", "d") == [True] * 4
    assert [sorted(one) for one in committed] == [["a"], ["b", "c", "d"]]


def test_one_that_fails_takes_nobody_with_it(committed):
    found = Writing(committed, 3).run("a", "b", "bad", "c")
    assert found[0] is found[1] is found[3] is True
    assert isinstance(found[2], BadWorkError)
    assert sorted(sum(committed, [])) == ["a", "b", "c"]


def test_the_next_may_write_after_a_failure(committed):
    def write(works):
        if works == ["bad"]:
            raise BadWorkError
        committed[-1].extend(works)

    asked = Together(write)
    with pytest.raises(BadWorkError):
        asked("bad")
    asked("good")
    assert committed == [["good"]]
